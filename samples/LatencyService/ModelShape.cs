namespace LatencyService;

/// <summary>Floats of an input row, floats of an output row, most rows of one call.</summary>
internal readonly record struct ModelShape(int InFeatures, int OutFeatures, int MaxBatch);

namespace SimdNet.Inference;

/// <summary>How a plan is compiled.</summary>
public sealed class InferenceOptions
{
    /// <summary>The most rows of one call; contexts have memory for so many.</summary>
    public int MaxBatch { get; init; } = 1;
}

namespace SimdNet.Metrics;

/// <summary>The range from Low to High, both included</summary>
public readonly record struct ConfidenceInterval(double Low, double High);

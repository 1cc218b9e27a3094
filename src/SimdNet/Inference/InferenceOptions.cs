using SimdNet.Kernels;

namespace SimdNet.Inference;

/// <summary>How a plan is compiled.</summary>
public sealed class InferenceOptions
{
    /// <summary>The most rows of one call; contexts have memory for so many.</summary>
    public int MaxBatch { get; init; } = 1;

    /// <summary>How the weights of products are kept; biases and all else stay float32. <see cref="InferencePlan.CompareWith"/> says what a format costs.</summary>
    public WeightFormat Weights { get; init; } = WeightFormat.Float32;

    /// <summary>Whether each call looks for NaN and infinity in its inputs and behind every step, and throws <see cref="NonFiniteValueException"/> at the first.</summary>
    public bool ChecksFinite { get; init; }
}

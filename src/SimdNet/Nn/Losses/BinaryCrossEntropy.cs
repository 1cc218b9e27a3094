using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>Cross-entropy of the logistic function s, from logits x: -(p t ln s(x) + (1 - t) ln(1 - s(x))) of each element, t the expected probability.</summary>
/// <remarks>As PyTorch's BCEWithLogitsLoss, with one positive weight for all outputs. The derivative is (1 - t) s(x) - p t s(-x). Targets are in [0, 1]; others are refused, where PyTorch computes on.</remarks>
public sealed class BinaryCrossEntropy : ElementwiseLoss
{
    /// <summary>A loss for one or more yes-or-no outputs.</summary>
    /// <param name="positiveWeight">p: above 1 makes missed positives cost more; not negative, finite. Unlike a sample weight, it does not count in the mean's divisor.</param>
    /// <param name="reduction">what becomes of the elements' losses</param>
    /// <exception cref="ArgumentOutOfRangeException">the positive weight is negative or not finite</exception>
    public BinaryCrossEntropy(float positiveWeight = 1, Reduction reduction = Reduction.Mean)
        : base(reduction)
    {
        Guard.NotNegativeFinite(positiveWeight);
        PositiveWeight = positiveWeight;
    }

    /// <summary>The weight of the positive side.</summary>
    public float PositiveWeight { get; }

    /// <inheritdoc/>
    protected override void EvaluateEach(ReadOnlySpan<float> predictions, int batch, Targets targets, Span<float> losses, Span<float> dPredictions, Span<float> work)
    {
        TargetChecks.Values(targets, predictions.Length, batch, "binary cross-entropy");
        TargetChecks.Probabilities(targets.Values, predictions.Length / batch, "binary cross-entropy");
        LossKernels.BinaryCrossEntropy(predictions, targets.Values, PositiveWeight, losses, dPredictions);
    }
}

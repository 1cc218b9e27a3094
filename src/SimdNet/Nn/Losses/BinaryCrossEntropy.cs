using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>Cross-entropy of the logistic function s, from logits x: -(p t ln s(x) + (1 - t) ln(1 - s(x))) of each element, t the expected probability.</summary>
/// <remarks>As PyTorch's BCEWithLogitsLoss, its pos_weight included. The derivative is (1 - t) s(x) - p t s(-x). Targets are in [0, 1]; others are refused, where PyTorch computes on.</remarks>
public sealed class BinaryCrossEntropy : ElementwiseLoss
{
    private readonly float[] _positiveWeights;

    /// <summary>A loss for one or more yes-or-no outputs.</summary>
    /// <param name="positiveWeight">p: above 1 makes missed positives cost more; not negative, finite. Unlike a sample weight, it does not count in the mean's divisor.</param>
    /// <param name="reduction">what becomes of the elements' losses</param>
    /// <exception cref="ArgumentOutOfRangeException">the positive weight is negative or not finite</exception>
    public BinaryCrossEntropy(float positiveWeight = 1, Reduction reduction = Reduction.Mean)
        : base(reduction)
    {
        Guard.NotNegativeFinite(positiveWeight);
        _positiveWeights = [positiveWeight];
    }

    /// <summary>A loss whose outputs have positive weights of their own.</summary>
    /// <param name="positiveWeights">p of each output, at least one; not negative, finite; copied</param>
    /// <param name="reduction">what becomes of the elements' losses</param>
    /// <exception cref="ArgumentException">there is no weight</exception>
    /// <exception cref="ArgumentOutOfRangeException">a weight is negative or not finite</exception>
    public BinaryCrossEntropy(ReadOnlySpan<float> positiveWeights, Reduction reduction = Reduction.Mean)
        : base(reduction)
    {
        if (positiveWeights.IsEmpty)
            Guard.Throw("positiveWeights is empty; expected one weight for each output.", nameof(positiveWeights));
        foreach (float weight in positiveWeights)
            Guard.NotNegativeFinite(weight, nameof(positiveWeights));
        _positiveWeights = positiveWeights.ToArray();
    }

    /// <summary>The weights of the positive side: one for all outputs, or one for each.</summary>
    public ReadOnlySpan<float> PositiveWeights => _positiveWeights;

    /// <inheritdoc/>
    protected override void EvaluateEach(ReadOnlySpan<float> predictions, int batch, Targets targets, Span<float> losses, Span<float> dPredictions, Span<float> work)
    {
        TargetChecks.Values(targets, predictions.Length, batch, "binary cross-entropy");
        int outputs = predictions.Length / batch;
        TargetChecks.Probabilities(targets.Values, outputs, "binary cross-entropy");
        if (_positiveWeights.Length == 1)
        {
            LossKernels.BinaryCrossEntropy(predictions, targets.Values, _positiveWeights[0], losses, dPredictions);
            return;
        }

        if (_positiveWeights.Length != outputs)
            Guard.Throw($"binary cross-entropy has {_positiveWeights.Length} positive weights, but the predictions have {outputs} outputs.", nameof(predictions));
        LossKernels.BinaryCrossEntropy(predictions, targets.Values, _positiveWeights, losses, dPredictions);
    }

    /// <summary>Its name and settings.</summary>
    public override string ToString() => SettingsText.Of(nameof(BinaryCrossEntropy),
        _positiveWeights.Length == 1 ? ("positiveWeight", _positiveWeights[0]) : ("positiveWeights", $"of {_positiveWeights.Length} outputs"),
        ("reduction", Reduction));
}

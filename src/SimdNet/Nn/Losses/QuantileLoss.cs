using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>Pinball loss: with d = target - prediction, tau d where d >= 0, else (tau - 1) d; smallest where the prediction is the target's tau-quantile.</summary>
/// <remarks>The derivative is -tau for d > 0, 1 - tau for d &lt; 0, and the mean of both, 1/2 - tau, for d = 0: what PyTorch's maximum(tau d, (tau - 1) d) gives.</remarks>
public sealed class QuantileLoss : ElementwiseLoss
{
    /// <summary>A loss for one quantile, the same for every output.</summary>
    /// <param name="tau">in (0, 1); 1/2 is the median</param>
    /// <param name="reduction">what becomes of the elements' losses</param>
    /// <exception cref="ArgumentOutOfRangeException">tau is not in (0, 1)</exception>
    public QuantileLoss(float tau = 0.5f, Reduction reduction = Reduction.Mean)
        : base(reduction)
    {
        if (!(tau > 0 && tau < 1))
            throw new ArgumentOutOfRangeException(nameof(tau), tau, "tau is in (0, 1).");
        Tau = tau;
    }

    /// <summary>The quantile, in (0, 1).</summary>
    public float Tau { get; }

    /// <inheritdoc/>
    protected override void EvaluateEach(ReadOnlySpan<float> predictions, int batch, Targets targets, Span<float> losses, Span<float> dPredictions, Span<float> work)
    {
        TargetChecks.Values(targets, predictions.Length, batch, "quantile loss");
        LossKernels.Quantile(predictions, targets.Values, Tau, losses, dPredictions);
    }

    /// <summary>Its name and settings.</summary>
    public override string ToString() => SettingsText.Of(nameof(QuantileLoss), ("tau", Tau), ("reduction", Reduction));
}

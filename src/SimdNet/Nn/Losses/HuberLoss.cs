using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>With d = prediction - target: d^2 / 2 where |d| &lt;= delta, else delta (|d| - delta / 2).</summary>
/// <remarks>As PyTorch's HuberLoss. The derivative is d, clamped to [-delta, delta].</remarks>
public sealed class HuberLoss : ElementwiseLoss
{
    /// <summary>A loss that is a parabola up to delta and a line beyond.</summary>
    /// <param name="delta">positive and finite</param>
    /// <param name="reduction">what becomes of the elements' losses</param>
    /// <exception cref="ArgumentOutOfRangeException">delta is not positive and finite</exception>
    public HuberLoss(float delta = 1, Reduction reduction = Reduction.Mean)
        : base(reduction)
    {
        Guard.PositiveFinite(delta);
        Delta = delta;
    }

    /// <summary>Where the parabola becomes a line.</summary>
    public float Delta { get; }

    /// <inheritdoc/>
    protected override void EvaluateEach(ReadOnlySpan<float> predictions, int batch, Targets targets, Span<float> losses, Span<float> dPredictions, Span<float> work)
    {
        TargetChecks.Values(targets, predictions.Length, batch, "Huber loss");
        LossKernels.Huber(predictions, targets.Values, Delta, losses, dPredictions);
    }

    /// <summary>Its name and settings.</summary>
    public override string ToString() => SettingsText.Of(nameof(HuberLoss), ("delta", Delta), ("reduction", Reduction));
}

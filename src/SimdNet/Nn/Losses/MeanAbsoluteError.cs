using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>|prediction - target| of each element.</summary>
/// <remarks>As PyTorch's L1Loss. The gradient of the mean is sign(prediction - target) / (batch outFeatures), 0 where they are equal.</remarks>
/// <param name="reduction">what becomes of the elements' losses</param>
public sealed class MeanAbsoluteError(Reduction reduction = Reduction.Mean) : ElementwiseLoss(reduction)
{
    /// <inheritdoc/>
    protected override void EvaluateEach(ReadOnlySpan<float> predictions, int batch, Targets targets, Span<float> losses, Span<float> dPredictions, Span<float> work)
    {
        TargetChecks.Values(targets, predictions.Length, batch, "mean absolute error");
        LossKernels.AbsoluteError(predictions, targets.Values, losses, dPredictions);
    }

    /// <summary>Its name and settings.</summary>
    public override string ToString() => SettingsText.Of(nameof(MeanAbsoluteError), ("reduction", Reduction));
}

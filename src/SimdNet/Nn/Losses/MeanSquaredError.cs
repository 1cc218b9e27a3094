using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>(prediction - target)^2 of each element.</summary>
/// <remarks>As PyTorch's MSELoss. The gradient of the mean is 2 (prediction - target) / (batch outFeatures).</remarks>
/// <param name="reduction">what becomes of the elements' losses</param>
public sealed class MeanSquaredError(Reduction reduction = Reduction.Mean) : ElementwiseLoss(reduction)
{
    /// <inheritdoc/>
    protected override void EvaluateEach(ReadOnlySpan<float> predictions, int batch, Targets targets, Span<float> losses, Span<float> dPredictions, Span<float> work)
    {
        TargetChecks.Values(targets, predictions.Length, batch, "mean squared error");
        LossKernels.SquaredError(predictions, targets.Values, losses, dPredictions);
    }

    /// <summary>Its name and settings.</summary>
    public override string ToString() => SettingsText.Of(nameof(MeanSquaredError), ("reduction", Reduction));
}

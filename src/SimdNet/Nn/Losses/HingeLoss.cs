using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>max(0, 1 - target prediction) of each element; targets are -1 or +1.</summary>
/// <remarks>
/// The loss of a linear support vector machine; PyTorch's margin_ranking_loss(prediction, 0, target, margin: 1). Not its HingeEmbeddingLoss, which is of a distance.
/// The derivative is -target where target prediction &lt;= 1 (the kink included, as in PyTorch), else 0.
/// </remarks>
/// <param name="reduction">what becomes of the elements' losses</param>
public sealed class HingeLoss(Reduction reduction = Reduction.Mean) : ElementwiseLoss(reduction)
{
    /// <inheritdoc/>
    protected override void EvaluateEach(ReadOnlySpan<float> predictions, int batch, Targets targets, Span<float> losses, Span<float> dPredictions, Span<float> work)
    {
        TargetChecks.Values(targets, predictions.Length, batch, "hinge loss");
        TargetChecks.Signs(targets.Values, predictions.Length / batch, "hinge loss");
        LossKernels.Hinge(predictions, targets.Values, losses, dPredictions);
    }

    /// <summary>Its name and settings.</summary>
    public override string ToString() => SettingsText.Of(nameof(HingeLoss), ("reduction", Reduction));
}

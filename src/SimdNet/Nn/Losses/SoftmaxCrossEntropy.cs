using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>Cross-entropy of softmax, from logits and class labels: mean over rows of -ln softmax(x)[label].</summary>
/// <remarks>As PyTorch's CrossEntropyLoss with mean reduction. The gradient is (softmax(x) - onehot(label)) / batch.</remarks>
public sealed class SoftmaxCrossEntropy : Loss
{
    /// <inheritdoc/>
    public override int ScratchLength(int batch, int outFeatures) => checked(batch * (outFeatures + 1));

    /// <inheritdoc/>
    public override float Evaluate(ReadOnlySpan<float> predictions, int batch, Targets targets, Span<float> dPredictions, Span<float> scratch)
    {
        if (targets.Labels.Length != batch)
            throw new ArgumentException($"softmax cross-entropy needs one label for each of {batch} rows, but got {targets.Labels.Length} labels and {targets.Values.Length} values.", nameof(targets));
        Span<float> losses = scratch[..batch];
        Span<float> gradient = dPredictions.IsEmpty ? scratch.Slice(batch, predictions.Length) : dPredictions;
        RowKernels.SoftmaxCrossEntropy(predictions, predictions.Length / batch, targets.Labels, losses, gradient);
        return ReductionKernels.Sum(losses) / batch;
    }
}

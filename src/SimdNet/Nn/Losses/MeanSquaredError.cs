using System.Numerics.Tensors;
using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>Mean over all elements of (prediction - target)^2.</summary>
/// <remarks>As PyTorch's MSELoss with mean reduction. The gradient is 2 (prediction - target) / (batch outFeatures).</remarks>
public sealed class MeanSquaredError : Loss
{
    /// <inheritdoc/>
    public override int ScratchLength(int batch, int outFeatures) => checked(batch * outFeatures);

    /// <inheritdoc/>
    public override float Evaluate(ReadOnlySpan<float> predictions, int batch, Targets targets, Span<float> dPredictions, Span<float> scratch)
    {
        if (targets.Values.Length != predictions.Length)
            throw new ArgumentException($"mean squared error needs {predictions.Length} target values for {batch} rows, but got {targets.Values.Length} values and {targets.Labels.Length} labels.", nameof(targets));
        Span<float> differences = scratch[..predictions.Length];
        TensorPrimitives.Subtract(predictions, targets.Values, differences);
        float sum = Blas.Dot(differences, differences);
        if (!dPredictions.IsEmpty)
            TensorPrimitives.Multiply(differences, 2f / predictions.Length, dPredictions);
        return sum / predictions.Length;
    }
}

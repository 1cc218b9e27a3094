using SimdNet.Buffers;
using SimdNet.Graphs;
using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>y = softmax of each row: probabilities from logits.</summary>
/// <remarks>For training with <see cref="SoftmaxCrossEntropy"/> leave it out: that loss takes logits. Error bounds at <see cref="RowKernels.Softmax"/>.</remarks>
public sealed class Softmax : Layer
{
    /// <inheritdoc/>
    public override int OutFeatures(int inFeatures) => inFeatures;

    /// <inheritdoc/>
    public override long Flops(int inFeatures) => (long)FlopsPerElement.Softmax * inFeatures;

    /// <inheritdoc/>
    public override void Forward(ReadOnlySpan<float> x, int batch, Span<float> y, Span<float> cache, WorkerPool? pool) =>
        RowKernels.Softmax(x, x.Length / batch, y);

    /// <inheritdoc/>
    public override void Backward(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, int batch, Span<float> dx, Span<float> cache, WorkerPool? pool)
    {
        if (!dx.IsEmpty)
            RowKernels.SoftmaxBackward(y, y.Length / batch, dy, dx);
    }

    /// <inheritdoc/>
    public override GraphValue Lower(GraphBuilder graph, GraphValue x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Softmax(x);
    }

    /// <summary>Its name.</summary>
    public override string ToString() => "Softmax";
}

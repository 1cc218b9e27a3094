using SimdNet.Buffers;
using SimdNet.Graphs;
using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>y = ln softmax of each row: log-probabilities from logits.</summary>
/// <remarks>Loses nothing for improbable classes, where the logarithm of a softmax would be -infinity. Error bounds at <see cref="RowKernels.LogSoftmax"/>.</remarks>
public sealed class LogSoftmax : Layer
{
    /// <inheritdoc/>
    public override int OutFeatures(int inFeatures) => inFeatures;

    /// <inheritdoc/>
    public override long Flops(int inFeatures) => (long)FlopsPerElement.LogSoftmax * inFeatures;

    /// <inheritdoc/>
    public override void Forward(ReadOnlySpan<float> x, int batch, Span<float> y, Span<float> cache, WorkerPool? pool) =>
        RowKernels.LogSoftmax(x, x.Length / batch, y);

    /// <inheritdoc/>
    public override void Backward(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, int batch, Span<float> dx, Span<float> cache, WorkerPool? pool)
    {
        if (!dx.IsEmpty)
            RowKernels.LogSoftmaxBackward(y, y.Length / batch, dy, dx);
    }

    /// <inheritdoc/>
    public override GraphValue Lower(GraphBuilder graph, GraphValue x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.LogSoftmax(x);
    }

    /// <summary>Its name.</summary>
    public override string ToString() => "LogSoftmax";
}

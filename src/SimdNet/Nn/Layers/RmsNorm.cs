using SimdNet.Buffers;
using SimdNet.Graphs;
using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>y = x / sqrt(mean of x^2 + epsilon) weight, the mean over each row.</summary>
/// <remarks>A row's result does not depend on the rows beside it. As PyTorch's RMSNorm, but for the default epsilon; error bounds at <see cref="RowKernels.RmsNorm"/>.</remarks>
public sealed class RmsNorm : Norm
{
    private readonly Parameter[] _parameters;

    /// <summary>A layer with weight 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the number of features is not positive, or epsilon is negative or no number</exception>
    public RmsNorm(int features, float epsilon = 1e-5f)
        : base(features, epsilon) => _parameters = [Weight];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>The factor of each row.</summary>
    public override int CacheLength(int inFeatures, int batch) => batch;

    /// <inheritdoc/>
    public override long Flops(int inFeatures) => (long)FlopsPerElement.RmsNorm * OutFeatures(inFeatures);

    /// <inheritdoc/>
    public override void Forward(ReadOnlySpan<float> x, int batch, Span<float> y, Span<float> cache, WorkerPool? pool)
    {
        RowKernels.RmsNorm(x, Features, Weight.Value, Epsilon, y, cache[..batch]);
        GC.KeepAlive(this); // a span does not keep its parameter alive
    }

    /// <inheritdoc/>
    public override void Backward(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, int batch, Span<float> dx, Span<float> cache, WorkerPool? pool)
    {
        RowKernels.RmsNormBackward(x, Features, Weight.Value, cache[..batch], dy, dx, Weight.Gradient);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public override GraphValue Lower(GraphBuilder graph, GraphValue x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        GraphValue weight = graph.Constant(Weight.Name, Weight.Value, Weight.Shape);
        GC.KeepAlive(this);
        return graph.RmsNorm(x, weight, Epsilon);
    }
}

using SimdNet.Buffers;
using SimdNet.Graphs;
using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>y = (x - mean) / sqrt(variance + epsilon) weight + bias, mean and variance of each row.</summary>
/// <remarks>A row's result does not depend on the rows beside it. As PyTorch's LayerNorm over the last dimension; error bounds at <see cref="RowKernels.LayerNorm"/>.</remarks>
public sealed class LayerNorm : Norm
{
    private readonly Parameter[] _parameters;

    /// <summary>A layer with weight 1 and bias 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the number of features is not positive, or epsilon is negative or no number</exception>
    public LayerNorm(int features, float epsilon = 1e-5f)
        : base(features, epsilon)
    {
        Bias = new Parameter("bias", features);
        _parameters = [Weight, Bias];
    }

    /// <summary>beta, one summand for each feature.</summary>
    public Parameter Bias { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>Mean and 1 / sigma of each row.</summary>
    public override int CacheLength(int inFeatures, int batch) => checked(2 * batch);

    /// <inheritdoc/>
    public override long Flops(int inFeatures) => (long)FlopsPerElement.LayerNorm * OutFeatures(inFeatures);

    /// <inheritdoc/>
    public override void Forward(ReadOnlySpan<float> x, int batch, Span<float> y, Span<float> cache, WorkerPool? pool)
    {
        RowKernels.LayerNorm(x, Features, Weight.Value, Bias.Value, Epsilon, y, cache[..batch], cache.Slice(batch, batch));
        GC.KeepAlive(this); // a span does not keep its parameter alive
    }

    /// <inheritdoc/>
    public override void Backward(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, int batch, Span<float> dx, Span<float> cache, WorkerPool? pool)
    {
        RowKernels.LayerNormBackward(x, Features, Weight.Value, cache[..batch], cache.Slice(batch, batch), dy, dx, Weight.Gradient, Bias.Gradient);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public override GraphValue Lower(GraphBuilder graph, GraphValue x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        GraphValue weight = graph.Constant(Weight.Name, Weight.Value, Weight.Shape);
        GraphValue bias = graph.Constant(Bias.Name, Bias.Value, Bias.Shape);
        GC.KeepAlive(this);
        return graph.LayerNorm(x, weight, bias, Epsilon);
    }
}

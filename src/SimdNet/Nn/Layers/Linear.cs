using SimdNet.Buffers;
using SimdNet.Graphs;
using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>y = x W^T + b, W [outFeatures x inFeatures], b [outFeatures].</summary>
/// <remarks>
/// Each output is the chain b[j], then fma(x[i,p], W[j,p], .) in the order of p: the same bits for any batch.
/// Starts with W and b uniform in +-1 / sqrt(inFeatures), as in PyTorch.
/// </remarks>
public sealed class Linear : Layer
{
    private readonly int _outFeatures;
    private readonly Parameter[] _parameters;

    /// <summary>A layer with all weights 0 until it is initialised or loaded.</summary>
    /// <exception cref="ArgumentOutOfRangeException">a number of features is not positive</exception>
    public Linear(int inFeatures, int outFeatures)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inFeatures);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outFeatures);
        InFeatures = inFeatures;
        _outFeatures = outFeatures;
        Weight = new Parameter("weight", outFeatures, inFeatures);
        Bias = new Parameter("bias", outFeatures);
        _parameters = [Weight, Bias];
    }

    /// <inheritdoc/>
    public override int? InFeatures { get; }

    /// <summary>W, outFeatures x inFeatures.</summary>
    public Parameter Weight { get; }

    /// <summary>b, outFeatures.</summary>
    public Parameter Bias { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => _parameters;

    private int In => InFeatures.GetValueOrDefault();

    /// <inheritdoc/>
    public override int OutFeatures(int inFeatures) =>
        inFeatures == In
            ? _outFeatures
            : throw new ArgumentException($"{this} takes rows of {In} features, but they have {inFeatures}.", nameof(inFeatures));

    /// <summary>2 inFeatures outFeatures: the bias is what a chain of multiply-adds starts with.</summary>
    public override long Flops(int inFeatures) => (long)FlopsPerElement.MultiplyAdd * inFeatures * OutFeatures(inFeatures);

    /// <inheritdoc/>
    public override void Initialize(ulong seed, ref ulong stream)
    {
        float bound = 1f / MathF.Sqrt(In);
        Philox.Uniform(seed, stream++, 0, -bound, bound, Weight.Value);
        Philox.Uniform(seed, stream++, 0, -bound, bound, Bias.Value);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public override void Initialize(ulong seed, ref ulong stream, Initializer weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        weights.Fill(Weight.Shape, Weight.Value, seed, stream++);
        Bias.Value.Clear();
        stream++;
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public override void Forward(ReadOnlySpan<float> x, int batch, Span<float> y, Span<float> cache, WorkerPool? pool)
    {
        for (int i = 0; i < batch; i++)
            Bias.Value.CopyTo(y.Slice(i * _outFeatures, _outFeatures));
        Blas.Gemm(Transpose.No, Transpose.Yes, batch, _outFeatures, In, 1f, x, In, Weight.Value, In, 1f, y, _outFeatures, pool);
        GC.KeepAlive(this); // a span does not keep its parameter alive: without this the collector may free W while it is read
    }

    /// <inheritdoc/>
    public override void Backward(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, int batch, Span<float> dx, Span<float> cache, WorkerPool? pool)
    {
        // dW += dy^T x, db += the rows of dy, dx = dy W
        Span<float> dW = Weight.GradientToAddTo(out float factor);
        Blas.Gemm(Transpose.Yes, Transpose.No, _outFeatures, In, batch, 1f, dy, _outFeatures, x, In, factor, dW, In, pool);
        for (int i = 0; i < batch; i++)
            Blas.Axpy(1f, dy.Slice(i * _outFeatures, _outFeatures), Bias.Gradient);
        if (!dx.IsEmpty)
            Blas.Gemm(Transpose.No, Transpose.No, batch, In, _outFeatures, 1f, dy, _outFeatures, Weight.Value, In, 0f, dx, In, pool);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public override GraphValue Lower(GraphBuilder graph, GraphValue x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        GraphValue weight = graph.Constant(Weight.Name, Weight.Value, Weight.Shape);
        GraphValue bias = graph.Constant(Bias.Name, Bias.Value, Bias.Shape);
        GC.KeepAlive(this);
        return graph.Linear(x, weight, bias);
    }

    /// <summary>Its name and sizes.</summary>
    public override string ToString() => $"Linear({In}, {_outFeatures})";
}

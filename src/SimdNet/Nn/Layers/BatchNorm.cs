using SimdNet.Buffers;
using SimdNet.Graphs;
using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>y = (x - mean) / sqrt(variance + epsilon) weight + bias, mean and variance of each feature.</summary>
/// <remarks>
/// In a training step mean and (biased) variance are the batch's, and the backward pass moves the running ones towards them, the variance unbiased: a step
/// whose loss is no number leaves them as they were. Otherwise the running ones are taken, and a row's result does not depend on the rows beside it.
/// As PyTorch's BatchNorm1d, whose num_batches_tracked has no counterpart here; error bounds at <see cref="RowKernels.BatchNorm"/>.
/// </remarks>
public sealed class BatchNorm : Norm
{
    private readonly Parameter[] _parameters;
    private readonly Parameter[] _buffers;

    /// <summary>A layer with weight 1, bias 0, running means 0 and running variances 1.</summary>
    /// <param name="features">of a row</param>
    /// <param name="epsilon">0 or more</param>
    /// <param name="momentum">the share of a batch's statistics in the running ones, from 0 to 1</param>
    /// <exception cref="ArgumentOutOfRangeException">the number of features is not positive, or epsilon or momentum is out of range</exception>
    public BatchNorm(int features, float epsilon = 1e-5f, float momentum = 0.1f)
        : base(features, epsilon)
    {
        if (!(momentum is >= 0f and <= 1f))
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "expected a number from 0 to 1.");
        Momentum = momentum;
        Bias = new Parameter("bias", features);
        RunningMean = new Parameter("running_mean", features);
        RunningVariance = new Parameter("running_var", features);
        RunningVariance.Value.Fill(1f);
        _parameters = [Weight, Bias];
        _buffers = [RunningMean, RunningVariance];
    }

    /// <summary>The share of a batch's statistics in the running ones.</summary>
    public float Momentum { get; }

    /// <summary>beta, one summand for each feature.</summary>
    public Parameter Bias { get; }

    /// <summary>The mean of each feature that inference takes.</summary>
    public Parameter RunningMean { get; }

    /// <summary>The variance of each feature that inference takes.</summary>
    public Parameter RunningVariance { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>The running statistics.</summary>
    public override IReadOnlyList<Parameter> Buffers => _buffers;

    /// <summary>Mean and variance of each feature.</summary>
    public override int CacheLength(int inFeatures, int batch) => checked(2 * inFeatures);

    /// <summary>Of evaluation, which has its statistics.</summary>
    public override long Flops(int inFeatures) => (long)FlopsPerElement.BatchNorm * OutFeatures(inFeatures);

    /// <summary>Sets weights and running variances to 1, biases and running means to 0; takes no random numbers.</summary>
    public override void Initialize(ulong seed, ref ulong stream)
    {
        base.Initialize(seed, ref stream);
        RunningMean.Value.Clear();
        RunningVariance.Value.Fill(1f);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">a training step has a batch of one row, which has no variance</exception>
    public override void Forward(ReadOnlySpan<float> x, int batch, Span<float> y, Span<float> cache, WorkerPool? pool)
    {
        Span<float> mean = Mean(cache), variance = Variance(cache);
        if (IsTraining)
        {
            if (batch < 2)
                throw new ArgumentException($"{this} needs a batch of at least 2 rows in a training step, but this one has {batch}; choose a batch size that leaves no single sample.", nameof(batch));
            RowKernels.BatchNormStatistics(x, Features, mean, variance);
        }

        RowKernels.BatchNorm(x, Features, mean, variance, Weight.Value, Bias.Value, Epsilon, y);
        GC.KeepAlive(this); // a span does not keep its parameter alive
    }

    /// <inheritdoc/>
    public override void Backward(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, int batch, Span<float> dx, Span<float> cache, WorkerPool? pool)
    {
        Span<float> mean = Mean(cache), variance = Variance(cache);
        RowKernels.BatchNormBackward(x, Features, mean, variance, IsTraining, Weight.Value, Epsilon, dy, dx, Weight.Gradient, Bias.Gradient);
        if (IsTraining)
            RowKernels.BatchNormRunning(mean, variance, batch, Momentum, RunningMean.Value, RunningVariance.Value);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public override GraphValue Lower(GraphBuilder graph, GraphValue x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        GraphValue weight = graph.Constant(Weight.Name, Weight.Value, Weight.Shape);
        GraphValue bias = graph.Constant(Bias.Name, Bias.Value, Bias.Shape);
        GraphValue mean = graph.Constant(RunningMean.Name, RunningMean.Value, RunningMean.Shape);
        GraphValue variance = graph.Constant(RunningVariance.Name, RunningVariance.Value, RunningVariance.Shape);
        GC.KeepAlive(this);
        return graph.BatchNorm(x, weight, bias, mean, variance, Epsilon);
    }

    // The batch's, which stand in the cache, or the running ones.
    private Span<float> Mean(Span<float> cache) => IsTraining ? cache[..Features] : RunningMean.Value;

    private Span<float> Variance(Span<float> cache) => IsTraining ? cache.Slice(Features, Features) : RunningVariance.Value;
}

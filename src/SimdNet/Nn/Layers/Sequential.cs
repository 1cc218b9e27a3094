using SimdNet.Buffers;
using SimdNet.Graphs;
using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>Layers one after the other: y = f_n(... f_2(f_1(x))).</summary>
/// <remarks>Parameters are named by position, as in PyTorch: <c>0.weight</c>, <c>0.bias</c>, <c>2.weight</c>. A layer belongs to one network.</remarks>
public sealed class Sequential : Layer
{
    private const int PredictedRows = 64;

    private readonly Layer[] _layers;
    private readonly Parameter[] _parameters;
    private readonly Parameter[] _buffers;

    /// <summary>A network of these layers.</summary>
    /// <exception cref="ArgumentException">there is no layer, one stands in it twice or in another network, or a layer does not take what the one before it gives; the message names both</exception>
    public Sequential(params ReadOnlySpan<Layer> layers)
    {
        _layers = layers.ToArray();
        if (_layers.Length == 0)
            throw new ArgumentException("a network has at least one layer.", nameof(layers));
        foreach (Layer layer in _layers)
            ArgumentNullException.ThrowIfNull(layer, nameof(layers));
        if (_layers.Distinct(ReferenceEqualityComparer.Instance).Count() != _layers.Length)
            throw new ArgumentException("a layer stands in the network twice.", nameof(layers));
        for (int i = 0; i < _layers.Length; i++)
        {
            if (_layers[i].IsInNetwork)
                throw new ArgumentException($"layer {i}, {_layers[i]}, belongs to a network already, which named its parameters.", nameof(layers));
        }

        InFeatures = CheckShapes();
        for (int i = 0; i < _layers.Length; i++)
        {
            _layers[i].IsInNetwork = true;
            foreach (Parameter parameter in _layers[i].Parameters.Concat(_layers[i].Buffers))
                parameter.Name = $"{i}.{parameter.Name}";
        }

        _parameters = [.. _layers.SelectMany(layer => layer.Parameters)];
        _buffers = [.. _layers.SelectMany(layer => layer.Buffers)];
    }

    /// <summary>The layers, in order.</summary>
    public IReadOnlyList<Layer> Layers => _layers;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => _parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Buffers => _buffers;

    /// <summary>The number of trainable numbers.</summary>
    public long ParameterCount => _parameters.Sum(parameter => (long)parameter.Length);

    /// <inheritdoc/>
    public override int? InFeatures { get; }

    /// <summary>The features that a row must have, of a network that cannot do without knowing them.</summary>
    internal int KnownInFeatures => InFeatures ?? throw new InvalidOperationException("no layer of the network says how many features a row has; a Linear layer does.");

    /// <summary>Gives every parameter its starting value: a pure function of the seed, the same on every machine.</summary>
    public void Initialize(ulong seed)
    {
        ulong stream = 0;
        Initialize(seed, ref stream);
    }

    /// <inheritdoc/>
    public override void Initialize(ulong seed, ref ulong stream)
    {
        foreach (Layer layer in _layers)
            layer.Initialize(seed, ref stream);
    }

    /// <summary>Gives weight matrices their starting values from an initializer, biases 0, and other parameters the layers' own.</summary>
    public void Initialize(ulong seed, Initializer weights)
    {
        ulong stream = 0;
        Initialize(seed, ref stream, weights);
    }

    /// <inheritdoc/>
    public override void Initialize(ulong seed, ref ulong stream, Initializer weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        foreach (Layer layer in _layers)
            layer.Initialize(seed, ref stream, weights);
    }

    /// <inheritdoc/>
    public override void BeginTrainingStep(ulong seed, ref ulong stream)
    {
        base.BeginTrainingStep(seed, ref stream);
        foreach (Layer layer in _layers)
            layer.BeginTrainingStep(seed, ref stream);
    }

    /// <inheritdoc/>
    public override void EndTrainingStep()
    {
        base.EndTrainingStep();
        foreach (Layer layer in _layers)
            layer.EndTrainingStep();
    }

    /// <inheritdoc/>
    public override void BeginSampling(ulong seed, ref ulong stream)
    {
        foreach (Layer layer in _layers)
            layer.BeginSampling(seed, ref stream);
    }

    /// <inheritdoc/>
    public override void EndSampling()
    {
        foreach (Layer layer in _layers)
            layer.EndSampling();
    }

    /// <summary>The network's layers, their sizes, memory and operations, as a table to print.</summary>
    /// <exception cref="InvalidOperationException">no layer says how many features a row has</exception>
    public NetworkSummary Summary() => new(this, KnownInFeatures);

    /// <summary>What the network as it is now answers: for each row of x, a row of outputs.</summary>
    /// <param name="x">rows of <see cref="InFeatures"/> floats, any number of them</param>
    /// <param name="pool">threads to share the work among; null: the caller's alone</param>
    /// <remarks>
    /// For looking at a data set while a network is made: it allocates the result and the memory of a pass of up to 64 rows at each call. A service compiles <see cref="ToGraph"/> to a plan.
    /// The same bits for a row whatever rows stand beside it, on every CPU and for any number of threads.
    /// </remarks>
    /// <exception cref="ArgumentException">x is no whole rows; the message has both numbers</exception>
    /// <exception cref="InvalidOperationException">no layer says how many features a row has, or the network is in a training step</exception>
    public float[] Predict(ReadOnlySpan<float> x, WorkerPool? pool = null)
    {
        MonteCarloDropout.NotTraining(this);
        int inFeatures = KnownInFeatures, outFeatures = OutFeatures(inFeatures);
        int rows = Guard.Rows(x.Length, inFeatures);
        var y = new float[checked(rows * outFeatures)];
        var cache = new float[CacheLength(inFeatures, int.Min(rows, PredictedRows))];
        for (int row = 0; row < rows; row += PredictedRows)
        {
            int batch = int.Min(PredictedRows, rows - row);
            Forward(x.Slice(row * inFeatures, batch * inFeatures), batch, y.AsSpan(row * outFeatures, batch * outFeatures), cache, pool);
        }

        return y;
    }

    /// <summary>The network as a graph, with a copy of its weights.</summary>
    /// <exception cref="InvalidOperationException">no layer says how many features a row has</exception>
    public Graph ToGraph()
    {
        var graph = new GraphBuilder(KnownInFeatures);
        return graph.Build(Lower(graph, graph.Input));
    }

    /// <inheritdoc/>
    public override int OutFeatures(int inFeatures)
    {
        foreach (Layer layer in _layers)
            inFeatures = layer.OutFeatures(inFeatures);
        return inFeatures;
    }

    /// <inheritdoc/>
    public override long Flops(int inFeatures)
    {
        long flops = 0;
        foreach (Layer layer in _layers)
        {
            flops = checked(flops + layer.Flops(inFeatures));
            inFeatures = layer.OutFeatures(inFeatures);
        }

        return flops;
    }

    /// <summary>For each layer its own cache, and but for the last one its output and that output's gradient.</summary>
    public override int CacheLength(int inFeatures, int batch)
    {
        int length = 0;
        for (int i = 0; i < _layers.Length; i++)
        {
            length = checked(length + Arena.Padded(_layers[i].CacheLength(inFeatures, batch)));
            inFeatures = _layers[i].OutFeatures(inFeatures);
            if (i < _layers.Length - 1)
                length = checked(length + (2 * Arena.Padded(checked(batch * inFeatures))));
        }

        return length;
    }

    /// <inheritdoc/>
    public override void Forward(ReadOnlySpan<float> x, int batch, Span<float> y, Span<float> cache, WorkerPool? pool)
    {
        for (int i = 0; i < _layers.Length - 1; i++)
        {
            LayerMemory memory = Take(i, x.Length / batch, batch, ref cache);
            _layers[i].Forward(x, batch, memory.Output, memory.Cache, pool);
            x = memory.Output;
        }

        _layers[^1].Forward(x, batch, y, cache, pool);
    }

    /// <inheritdoc/>
    public override void Backward(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, int batch, Span<float> dx, Span<float> cache, WorkerPool? pool) =>
        BackwardFrom(0, x, y, dy, batch, dx, cache, pool);

    // The gradient through layers i to the last: those behind layer i first, then layer i.
    private void BackwardFrom(int i, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, int batch, Span<float> dx, Span<float> cache, WorkerPool? pool)
    {
        if (i == _layers.Length - 1)
        {
            _layers[i].Backward(x, y, dy, batch, dx, cache, pool);
            return;
        }

        LayerMemory memory = Take(i, x.Length / batch, batch, ref cache);
        BackwardFrom(i + 1, memory.Output, y, dy, batch, memory.OutputGradient, cache, pool);
        _layers[i].Backward(x, memory.Output, memory.OutputGradient, batch, dx, memory.Cache, pool);
    }

    /// <inheritdoc/>
    public override GraphValue Lower(GraphBuilder graph, GraphValue x)
    {
        foreach (Layer layer in _layers)
            x = layer.Lower(graph, x);
        return x;
    }

    /// <summary>The layers.</summary>
    public override string ToString() => $"Sequential({string.Join<Layer>(", ", _layers)})";

    /// <summary>The memory of one layer but the last, cut from the front of what is left of a pass's cache.</summary>
    internal LayerMemory Take(int layer, int inFeatures, int batch, scoped ref Span<float> memory)
    {
        int outputLength = batch * _layers[layer].OutFeatures(inFeatures);
        return new LayerMemory
        {
            Cache = Take(_layers[layer].CacheLength(inFeatures, batch), ref memory),
            Output = Take(outputLength, ref memory),
            OutputGradient = Take(outputLength, ref memory),
        };
    }

    private static Span<float> Take(int length, scoped ref Span<float> memory)
    {
        Span<float> taken = memory[..length];
        memory = memory[Arena.Padded(length)..];
        return taken;
    }

    // The features of a row, from the first layer that knows them; every later layer must take what comes.
    private int? CheckShapes()
    {
        int? first = _layers.Select(layer => layer.InFeatures).FirstOrDefault(features => features is not null);
        if (first is not int features)
            return null;
        for (int i = 0; i < _layers.Length; i++)
        {
            if (_layers[i].InFeatures is int expected && expected != features)
                throw new ArgumentException($"layer {i}, {_layers[i]}, takes {expected} features, but the layers before it give {features}.", "layers");
            features = _layers[i].OutFeatures(features);
        }

        return first;
    }

    /// <summary>What a layer but the last has in the cache of a pass.</summary>
    internal readonly ref struct LayerMemory
    {
        /// <summary>The layer's own cache.</summary>
        public Span<float> Cache { get; init; }

        /// <summary>What it gave.</summary>
        public Span<float> Output { get; init; }

        /// <summary>The gradient with respect to that.</summary>
        public Span<float> OutputGradient { get; init; }
    }
}

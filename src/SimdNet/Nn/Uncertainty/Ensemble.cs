using SimdNet.Buffers;
using SimdNet.Graphs;

namespace SimdNet.Nn;

/// <summary>Several networks, trained apart, that answer together: their mean, and how far they disagree.</summary>
/// <remarks>
/// Members may differ in all but the features of their rows. A row's result is the same bits on every CPU, beside any rows, for any batch and number of threads.
/// <see cref="ToGraph"/> makes one graph of all, so that a plan serves the mean. Not thread-safe, and no member may train during a call; a plan of the graph is
/// shared by threads as any other. Source: Lakshminarayanan, Pritzel and Blundell 2017, Simple and scalable predictive uncertainty estimation using deep ensembles.
/// </remarks>
public sealed class Ensemble : IDisposable
{
    private readonly Sequential[] _members;
    private readonly NetworkOutput _output;
    private readonly WorkerPool? _pool;
    private readonly PredictiveStatistics _statistics;

    /// <summary>Takes all memory: that of the largest member's forward pass, and (members + 2) maxBatch rows of outputs.</summary>
    /// <param name="members">at least one, each once</param>
    /// <param name="output">what the members' outputs are; of logits the probabilities are averaged</param>
    /// <param name="maxBatch">the rows that go through a member at one time</param>
    /// <param name="pool">threads to share the products among; null: the caller's alone</param>
    /// <exception cref="ArgumentException">there is no member, one is there twice, rows of two have different lengths (the message has the numbers), or there are fewer than two classes</exception>
    /// <exception cref="ArgumentOutOfRangeException">maxBatch is below 1</exception>
    /// <exception cref="InvalidOperationException">no layer of a member says how many features a row has</exception>
    public Ensemble(IReadOnlyList<Sequential> members, NetworkOutput output = NetworkOutput.Values, int maxBatch = 64, WorkerPool? pool = null)
    {
        ArgumentNullException.ThrowIfNull(members);
        _members = [.. members];
        if (_members.Length == 0)
            throw new ArgumentException("an ensemble has at least one member.", nameof(members));
        foreach (Sequential member in _members)
            ArgumentNullException.ThrowIfNull(member, nameof(members));
        if (_members.Distinct(ReferenceEqualityComparer.Instance).Count() != _members.Length)
            throw new ArgumentException("a member is in the ensemble twice.", nameof(members));
        InFeatures = _members[0].KnownInFeatures;
        OutFeatures = _members[0].OutFeatures(InFeatures);
        for (int i = 1; i < _members.Length; i++)
        {
            int inFeatures = _members[i].KnownInFeatures, outFeatures = _members[i].OutFeatures(inFeatures);
            if ((inFeatures, outFeatures) != (InFeatures, OutFeatures))
                throw new ArgumentException($"member {i} takes {inFeatures} features and gives {outFeatures}, but member 0 takes {InFeatures} and gives {OutFeatures}.", nameof(members));
        }

        (_output, _pool) = (output, pool);
        _statistics = new PredictiveStatistics(_members.Length, maxBatch, InFeatures, OutFeatures, maxBatch < 1 ? 0 : _members.Max(member => member.CacheLength(InFeatures, maxBatch)), output);
    }

    /// <summary>The networks, in order.</summary>
    public IReadOnlyList<Sequential> Members => _members;

    /// <summary>Of a row that flows in.</summary>
    public int InFeatures { get; }

    /// <summary>Of a row that flows out.</summary>
    public int OutFeatures { get; }

    /// <summary>Mean and spread of the members' predictions y[t].</summary>
    /// <param name="x">rows x inFeatures, any number of rows</param>
    /// <param name="mean">rows x outFeatures: mean_t y[t], of logits their probabilities' mean</param>
    /// <param name="standardDeviation">rows x outFeatures: sqrt(mean_t (y[t] - mean)^2), whose squares underflow below 2^-74; empty: not wanted</param>
    /// <param name="entropy">one number for each row: predictive entropy H(mean) in nats, the whole uncertainty of the class; empty: not wanted</param>
    /// <param name="mutualInformation">one number for each row: H(mean) - mean_t H(y[t]), the members' disagreement, at least 0; empty: not wanted</param>
    /// <remarks>
    /// Allocates nothing. The results must overlap neither each other nor x. The order of the members changes the mean by no more than twice the error stated
    /// at <see cref="Kernels.RowKernels.BatchNormStatistics"/>; one member alone answers its own bits, but for -0, which becomes 0.
    /// </remarks>
    /// <exception cref="ArgumentException">lengths do not fit, spans overlap, or entropies are asked for of values; the message says what was expected and what came</exception>
    /// <exception cref="InvalidOperationException">a member is in a training step</exception>
    /// <exception cref="ObjectDisposedException">the ensemble was disposed</exception>
    public void Predict(ReadOnlySpan<float> x, Span<float> mean, Span<float> standardDeviation, Span<float> entropy = default, Span<float> mutualInformation = default)
    {
        foreach (Sequential member in _members)
            MonteCarloDropout.NotTraining(member);
        _statistics.Run(new InTurn(_members, _pool), x, mean, standardDeviation, entropy, mutualInformation);
    }

    /// <summary>One graph of all members, with a copy of their weights, whose output is the mean that <see cref="Predict"/> gives.</summary>
    /// <remarks>Its plan gives that mean's bits, except where batch norm is taken into weights, which rounds at other places.</remarks>
    public Graph ToGraph()
    {
        var graph = new GraphBuilder(InFeatures);
        return graph.Build(graph.Mean([.. _members.Select(member => Lower(graph, member))]));
    }

    /// <summary>Frees the memory; the members stay as they are.</summary>
    public void Dispose() => _statistics.Dispose();

    private GraphValue Lower(GraphBuilder graph, Sequential member)
    {
        GraphValue y = member.Lower(graph, graph.Input);
        return _output == NetworkOutput.Logits ? graph.Softmax(y) : y;
    }

    private readonly struct InTurn(Sequential[] members, WorkerPool? pool) : IPredictor
    {
        public void Forward(int pass, ReadOnlySpan<float> x, int batch, Span<float> y, Span<float> cache) => members[pass].Forward(x, batch, y, cache, pool);
    }
}

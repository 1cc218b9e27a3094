using SimdNet.Buffers;

namespace SimdNet.Nn;

/// <summary>Predictions with their uncertainty from one network: T passes with dropout on, all else as in evaluation.</summary>
/// <remarks>
/// Pass t drops, in each <see cref="Dropout"/> layer, the features that the random numbers of (seed, t, layer) say, the same ones of every row: each pass is one
/// thinned network. So a row's result is a pure function of network, row, seed and T: the same bits on every CPU, beside any rows, for any batch and number of
/// threads; the first passes of a longer run are those of a shorter one. Batch norm takes its running statistics, and nothing of the network is changed.
/// Not thread-safe, and the network must not train or predict elsewhere during a call. Source: Gal and Ghahramani 2016, Dropout as a Bayesian approximation;
/// one mask for all rows: Kirsch, van Amersfoort and Gal 2019, BatchBALD.
/// </remarks>
public sealed class MonteCarloDropout : IDisposable
{
    // Initialisation takes streams from 0, shuffling from 2^32, training steps from 2^63 on. Each pass has 2^16, for as many layers.
    private const ulong FirstPassStream = 1UL << 62;
    private const int PassStreamBits = 16;

    private readonly Sequential _network;
    private readonly WorkerPool? _pool;
    private readonly PredictiveStatistics _statistics;

    /// <summary>Takes all memory: that of a forward pass, and (passes + 2) maxBatch rows of outputs.</summary>
    /// <param name="network">has a <see cref="Dropout"/> layer with p above 0</param>
    /// <param name="passes">T, at least 2; the error of the mean falls as 1 / sqrt(T)</param>
    /// <param name="output">what the network's outputs are</param>
    /// <param name="maxBatch">the rows that go through the network at one time</param>
    /// <param name="pool">threads to share the products among; null: the caller's alone</param>
    /// <exception cref="ArgumentException">no layer of the network drops anything, or there are fewer than two classes</exception>
    /// <exception cref="ArgumentOutOfRangeException">passes is below 2, or maxBatch below 1</exception>
    /// <exception cref="InvalidOperationException">no layer says how many features a row has, or the network is in a training step</exception>
    public MonteCarloDropout(Sequential network, int passes, NetworkOutput output = NetworkOutput.Values, int maxBatch = 64, WorkerPool? pool = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfLessThan(passes, 2);
        NotTraining(network);
        ulong streams = 0;
        network.BeginSampling(seed: 0, ref streams);
        network.EndSampling();
        if (streams == 0)
            throw new ArgumentException($"{network} has no Dropout layer with p above 0: all passes would be equal, and their spread 0.", nameof(network));
        int inFeatures = network.KnownInFeatures;
        (_network, Passes, _pool) = (network, passes, pool);
        _statistics = new PredictiveStatistics(passes, maxBatch, inFeatures, network.OutFeatures(inFeatures), maxBatch < 1 ? 0 : network.CacheLength(inFeatures, maxBatch), output);
    }

    /// <summary>T</summary>
    public int Passes { get; }

    /// <summary>Mean and spread of the predictions of T passes.</summary>
    /// <param name="x">rows x inFeatures, any number of rows</param>
    /// <param name="seed">another one samples other networks</param>
    /// <param name="mean">rows x outFeatures: mean_t y[t], of logits their probabilities' mean</param>
    /// <param name="standardDeviation">rows x outFeatures: sqrt(mean_t (y[t] - mean)^2), whose squares underflow below 2^-74; empty: not wanted</param>
    /// <param name="entropy">one number for each row: predictive entropy H(mean) in nats, the whole uncertainty of the class; empty: not wanted</param>
    /// <param name="mutualInformation">one number for each row: H(mean) - mean_t H(y[t]), what the network does not know (BALD), at least 0; empty: not wanted</param>
    /// <remarks>Allocates nothing. The results must overlap neither each other nor x. Errors of mean and deviation as at <see cref="Kernels.RowKernels.BatchNormStatistics"/>, of entropies as at <see cref="Kernels.RowKernels.Entropy"/>.</remarks>
    /// <exception cref="ArgumentException">lengths do not fit, spans overlap, or entropies are asked for of values; the message says what was expected and what came</exception>
    /// <exception cref="InvalidOperationException">the network is in a training step</exception>
    /// <exception cref="ObjectDisposedException">the object was disposed</exception>
    public void Predict(ReadOnlySpan<float> x, ulong seed, Span<float> mean, Span<float> standardDeviation, Span<float> entropy = default, Span<float> mutualInformation = default)
    {
        NotTraining(_network);
        _statistics.Run(new ThinnedNetworks(_network, seed, _pool), x, mean, standardDeviation, entropy, mutualInformation);
    }

    /// <summary>Frees the memory; the network stays as it is.</summary>
    public void Dispose() => _statistics.Dispose();

    internal static void NotTraining(Sequential network)
    {
        if (network.IsTraining)
            throw new InvalidOperationException("the network is in a training step; predictions need it to be in none.");
    }

    private readonly struct ThinnedNetworks(Sequential network, ulong seed, WorkerPool? pool) : IPredictor
    {
        public void Forward(int pass, ReadOnlySpan<float> x, int batch, Span<float> y, Span<float> cache)
        {
            ulong stream = FirstPassStream + ((ulong)pass << PassStreamBits);
            network.BeginSampling(seed, ref stream);
            try
            {
                network.Forward(x, batch, y, cache, pool);
            }
            finally
            {
                network.EndSampling();
            }
        }
    }
}

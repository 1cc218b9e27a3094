using SimdNet.Buffers;
using SimdNet.Nn;

namespace SimdNet.Training;

/// <summary>The memory of one batch, allocated once: inputs, targets, predictions, their gradient, and what the layers and the loss need.</summary>
internal sealed class BatchMemory : IDisposable
{
    private readonly Arena _arena;
    private readonly int[] _labels;
    private readonly int _batchSize;
    private readonly int _outFeatures;
    private readonly int _cacheLength;
    private readonly int _scratchLength;
    private readonly DataSet _data;
    private readonly Layer _network;
    private readonly Loss _loss;
    private readonly WorkerPool? _pool;

    public BatchMemory(Layer network, Loss loss, DataSet data, int batchSize, WorkerPool? pool)
    {
        (_network, _loss, _data, _pool) = (network, loss, data, pool);
        _batchSize = int.Min(batchSize, data.Count);
        _outFeatures = network.OutFeatures(data.Features);
        int given = data.Classes > 0 ? _outFeatures : loss.TargetFeatures(_outFeatures);
        int expected = data.Classes > 0 ? data.Classes : data.Outputs;
        if (given != expected)
            throw new ArgumentException($"the network gives {_outFeatures} outputs{(given == _outFeatures ? "" : $" for {given} targets")}, but the data set has {expected} {(data.Classes > 0 ? "classes" : "values a row")}.", nameof(network));

        _cacheLength = network.CacheLength(data.Features, _batchSize);
        _scratchLength = loss.ScratchLength(_batchSize, _outFeatures);
        _labels = new int[data.Classes > 0 ? _batchSize : 0];
        int inputs = Arena.Padded(checked(_batchSize * data.Features));
        int outputs = Arena.Padded(checked(_batchSize * _outFeatures));
        int values = Arena.Padded(_batchSize * data.Outputs);
        int sampleWeights = Arena.Padded(data.SampleWeights.IsEmpty ? 0 : _batchSize);
        _arena = new Arena(checked(inputs + (2 * outputs) + values + sampleWeights + Arena.Padded(_cacheLength) + Arena.Padded(_scratchLength)));
    }

    /// <summary>The sum of the weights of the samples that an order names.</summary>
    public double Weight(ReadOnlySpan<int> order) => _data.Weight(order);

    /// <summary>The mean loss of the samples that an order names; on the way the gradients are added up, or the hits counted.</summary>
    public float Run(ReadOnlySpan<int> order, bool backward, out int correct)
    {
        _arena.Reset();
        int batch = order.Length;
        Span<float> inputs = _arena.Take(batch * _data.Features);
        Span<float> predictions = _arena.Take(batch * _outFeatures);
        Span<float> gradient = _arena.Take(backward ? batch * _outFeatures : 0);
        Span<float> values = _arena.Take(batch * _data.Outputs);
        Span<float> sampleWeights = _arena.Take(_data.SampleWeights.IsEmpty ? 0 : batch);
        Span<float> cache = _arena.Take(_cacheLength);
        Span<float> scratch = _arena.Take(_scratchLength);

        Targets targets = _data.Gather(order, inputs, _labels, values, sampleWeights);
        _network.Forward(inputs, batch, predictions, cache, _pool);
        float loss = _loss.Evaluate(predictions, batch, targets, gradient, scratch);
        correct = backward || _data.Classes == 0 ? 0 : CountCorrect(predictions, targets.Labels);
        if (backward && float.IsFinite(loss))
            _network.Backward(inputs, predictions, gradient, batch, dx: default, cache, _pool);
        return loss;
    }

    public void Dispose() => _arena.Dispose();

    private int CountCorrect(ReadOnlySpan<float> predictions, ReadOnlySpan<int> labels)
    {
        int correct = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if (Kernels.ReductionKernels.ArgMax(predictions.Slice(i * _outFeatures, _outFeatures)) == labels[i])
                correct++;
        }

        return correct;
    }
}

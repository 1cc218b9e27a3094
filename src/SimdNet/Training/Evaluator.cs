using SimdNet.Buffers;
using SimdNet.Nn;

namespace SimdNet.Training;

/// <summary>Evaluates a network on a source as often as asked, with memory allocated once.</summary>
internal sealed class Evaluator : IDisposable
{
    private readonly IBatchSource _source;
    private readonly SourceBatch _batch;
    private readonly BatchMemory _memory;
    private readonly WorkerPool? _pool;

    public Evaluator(Sequential network, Loss loss, IBatchSource source, int batchSize, WorkerPool? pool)
    {
        (_source, _pool) = (source, pool);
        _batch = new SourceBatch(source, batchSize);
        _memory = new BatchMemory(network, loss, source.Features, _batch.Size);
    }

    /// <summary>The mean loss and the accuracy over the source's first epoch.</summary>
    public Evaluation Run()
    {
        double sum = 0, weight = 0;
        long correct = 0, count = 0;
        _source.Reset(1);
        while (_batch.Read() > 0)
        {
            sum += _memory.Forward(_batch.Inputs, _batch.Targets, _pool) * _memory.Weight;
            weight += _memory.Weight;
            correct += _memory.CountCorrect(_batch.Targets.Labels);
            count += _batch.Count;
        }

        if (count == 0)
            throw new InvalidOperationException($"{_source.GetType().Name} gave no samples.");
        return new Evaluation(weight == 0 ? 0 : sum / weight, _source.Classes > 0 ? (double)correct / count : null);
    }

    public void Dispose()
    {
        _batch.Dispose();
        _memory.Dispose();
    }
}

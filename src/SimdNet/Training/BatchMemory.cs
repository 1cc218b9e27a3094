using System.Numerics.Tensors;
using SimdNet.Buffers;
using SimdNet.Nn;

namespace SimdNet.Training;

/// <summary>The memory of one batch's passes, allocated once: predictions, their gradient, and what the layers and the loss need.</summary>
internal sealed class BatchMemory : IDisposable
{
    private readonly Sequential _network;
    private readonly Loss _loss;
    private readonly int _features, _outFeatures;
    private readonly AlignedBuffer _predictions, _gradient, _cache, _scratch;

    /// <summary>Memory for batches of at most a number of rows.</summary>
    public BatchMemory(Sequential network, Loss loss, int features, int batchSize)
    {
        (_network, _loss, _features, BatchSize) = (network, loss, features, batchSize);
        _outFeatures = network.OutFeatures(features);
        int outputs = checked(batchSize * _outFeatures);
        _predictions = new AlignedBuffer(outputs);
        _gradient = new AlignedBuffer(outputs);
        _cache = new AlignedBuffer(network.CacheLength(features, batchSize));
        _scratch = new AlignedBuffer(loss.ScratchLength(batchSize, _outFeatures));
    }

    /// <summary>The most rows of a batch.</summary>
    public int BatchSize { get; }

    /// <summary>The sum of the weights of the rows that went through last.</summary>
    public double Weight { get; private set; }

    /// <summary>The loss of a batch.</summary>
    public float Forward(ReadOnlySpan<float> inputs, Targets targets, WorkerPool? pool)
    {
        int batch = Pass(inputs, pool);
        return Loss(batch, targets, gradient: default);
    }

    /// <summary>The loss of a batch, and its gradient added to those of the parameters; not if the loss is no number.</summary>
    /// <param name="inputs">rows of features</param>
    /// <param name="targets">of the rows</param>
    /// <param name="isWeighted">whether the gradient is multiplied with the batch's weight, so that those of several batches add up</param>
    /// <param name="pool">threads to share the work among</param>
    public float ForwardBackward(ReadOnlySpan<float> inputs, Targets targets, bool isWeighted, WorkerPool? pool)
    {
        int batch = Pass(inputs, pool);
        Span<float> gradient = _gradient.Span[..(batch * _outFeatures)];
        float loss = Loss(batch, targets, gradient);
        if (float.IsFinite(loss))
        {
            if (isWeighted)
                TensorPrimitives.Multiply(gradient, (float)Weight, gradient);
            _network.Backward(inputs, Predictions(batch), gradient, batch, dx: default, _cache.Span, pool);
        }

        return loss;
    }

    /// <summary>The rows whose largest prediction is their label.</summary>
    public int CountCorrect(ReadOnlySpan<int> labels)
    {
        int correct = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if (Kernels.ReductionKernels.ArgMax(_predictions.Span.Slice(i * _outFeatures, _outFeatures)) == labels[i])
                correct++;
        }

        return correct;
    }

    /// <summary>The first place of the last pass that has NaN or infinity: of the inputs, parameters and outputs in the order of the forward pass, then of the gradients in that of the backward pass.</summary>
    public NonFinitePlace FindNonFinite(ReadOnlySpan<float> inputs, float loss)
    {
        int batch = inputs.Length / _features;
        return NonFinitePlace.Find(_network, loss, inputs, batch, Predictions(batch), _cache.Span);
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        _predictions.Dispose();
        _gradient.Dispose();
        _cache.Dispose();
        _scratch.Dispose();
    }

    private int Pass(ReadOnlySpan<float> inputs, WorkerPool? pool)
    {
        int batch = inputs.Length / _features;
        _network.Forward(inputs, batch, Predictions(batch), _cache.Span, pool);
        return batch;
    }

    private float Loss(int batch, Targets targets, Span<float> gradient)
    {
        float loss = _loss.Evaluate(Predictions(batch), batch, targets, gradient, _scratch.Span);
        Weight = _loss.TotalWeight(batch, targets, _scratch.Span);
        return loss;
    }

    private Span<float> Predictions(int batch) => _predictions.Span[..(batch * _outFeatures)];
}

using System.Diagnostics;
using SimdNet.Buffers;
using SimdNet.Nn;
using SimdNet.Optim;

namespace SimdNet.Training;

/// <summary>Trains a network: batches, forward, loss, backward, step.</summary>
/// <remarks>
/// A run is a pure function of the network's weights, the data, the options and the seed: the same bits on every CPU and for any number of
/// threads. Losses of an epoch or a data set are the batches' losses, weighted with their samples' weights. After its first step a run allocates nothing but what its observers allocate and one record for each epoch.
/// </remarks>
#pragma warning disable CA1001 // freed by the arena's finalizer
public sealed class Trainer
#pragma warning restore CA1001
{
    // Each step has 2^16 streams of its own, for the layers that need random numbers.
    private const ulong FirstStepStream = 1UL << 63;
    private const int StepStreamBits = 16;

    private readonly Sequential _network;
    private readonly Loss _loss;
    private readonly Optimizer _optimizer;
    private Arena? _stepMemory;

    /// <summary>Brings a network, a loss and an optimizer together.</summary>
    /// <exception cref="ArgumentException">the loss has no reduction to one number</exception>
    /// <exception cref="InvalidOperationException">the optimizer serves another network already</exception>
    public Trainer(Sequential network, Loss loss, Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(optimizer);
        if (loss.Reduction == Reduction.None)
            throw new ArgumentException($"{loss.GetType().Name} has {nameof(Reduction)}.{Reduction.None}; training needs {Reduction.Mean} or {Reduction.Sum}.", nameof(loss));
        (_network, _loss, _optimizer) = (network, loss, optimizer);
        optimizer.Attach(network.Parameters);
    }

    /// <summary>Trains the network on a data set; called again, it goes on from the weights and the optimizer's state that it has.</summary>
    /// <exception cref="ArgumentException">the data does not fit the network; the message has both numbers</exception>
    /// <exception cref="ArgumentOutOfRangeException">epochs or batch size is below 1, or a limit of gradients is not a positive finite number</exception>
    /// <exception cref="ArithmeticException">gradients to be clipped by norm have none that is finite; the parameters are as they were before that step</exception>
    /// <exception cref="InvalidOperationException">the averaged weights are swapped in</exception>
    /// <exception cref="NonFiniteLossException">a step's loss is NaN or infinite</exception>
    /// <exception cref="OperationCanceledException">the run was cancelled between two steps</exception>
    public TrainingSummary Fit(DataSet training, FitOptions options)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Epochs < 1)
            throw new ArgumentOutOfRangeException(nameof(options), options.Epochs, "Epochs is at least 1.");
        if (options.BatchSize < 1)
            throw new ArgumentOutOfRangeException(nameof(options), options.BatchSize, "BatchSize is at least 1.");
        if (!IsLimit(options.ClipNorm))
            throw new ArgumentOutOfRangeException(nameof(options), options.ClipNorm, "ClipNorm is a positive finite number.");
        if (!IsLimit(options.ClipValue))
            throw new ArgumentOutOfRangeException(nameof(options), options.ClipValue, "ClipValue is a positive finite number.");
        if (options.AveragedWeights is { IsSwappedIn: true })
            throw new InvalidOperationException("the network's parameters hold their averages; call AveragedWeights.Swap before training.");
        if (options.Validation is not null && options.Validation.Classes > 0 != training.Classes > 0)
            throw new ArgumentException($"the training set has {Kind(training)}, but the validation set has {Kind(options.Validation)}.", nameof(options));

        long started = Stopwatch.GetTimestamp();
        using var memory = new BatchMemory(_network, _loss, training, options.BatchSize, options.Pool);
        using BatchMemory? validation = options.Validation is null ? null : new BatchMemory(_network, _loss, options.Validation, options.BatchSize, options.Pool);
        int[] order = new int[training.Count];
        int[] validationOrder = [.. Enumerable.Range(0, options.Validation?.Count ?? 0)];
        int stepsPerEpoch = (training.Count + options.BatchSize - 1) / options.BatchSize;
        var epochs = new List<EpochEnd>(options.Epochs);
        foreach (Parameter parameter in _network.Parameters)
            parameter.Gradient.Clear();
        foreach (ITrainingObserver observer in options.Observers)
            observer.OnFitStart(new FitStart(options.Epochs, stepsPerEpoch));

        for (int epoch = 1; epoch <= options.Epochs; epoch++)
        {
            EpochOrder.Fill(order, options.Seed, options.Shuffle, epoch);
            double trainingLoss = RunEpoch(memory, order, options, epoch);
            Evaluation? evaluation = validation is null ? null : Validate(validation, validationOrder, options);
            options.Schedule?.Report(evaluation?.Loss ?? trainingLoss);
            var end = new EpochEnd(epoch, trainingLoss, evaluation?.Loss, options.Validation?.Classes > 0 ? evaluation?.Accuracy : null);
            epochs.Add(end);
            foreach (ITrainingObserver observer in options.Observers)
                observer.OnEpochEnd(end);
        }

        var summary = new TrainingSummary(epochs, (long)stepsPerEpoch * options.Epochs, Stopwatch.GetElapsedTime(started));
        foreach (ITrainingObserver observer in options.Observers)
            observer.OnFitEnd(summary);
        return summary;
    }

    /// <summary>One training step on one batch: forward, loss, backward, update. Allocates nothing after the first step with a batch of this size.</summary>
    /// <returns>the batch's loss, before the step</returns>
    public float Step(ReadOnlySpan<float> inputs, Targets targets, WorkerPool? pool = null)
    {
        int features = _network.InFeatures ?? throw new InvalidOperationException("no layer of the network says how many features a row has; a Linear layer does.");
        int batch = inputs.Length / features, outputs = _network.OutFeatures(features);
        int cacheLength = _network.CacheLength(features, batch), scratchLength = _loss.ScratchLength(batch, outputs);
        int capacity = (2 * Arena.Padded(batch * outputs)) + Arena.Padded(cacheLength) + Arena.Padded(scratchLength);
        if (_stepMemory?.Capacity != capacity)
        {
            _stepMemory?.Dispose();
            _stepMemory = new Arena(capacity);
        }

        _stepMemory.Reset();
        Span<float> predictions = _stepMemory.Take(batch * outputs), gradient = _stepMemory.Take(batch * outputs);
        Span<float> cache = _stepMemory.Take(cacheLength), scratch = _stepMemory.Take(scratchLength);
        _network.Forward(inputs, batch, predictions, cache, pool);
        float loss = _loss.Evaluate(predictions, batch, targets, gradient, scratch);
        _network.Backward(inputs, predictions, gradient, batch, dx: default, cache, pool);
        _optimizer.Step();
        return loss;
    }

    /// <summary>The mean loss, and for labels the accuracy, of the network as it is now.</summary>
    /// <exception cref="ArgumentException">the data does not fit the network; the message has both numbers</exception>
    public Evaluation Evaluate(DataSet data, int batchSize = 256, WorkerPool? pool = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        using var memory = new BatchMemory(_network, _loss, data, batchSize, pool);
        Evaluation evaluation = Evaluate(memory, [.. Enumerable.Range(0, data.Count)], batchSize);
        return data.Classes > 0 ? evaluation : evaluation with { Accuracy = null };
    }

    private static Evaluation Evaluate(BatchMemory memory, ReadOnlySpan<int> order, int batchSize)
    {
        double loss = 0, weight = 0;
        int correct = 0;
        for (int i = 0; i < order.Length; i += batchSize)
        {
            ReadOnlySpan<int> batch = order.Slice(i, int.Min(batchSize, order.Length - i));
            double batchWeight = memory.Weight(batch);
            loss += memory.Run(batch, backward: false, out int correctInBatch) * batchWeight;
            weight += batchWeight;
            correct += correctInBatch;
        }

        return new Evaluation(Mean(loss, weight), (double)correct / order.Length);
    }

    private static double Mean(double sum, double weight) => weight == 0 ? 0 : sum / weight;

    private static string Kind(DataSet data) => data.Classes > 0 ? "labels" : "values";

    private float TrainingStep(BatchMemory memory, ReadOnlySpan<int> batch, ulong seed, ulong stream)
    {
        _network.BeginTrainingStep(seed, ref stream);
        try
        {
            return memory.Run(batch, backward: true, out _);
        }
        finally
        {
            _network.EndTrainingStep();
        }
    }

    private void Step(FitOptions options)
    {
        if (options.ClipValue is float limit)
            GradientClipping.ByValue(_network.Parameters, limit);
        if (options.ClipNorm is float maxNorm)
            GradientClipping.ByNorm(_network.Parameters, maxNorm);
        if (options.Schedule is not null)
            _optimizer.LearningRate = options.Schedule.At(_optimizer.Steps);
        _optimizer.Step();
        options.AveragedWeights?.Update();
    }

    private static Evaluation Validate(BatchMemory memory, ReadOnlySpan<int> order, FitOptions options)
    {
        options.AveragedWeights?.Swap();
        try
        {
            return Evaluate(memory, order, options.BatchSize);
        }
        finally
        {
            options.AveragedWeights?.Swap();
        }
    }

    private static bool IsLimit(float? value) => value is null || (value > 0 && float.IsFinite(value.Value));

    private double RunEpoch(BatchMemory memory, ReadOnlySpan<int> order, FitOptions options, int epoch)
    {
        double sum = 0, weight = 0;
        int step = 0;
        ulong stepsBefore = (ulong)(epoch - 1) * (ulong)((order.Length + options.BatchSize - 1) / options.BatchSize);
        for (int i = 0; i < order.Length; i += options.BatchSize)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<int> batch = order.Slice(i, int.Min(options.BatchSize, order.Length - i));
            ulong stream = FirstStepStream + ((stepsBefore + (ulong)step) << StepStreamBits);
            step++;
            float loss = TrainingStep(memory, batch, options.Seed, stream);
            if (!float.IsFinite(loss))
                throw new NonFiniteLossException(loss, epoch, step);
            Step(options);
            double batchWeight = memory.Weight(batch);
            sum += loss * batchWeight;
            weight += batchWeight;
            for (int o = 0; o < options.Observers.Count; o++)
                options.Observers[o].OnStepEnd(new StepEnd(epoch, step, loss));
        }

        return Mean(sum, weight);
    }
}

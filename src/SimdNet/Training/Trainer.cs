using SimdNet.Buffers;
using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Optim;

namespace SimdNet.Training;

/// <summary>Trains a network: batches, forward, loss, backward, step.</summary>
/// <remarks>
/// A run is a pure function of the network's weights, the data, the options and the seed: the same bits on every CPU, for any number of threads, and if it is stopped and goes on from its
/// checkpoint. Losses of an epoch or a data set are the batches' losses, weighted with their samples' and classes' weights. After its first step a run allocates nothing but what its
/// observers allocate, checkpoints, and a record for each epoch. Not thread-safe.
/// </remarks>
#pragma warning disable CA1001 // the memory of single steps is freed by its buffers' finalizers: a trainer has no end that its users would know of
public sealed class Trainer
#pragma warning restore CA1001
{
    private readonly Sequential _network;
    private readonly Loss _loss;
    private readonly Optimizer _optimizer;
    private BatchMemory? _stepMemory;

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

    /// <summary>The network.</summary>
    public Sequential Network => _network;

    /// <summary>The loss.</summary>
    public Loss Loss => _loss;

    /// <summary>The update rule, with its state.</summary>
    public Optimizer Optimizer => _optimizer;

    /// <summary>Trains the network on a data set: <see cref="Fit(IBatchSource, FitOptions)"/> of its samples in an order that the seed decides</summary>
    public TrainingSummary Fit(DataSet training, FitOptions options)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(options);
        return Fit(new DataSetSource(training, options.Seed, options.Shuffle), options);
    }

    /// <summary>Trains the network on what a source gives; called again, it starts anew from the weights and the optimizer's state that it has.</summary>
    /// <exception cref="ArgumentException">the data does not fit the network; the message has both numbers. Or early stopping has no validation set</exception>
    /// <exception cref="ArgumentOutOfRangeException">a number among the options is out of range</exception>
    /// <exception cref="ArithmeticException">gradients to be clipped by norm have none that is finite; the parameters are as they were before that step</exception>
    /// <exception cref="CheckpointMismatchException">the checkpoint is of another run, or damaged; nothing was changed</exception>
    /// <exception cref="IOException">the checkpoint cannot be read or written</exception>
    /// <exception cref="InvalidOperationException">the averaged weights are swapped in, or the source gives no samples or more than it was asked for</exception>
    /// <exception cref="NonFiniteStepException">a step's loss or a gradient is NaN or infinite, and <see cref="FitOptions.NonFinite"/> does not say to go on</exception>
    /// <exception cref="OperationCanceledException">the run was cancelled between two steps; the checkpoint, if there is one, was written</exception>
    public TrainingSummary Fit(IBatchSource training, FitOptions options)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        CheckFits(training);
        if (options.Validation is not null)
        {
            if (options.Validation.Classes > 0 != training.Classes > 0)
                throw new ArgumentException($"the training set has {Kind(training.Classes)}, but the validation set has {Kind(options.Validation.Classes)}.", nameof(options));
            CheckFits(new DataSetSource(options.Validation));
        }

        using var run = new FitRun(_network, _loss, _optimizer, training, options);
        return run.Run();
    }

    /// <summary>One training step on a batch: forward, loss, backward, and the optimizer's step with its own learning rate.</summary>
    /// <param name="inputs">rows of the network's inputs</param>
    /// <param name="targets">what they should have been predicted as</param>
    /// <param name="pool">threads to share the work among; null: the caller's alone</param>
    /// <param name="seed">what layers drop depends on, with the number of the optimizer's steps</param>
    /// <returns>the loss before the step</returns>
    /// <remarks>Allocates nothing but on the first call, and on one with more rows than all before. The same bits as a step of <see cref="Fit(IBatchSource, FitOptions)"/>.</remarks>
    /// <exception cref="ArgumentException">inputs are no whole rows, or targets do not fit; the message has the numbers, and nothing was changed</exception>
    /// <exception cref="InvalidOperationException">no layer says how many features a row has</exception>
    /// <exception cref="NonFiniteStepException">the loss or a gradient is NaN or infinite; the parameters are as they were</exception>
    public float Step(ReadOnlySpan<float> inputs, Targets targets, WorkerPool? pool = null, ulong seed = 0)
    {
        int features = _network.InFeatures ?? throw new InvalidOperationException("no layer of the network says how many features a row has; a Linear layer does.");
        if (inputs.IsEmpty || inputs.Length % features != 0)
            Guard.Throw($"inputs holds {inputs.Length} floats, which is not one or more rows of {features} features.", nameof(inputs));
        int batch = inputs.Length / features;
        if (_stepMemory is null || _stepMemory.BatchSize < batch)
        {
            _stepMemory?.Dispose();
            _stepMemory = new BatchMemory(_network, _loss, features, batch);
        }

        float loss = TrainingStep.ForwardBackward(_network, _stepMemory, inputs, targets, isWeighted: false, seed, (ulong)_optimizer.Steps, pool);
        if (!TrainingStep.IsFinite(loss, _network.Parameters))
        {
            NonFinitePlace place = _stepMemory.FindNonFinite(inputs, loss);
            TrainingStep.ClearGradients(_network.Parameters);
            throw new NonFiniteStepException(new NonFiniteStep(0, (int)long.Min(_optimizer.Steps + 1, int.MaxValue), loss, place), "");
        }

        _optimizer.Step(pool);
        return loss;
    }

    /// <summary>The mean loss, and for labels the accuracy, of the network as it is now.</summary>
    /// <exception cref="ArgumentException">the data does not fit the network; the message has both numbers</exception>
    public Evaluation Evaluate(DataSet data, int batchSize = 256, WorkerPool? pool = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Evaluate(new DataSetSource(data, shuffle: false), batchSize, pool);
    }

    /// <summary>The mean loss, and for labels the accuracy, of the network as it is now, over the first epoch of a source.</summary>
    /// <exception cref="ArgumentException">the data does not fit the network; the message has both numbers</exception>
    /// <exception cref="InvalidOperationException">the source gives no samples, or more than it was asked for</exception>
    public Evaluation Evaluate(IBatchSource data, int batchSize = 256, WorkerPool? pool = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        CheckFits(data);
        using var evaluator = new Evaluator(_network, _loss, data, batchSize, pool);
        return evaluator.Run();
    }

    private void CheckFits(IBatchSource data)
    {
        int outFeatures = _network.OutFeatures(data.Features);
        int given = data.Classes > 0 ? outFeatures : _loss.TargetFeatures(outFeatures);
        int expected = data.Classes > 0 ? data.Classes : data.Outputs;
        if (given != expected)
            throw new ArgumentException($"the network gives {outFeatures} outputs{(given == outFeatures ? "" : $" for {given} targets")}, but the data set has {expected} {(data.Classes > 0 ? "classes" : "values a row")}.", nameof(data));
    }

    private static string Kind(int classes) => classes > 0 ? "labels" : "values";
}

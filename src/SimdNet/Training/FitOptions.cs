using SimdNet.Buffers;
using SimdNet.Optim;

namespace SimdNet.Training;

/// <summary>How a training run goes. <c>options with { Seed = 2 }</c> is the same run from another seed.</summary>
public sealed record FitOptions
{
    /// <summary>Passes over the training set; 1 or more.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Samples in a step; 1 or more. The last batch of an epoch has what is left.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>What the order of the samples, and what layers drop, depends on.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether each epoch takes the samples of a data set in an order of its own; a source has its own order.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Whether the last batch of an epoch is left out if it has fewer samples: batch norm, for one, cannot do with a single one.</summary>
    public bool DropLast { get; init; }

    /// <summary>
    /// Batches whose gradients are added up before a step; 1 or more. With <c>Reduction.Mean</c> the step's gradient is the mean over all their samples, each batch counting as its
    /// samples' weights: as one batch so many times larger (but for batch norm, which sees each batch alone). The last step of an epoch has what is left.
    /// </summary>
    public int AccumulatedBatches { get; init; } = 1;

    /// <summary>Samples to evaluate after each epoch, which training never sees; null: none.</summary>
    public DataSet? Validation { get; init; }

    /// <summary>Threads to share the work among; null: the caller's alone. The weights do not depend on it.</summary>
    public WorkerPool? Pool { get; init; }

    /// <summary>
    /// The learning rate of each step, counted from 0 by the optimizer over all its runs; null: the optimizer's own. At the end of an epoch it is told the
    /// validation loss, or without a validation set the training loss. A schedule of epochs: <see cref="Schedule.PerEpoch"/>.
    /// </summary>
    public Schedule? Schedule { get; init; }

    /// <summary>The longest that the gradient of a step may be, <see cref="GradientClipping.ByNorm"/>; null: any length.</summary>
    public float? ClipNorm { get; init; }

    /// <summary>The largest that an element of a gradient may be, <see cref="GradientClipping.ByValue"/>, before its norm is looked at; null: any size.</summary>
    public float? ClipValue { get; init; }

    /// <summary>An average of the network's parameters, updated after each step and evaluated on the validation set in their place; null: none.</summary>
    public AveragedWeights? AveragedWeights { get; init; }

    /// <summary>Ends the run when the validation set says so, and gives the best weights back; null: runs all epochs and keeps the last weights.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>What is done when the loss or a gradient of a step is NaN or infinite.</summary>
    public NonFinitePolicy NonFinite { get; init; } = NonFinitePolicy.Throw;

    /// <summary>
    /// Where the run is saved after each epoch, after every <see cref="CheckpointSteps"/> and when it is cancelled; null: nowhere. If a run was saved there, this one goes on from it, to
    /// the same bits as if it had never stopped: same network, optimizer, data and options, but for more or fewer epochs. Saving allocates.
    /// </summary>
    public ICheckpoint? Checkpoint { get; init; }

    /// <summary>Steps of an epoch after which the run is saved too; null: after epochs only.</summary>
    public int? CheckpointSteps { get; init; }

    /// <summary>Is told how far the run is, after an epoch and, at most once in a <see cref="ProgressInterval"/>, after a step; null: nobody.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>The least time between two reports of progress, but for ends of epochs.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Who is told of the run, in this order.</summary>
    public IReadOnlyList<ITrainingObserver> Observers { get; init; } = [];

    /// <summary>Ends the run between two steps; the network keeps the weights that it has then, and the checkpoint, if there is one, holds them.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">a number is out of range</exception>
    /// <exception cref="ArgumentException">early stopping has no validation set, or no labels to count</exception>
    /// <exception cref="InvalidOperationException">the averaged weights are swapped in</exception>
    internal void Check()
    {
        AtLeastOne(Epochs, nameof(Epochs));
        AtLeastOne(BatchSize, nameof(BatchSize));
        AtLeastOne(AccumulatedBatches, nameof(AccumulatedBatches));
        AtLeastOne(CheckpointSteps ?? 1, nameof(CheckpointSteps));
        IsLimit(ClipNorm, nameof(ClipNorm));
        IsLimit(ClipValue, nameof(ClipValue));
        if (AveragedWeights is { IsSwappedIn: true })
            throw new InvalidOperationException("the network's parameters hold their averages; call AveragedWeights.Swap before training.");
        if (EarlyStopping is not null && Validation is null)
            throw new ArgumentException("early stopping needs a validation set.", "options");
        if (EarlyStopping is { ByAccuracy: true } && Validation!.Classes == 0)
            throw new ArgumentException("early stopping by accuracy needs a validation set of labels, but this one has values.", "options");
    }

    private static void AtLeastOne(int value, string name)
    {
        if (value < 1)
            throw new ArgumentOutOfRangeException(name, value, $"{name} is at least 1.");
    }

    private static void IsLimit(float? value, string name)
    {
        if (value is float limit && !(limit > 0 && float.IsFinite(limit)))
            throw new ArgumentOutOfRangeException(name, value, $"{name} is a positive finite number.");
    }
}

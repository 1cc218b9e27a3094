using SimdNet.Buffers;
using SimdNet.Optim;

namespace SimdNet.Training;

/// <summary>How a training run goes.</summary>
public sealed class FitOptions
{
    /// <summary>Passes over the training set; 1 or more.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Samples in a step; 1 or more. The last batch of an epoch has what is left.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>What the order of the samples, and what layers drop, depends on.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether each epoch takes the samples in an order of its own.</summary>
    public bool Shuffle { get; init; } = true;

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

    /// <summary>Who is told of the run, in this order.</summary>
    public IReadOnlyList<ITrainingObserver> Observers { get; init; } = [];

    /// <summary>Ends the run between two steps; the network keeps the weights that it has then.</summary>
    public CancellationToken CancellationToken { get; init; }
}

using System.Globalization;

namespace SimdNet.Training;

/// <summary>Ends a run when the validation set says that it gets no better, and gives the network the weights of its best epoch back.</summary>
/// <remarks>
/// Better: a loss below the best so far by more than <see cref="MinimumGain"/>, or an accuracy above it; the first epoch is better than none, and NaN is never. However the run ends
/// but for an exception, the network, its buffers and the averaged weights are then those of the best epoch; the optimizer's state is the last one's.
/// As Keras's EarlyStopping with restore_best_weights.
/// </remarks>
public sealed class EarlyStopping
{
    /// <summary>A rule of when to stop.</summary>
    /// <param name="patience">epochs in a row that are not better and end the run, 1 or more. int.MaxValue: the weights are given back, but no run is ended</param>
    /// <param name="minimumGain">what a better epoch is better by, 0 or more</param>
    /// <param name="byAccuracy">whether the validation accuracy is looked at and not the loss</param>
    /// <exception cref="ArgumentOutOfRangeException">patience is below 1, or the gain is negative or no number</exception>
    public EarlyStopping(int patience = 10, double minimumGain = 0, bool byAccuracy = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(patience, 1);
        if (!(minimumGain >= 0 && double.IsFinite(minimumGain)))
            throw new ArgumentOutOfRangeException(nameof(minimumGain), minimumGain, "expected a finite number, 0 or more.");
        (Patience, MinimumGain, ByAccuracy) = (patience, minimumGain, byAccuracy);
    }

    /// <summary>Epochs in a row that are not better and end the run.</summary>
    public int Patience { get; }

    /// <summary>What a better epoch is better by.</summary>
    public double MinimumGain { get; }

    /// <summary>Whether the validation accuracy is looked at and not the loss.</summary>
    public bool ByAccuracy { get; }

    /// <summary>Its settings.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"EarlyStopping(patience {Patience}, minimumGain {MinimumGain}, byAccuracy {ByAccuracy})");

    /// <summary>What of an epoch is looked at, the lower the better.</summary>
    internal double Score(in EpochEnd epoch) => (ByAccuracy ? -epoch.ValidationAccuracy : epoch.ValidationLoss)!.Value;
}

namespace SimdNet.Training;

/// <summary>How far a run is.</summary>
/// <param name="Epoch">counted from 1</param>
/// <param name="Epochs">as many at most</param>
/// <param name="Step">steps of the epoch so far</param>
/// <param name="StepsPerEpoch">as many in all; null if the source does not know</param>
/// <param name="Loss">the mean loss of the epoch so far</param>
/// <param name="SamplesPerSecond">training samples in a second, over this run, validation and all else included</param>
/// <param name="Elapsed">since the run began or went on</param>
/// <param name="Remaining">at the same pace to the last epoch; null if the steps of an epoch are not known</param>
/// <param name="LastEpoch">the epoch that ended last; null before there is one</param>
public readonly record struct TrainingProgress(
    int Epoch, int Epochs, int Step, int? StepsPerEpoch, double Loss, double SamplesPerSecond, TimeSpan Elapsed, TimeSpan? Remaining, EpochEnd? LastEpoch);

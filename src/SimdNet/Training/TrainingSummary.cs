namespace SimdNet.Training;

/// <summary>What a training run did.</summary>
/// <param name="Epochs">each epoch, in order; those before a checkpoint that it went on from are among them</param>
/// <param name="Steps">the steps taken, those before the checkpoint too</param>
/// <param name="Duration">how long this call took, validation, checkpoints and observers included</param>
/// <param name="BestEpoch">whose weights the network has; null without <see cref="EarlyStopping"/></param>
/// <param name="SkippedSteps">steps that were left out because of numbers that are not finite</param>
/// <param name="RollBacks">how often it went back because of them</param>
public sealed record TrainingSummary(IReadOnlyList<EpochEnd> Epochs, long Steps, TimeSpan Duration, int? BestEpoch = null, int SkippedSteps = 0, int RollBacks = 0)
{
    /// <summary>The epoch whose weights the network has: the best one, or without <see cref="EarlyStopping"/> the last one.</summary>
    public EpochEnd Kept => Epochs[(BestEpoch ?? Epochs.Count) - 1];
}

/// <summary>How well a network does on a data set.</summary>
/// <param name="Loss">the mean loss</param>
/// <param name="Accuracy">the share of samples whose largest output is their label; null if the targets are values</param>
public readonly record struct Evaluation(double Loss, double? Accuracy);

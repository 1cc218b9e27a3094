namespace SimdNet.Training;

/// <summary>What a training run did.</summary>
/// <param name="Epochs">each epoch, in order</param>
/// <param name="Steps">the steps taken</param>
/// <param name="Duration">how long it took, validation and observers included</param>
public sealed record TrainingSummary(IReadOnlyList<EpochEnd> Epochs, long Steps, TimeSpan Duration);

/// <summary>How well a network does on a data set.</summary>
/// <param name="Loss">the mean loss</param>
/// <param name="Accuracy">the share of samples whose largest output is their label; null if the targets are values</param>
public readonly record struct Evaluation(double Loss, double? Accuracy);

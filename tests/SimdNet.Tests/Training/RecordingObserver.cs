using SimdNet.Training;

namespace SimdNet.Tests.Training;

/// <summary>Keeps all it is told, and does what a test wants after a step</summary>
internal sealed class RecordingObserver(Action<StepEnd>? afterStep = null) : ITrainingObserver
{
    public List<object> Events { get; } = [];

    public IEnumerable<StepEnd> Steps => Events.OfType<StepEnd>();

    public IEnumerable<EpochEnd> Epochs => Events.OfType<EpochEnd>();

    public void OnFitStart(in FitStart start) => Events.Add(start);

    public void OnStepEnd(in StepEnd step)
    {
        Events.Add(step);
        afterStep?.Invoke(step);
    }

    public void OnEpochEnd(in EpochEnd epoch) => Events.Add(epoch);

    public void OnFitEnd(TrainingSummary summary) => Events.Add(summary);
}

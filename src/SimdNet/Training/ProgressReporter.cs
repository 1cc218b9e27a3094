using System.Diagnostics;

namespace SimdNet.Training;

/// <summary>Tells somebody how far a run is, not too often.</summary>
internal sealed class ProgressReporter(IProgress<TrainingProgress> progress, TimeSpan interval, int epochs, int? stepsPerEpoch)
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _last = Stopwatch.GetTimestamp();
    private long _samples, _steps;
    private EpochEnd? _lastEpoch;

    public void OnStep(FitState state, int samples)
    {
        _samples += samples;
        _steps++;
        long now = Stopwatch.GetTimestamp();
        if (Stopwatch.GetElapsedTime(_last, now) < interval)
            return;
        _last = now;
        Report(state.Epoch, state.Steps, state.WeightSum == 0 ? 0 : state.LossSum / state.WeightSum);
    }

    public void OnEpoch(in EpochEnd end, int steps)
    {
        _lastEpoch = end;
        _last = Stopwatch.GetTimestamp();
        Report(end.Epoch, steps, end.TrainingLoss);
    }

    private void Report(int epoch, int step, double loss)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_started);
        long? left = stepsPerEpoch is int steps ? ((long)(epochs - epoch) * steps) + steps - step : null;
        TimeSpan? remaining = left is long count && _steps > 0 ? elapsed * ((double)count / _steps) : null;
        progress.Report(new TrainingProgress(epoch, epochs, step, stepsPerEpoch, loss, _samples / elapsed.TotalSeconds, elapsed, remaining, _lastEpoch));
    }
}

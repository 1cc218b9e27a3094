using System.Diagnostics;
using SimdNet.Training;

namespace Mnist;

/// <summary>Counts what the steps of a run take: images, allocated bytes, and the time that is not theirs.</summary>
/// <param name="images">of an epoch</param>
/// <param name="batchSize">of all steps but the last of an epoch</param>
/// <param name="display">is told of the progress; what it allocates is its own</param>
internal sealed class StepMeter(int images, int batchSize, IProgress<TrainingProgress> display) : ITrainingObserver, IProgress<TrainingProgress>
{
    private long _lastStepEnd, _allocatedBefore;

    /// <summary>Images of an epoch.</summary>
    public int ImagesPerEpoch => images;

    /// <summary>Steps taken in this process; a run that went on from a checkpoint has more behind it.</summary>
    public int Steps { get; private set; }

    /// <summary>The step taken last; of epoch 0, if there is none.</summary>
    public StepEnd Last { get; private set; }

    /// <summary>Images that the steps were taken on.</summary>
    public long Images { get; private set; }

    /// <summary>All steps but the first.</summary>
    public long LaterSteps => long.Max(Steps - 1, 0);

    /// <summary>Bytes that the training thread allocated in them.</summary>
    public long AllocatedBytes { get; private set; }

    /// <summary>From the last step of each epoch to its end: validation and checkpoint.</summary>
    public TimeSpan BetweenEpochs { get; private set; }

    public void OnStepEnd(in StepEnd step)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        if (Steps > 0)
            AllocatedBytes += allocated - _allocatedBefore;
        Steps++;
        Images += int.Min(batchSize, images - ((step.Step - 1) * batchSize));
        Last = step;
        _lastStepEnd = Stopwatch.GetTimestamp();
        _allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
    }

    public void OnEpochEnd(in EpochEnd epoch)
    {
        BetweenEpochs += Stopwatch.GetElapsedTime(_lastStepEnd);
        _allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
    }

    public void Report(TrainingProgress value)
    {
        display.Report(value);
        _allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
    }
}

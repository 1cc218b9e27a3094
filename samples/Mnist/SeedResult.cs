using SimdNet.Metrics;
using SimdNet.Training;

namespace Mnist;

/// <summary>What one seed's network achieved on the test images, and what its training took in this process.</summary>
internal sealed record SeedResult(ulong Seed, int Epochs, Evaluation Test, long TestImages, TimeSpan TrainingTime, StepMeter Meter)
{
    public double Accuracy => Test.Accuracy!.Value;

    public long Correct => (long)Math.Round(Accuracy * TestImages);

    public ConfidenceInterval Interval => BinomialInterval.Wilson(Correct, TestImages);
}

using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Training;

namespace SimdNet.Tests.Training;

/// <summary>What a run does with a step's gradients, rate and weights besides the optimizer's rule</summary>
public class FitStepTests
{
    [Fact]
    public void Each_step_takes_its_rate_and_a_second_run_goes_on()
    {
        var optimizer = new Sgd();
        var rates = new List<float>();
        var observer = new RecordingObserver(_ => rates.Add(optimizer.LearningRate));
        var trainer = new Trainer(Cases.Network(), new SoftmaxCrossEntropy(), optimizer);
        var schedule = new CosineSchedule(0.1f, 8);

        for (int run = 0; run < 2; run++)
            trainer.Fit(Cases.Labelled(8), new FitOptions { Epochs = 2, BatchSize = 4, Schedule = schedule, Observers = [observer] });

        Assert.Equal(Enumerable.Range(0, 8).Select(t => schedule.At(t)), rates);
    }

    [Fact]
    public void A_plateau_hears_the_validation_loss_or_the_training_loss()
    {
        foreach (DataSet? validation in new[] { null, Cases.Labelled(4, seed: 5) })
        {
            var schedule = new PlateauSchedule(0.1f);
            EpochEnd end = Assert.Single(Trainer().Fit(Cases.Labelled(8), new FitOptions { Epochs = 1, Validation = validation, Schedule = schedule }).Epochs);
            Assert.Equal(end.ValidationLoss ?? end.TrainingLoss, schedule.State[1]);
        }
    }

    [Fact]
    public void A_clipped_step_is_no_longer_than_the_limit()
    {
        Sequential network = Cases.Network();
        float[] before = network.ParameterValues();
        const float Limit = 1e-3f;

        new Trainer(network, new SoftmaxCrossEntropy(), new Sgd(1)).Fit(Cases.Labelled(8), new FitOptions { Epochs = 1, BatchSize = 8, ClipNorm = Limit });

        // Each weight, below 1, is rounded once: 2^-25 and less.
        double length = Math.Sqrt(network.ParameterValues().Zip(before, (after, w) => Math.Pow((double)after - w, 2)).Sum());
        double rounding = Math.Sqrt(before.Length) * Rounding.UnitRoundoff;
        Assert.InRange(length, (Limit * (1 - 1e-3)) - rounding, Limit + rounding);
    }

    [Fact]
    public void No_weight_moves_further_than_the_clipped_value()
    {
        Sequential network = Cases.Network();
        float[] before = network.ParameterValues();

        new Trainer(network, new SoftmaxCrossEntropy(), new Sgd(1)).Fit(Cases.Labelled(8), new FitOptions { Epochs = 1, BatchSize = 8, ClipValue = 1e-3f });

        Assert.All(network.ParameterValues().Zip(before), pair => Assert.InRange((double)pair.First - pair.Second, -1e-3f - Rounding.UnitRoundoff, 1e-3f + Rounding.UnitRoundoff));
    }

    [Fact]
    public void Averages_are_validated_and_the_weights_come_back()
    {
        Sequential averaged = Cases.Network(), plain = Cases.Network();
        var average = new AveragedWeights(averaged.Parameters, decay: 0.5f);
        DataSet validation = Cases.Labelled(6, seed: 5);
        var trainer = new Trainer(averaged, new SoftmaxCrossEntropy(), new Adam(0.1f));

        TrainingSummary summary = trainer.Fit(Cases.Labelled(10), new FitOptions { Epochs = 3, BatchSize = 4, AveragedWeights = average, Validation = validation });
        new Trainer(plain, new SoftmaxCrossEntropy(), new Adam(0.1f)).Fit(Cases.Labelled(10), new FitOptions { Epochs = 3, BatchSize = 4 });

        SameBits.AssertEqual(plain.ParameterValues(), averaged.ParameterValues());
        Assert.Equal(9, average.Updates);
        average.Swap();
        Assert.Equal(trainer.Evaluate(validation, batchSize: 4).Loss, summary.Epochs[^1].ValidationLoss);
        Assert.Throws<InvalidOperationException>(() => trainer.Fit(Cases.Labelled(4), new FitOptions { AveragedWeights = average }));
    }

    [Theory, InlineData(0f), InlineData(-1f), InlineData(float.NaN)]
    public void Limits_are_positive(float limit)
    {
        Assert.Contains("ClipNorm", Assert.Throws<ArgumentOutOfRangeException>(() => Trainer().Fit(Cases.Labelled(4), new FitOptions { ClipNorm = limit })).Message, StringComparison.Ordinal);
        Assert.Contains("ClipValue", Assert.Throws<ArgumentOutOfRangeException>(() => Trainer().Fit(Cases.Labelled(4), new FitOptions { ClipValue = limit })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_with_everything_allocate_nothing()
    {
        Sequential network = Cases.Network();
        Schedule schedule = new WarmupSchedule(new OneCycleSchedule(0.1f, 100), 3);
        long before = 0, total = -1;
        var trainer = new Trainer(network, new SoftmaxCrossEntropy(), new AdamW(amsGrad: true));
        for (int attempt = 0; attempt < Allocation.MostAttempts && total != 0; attempt++)
        {
            total = 0;
            var observer = new StepObserver(step =>
            {
                long now = GC.GetAllocatedBytesForCurrentThread();
                total += step.Step > 1 ? now - before : 0;
                before = GC.GetAllocatedBytesForCurrentThread();
            });
            trainer.Fit(Cases.Labelled(20), new FitOptions { Epochs = 2, BatchSize = 3, Schedule = schedule, ClipNorm = 0.1f, ClipValue = 0.1f, AveragedWeights = new AveragedWeights(network.Parameters), Observers = [observer] });
        }

        Assert.Equal(0, total);
    }

    private static Trainer Trainer() => new(Cases.Network(), new SoftmaxCrossEntropy(), new Sgd());

    private sealed class StepObserver(Action<StepEnd> onStep) : ITrainingObserver
    {
        public void OnStepEnd(in StepEnd step) => onStep(step);
    }
}

using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Training;

namespace SimdNet.Tests.Training;

/// <summary>What a run tells its observers, and that the numbers are right</summary>
public class ObserverTests
{
    // Too small to change a weight, so that every loss of a run can be computed again afterwards.
    private const float NoStep = float.Epsilon;

    [Fact]
    public void Every_step_and_epoch_is_told_in_order()
    {
        var observer = new RecordingObserver();

        TrainingSummary summary = Trainer().Fit(Cases.Labelled(10), new FitOptions { Epochs = 2, BatchSize = 4, Observers = [observer] });

        Assert.Equal(
            ["start 2 3", "step 1 1", "step 1 2", "step 1 3", "epoch 1", "step 2 1", "step 2 2", "step 2 3", "epoch 2", "end"],
            observer.Events.Select(e => e switch
            {
                FitStart start => $"start {start.Epochs} {start.StepsPerEpoch}",
                StepEnd step => $"step {step.Epoch} {step.Step}",
                EpochEnd epoch => $"epoch {epoch.Epoch}",
                _ => "end",
            }));
        Assert.Same(summary, observer.Events[^1]);
        Assert.Equal(observer.Epochs, summary.Epochs);
        Assert.Equal(6, summary.Steps);
        Assert.True(summary.Duration > TimeSpan.Zero);
    }

    [Fact]
    public void Observers_are_told_one_after_the_other()
    {
        var order = new List<string>();
        RecordingObserver first = new(_ => order.Add("first")), second = new(_ => order.Add("second"));

        Trainer().Fit(Cases.Labelled(8), new FitOptions { Epochs = 1, BatchSize = 4, Observers = [first, second] });

        Assert.Equal(["first", "second", "first", "second"], order);
    }

    [Fact]
    public void The_loss_of_a_step_is_from_before_its_update()
    {
        DataSet data = Cases.Labelled(10);
        Trainer trainer = Trainer();
        double before = trainer.Evaluate(data).Loss;
        double? after = null;
        var observer = new RecordingObserver(_ => after ??= trainer.Evaluate(data).Loss);

        trainer.Fit(data, new FitOptions { Epochs = 2, BatchSize = 10, Shuffle = false, Observers = [observer] });

        Assert.NotEqual(before, after);
        Assert.Equal([before, after!.Value], observer.Steps.Select(step => (double)step.Loss));
        Assert.Equal([before, after!.Value], observer.Epochs.Select(epoch => epoch.TrainingLoss));
    }

    [Fact]
    public void The_last_batch_has_what_is_left()
    {
        DataSet data = Cases.Labelled(10);
        var observer = new RecordingObserver();
        Trainer trainer = Trainer(NoStep);

        trainer.Fit(data, new FitOptions { Epochs = 1, BatchSize = 4, Shuffle = false, Observers = [observer] });

        double[] losses = [.. new[] { 0..4, 4..8, 8..10 }.Select(part => trainer.Evaluate(Cases.Pick(data, [.. Enumerable.Range(0, 10).Take(part)])).Loss)];
        Assert.Equal(losses, observer.Steps.Select(step => (double)step.Loss));

        // The epoch's loss is the mean over samples, not over batches; a double's rounding apart.
        Assert.Equal(((4 * losses[0]) + (4 * losses[1]) + (2 * losses[2])) / 10, Assert.Single(observer.Epochs).TrainingLoss, 15);
    }

    [Fact]
    public void A_batch_may_be_larger_than_the_data()
    {
        DataSet data = Cases.Labelled(3);
        var observer = new RecordingObserver();
        Trainer().Fit(data, new FitOptions { Epochs = 1, BatchSize = 1000, Observers = [observer] });
        Assert.Single(observer.Steps);
    }

    [Fact]
    public void Validation_is_evaluated_after_each_epoch()
    {
        DataSet training = Cases.Labelled(10), validation = Cases.Labelled(7, seed: 5);
        Sequential network = Cases.Network();
        var trainer = new Trainer(network, new SoftmaxCrossEntropy(), new Adam(0.1f));

        TrainingSummary summary = trainer.Fit(training, new FitOptions { Epochs = 3, BatchSize = 4, Validation = validation });

        Assert.Equal(3, summary.Epochs.Select(epoch => epoch.ValidationLoss).Distinct().Count());
        Evaluation last = trainer.Evaluate(validation, batchSize: 4);
        Assert.Equal((last.Loss, last.Accuracy), (summary.Epochs[^1].ValidationLoss, summary.Epochs[^1].ValidationAccuracy));
    }

    [Fact]
    public void Validation_changes_nothing_in_the_training()
    {
        DataSet training = Cases.Labelled(10);
        Sequential with = Cases.Network(), without = Cases.Network();

        new Trainer(with, new SoftmaxCrossEntropy(), new Adam()).Fit(training, new FitOptions { Epochs = 2, BatchSize = 4, Validation = Cases.Labelled(7, seed: 5) });
        new Trainer(without, new SoftmaxCrossEntropy(), new Adam()).Fit(training, new FitOptions { Epochs = 2, BatchSize = 4 });

        SameBits.AssertEqual(without.ParameterValues(), with.ParameterValues());
    }

    [Fact]
    public void Numbers_that_do_not_exist_are_null()
    {
        EpochEnd none = Assert.Single(Trainer().Fit(Cases.Labelled(4), new FitOptions { Epochs = 1 }).Epochs);
        Assert.Equal((null, null), (none.ValidationLoss, none.ValidationAccuracy));

        var regression = new Trainer(Cases.Network(), new MeanSquaredError(), new Sgd());
        EpochEnd values = Assert.Single(regression.Fit(Cases.Valued(4), new FitOptions { Epochs = 1, Validation = Cases.Valued(3) }).Epochs);
        Assert.NotNull(values.ValidationLoss);
        Assert.Null(values.ValidationAccuracy);
    }

    [Fact]
    public void An_observer_that_throws_ends_the_run_with_its_exception()
    {
        var optimizer = new Sgd();
        var trainer = new Trainer(Cases.Network(), new SoftmaxCrossEntropy(), optimizer);
        var observer = new RecordingObserver(step => { if (step.Step == 2) throw new TimeoutException("enough"); });

        Assert.Throws<TimeoutException>(() => trainer.Fit(Cases.Labelled(12), new FitOptions { BatchSize = 4, Observers = [observer] }));

        Assert.Equal(2, optimizer.Steps);
    }

    [Fact]
    public void An_observer_need_not_implement_anything() =>
        Assert.Single(Trainer().Fit(Cases.Labelled(4), new FitOptions { Epochs = 1, Observers = [new SilentObserver()] }).Epochs);

    private static Trainer Trainer(float learningRate = 0.1f) => new(Cases.Network(), new SoftmaxCrossEntropy(), new Sgd(learningRate));

    private sealed class SilentObserver : ITrainingObserver;
}

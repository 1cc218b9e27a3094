using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Training;

namespace SimdNet.Tests.Training;

/// <summary>Runs that end when the validation set says so</summary>
public class EarlyStoppingTests
{
    [Theory, InlineData(1), InlineData(3)]
    public void A_run_ends_after_epochs_that_are_not_better_with_the_weights_of_the_best(int patience)
    {
        (Sequential network, List<float[]> weights, TrainingSummary summary) = Run(new EarlyStopping(patience), epochs: 200);
        double[] losses = [.. summary.Epochs.Select(epoch => epoch.ValidationLoss!.Value)];
        int best = Array.IndexOf(losses, losses.Min());
        Assert.Equal(best + 1, summary.BestEpoch);
        Assert.Equal(best + 1 + patience, losses.Length);
        Assert.True(losses.Length < 200);
        SameBits.AssertEqual(weights[best], network.ParameterValues());
        Assert.False(SameBits.AreEqual(weights[^1], network.ParameterValues()));
    }

    [Fact]
    public void A_run_that_uses_up_its_epochs_gives_the_best_weights_too()
    {
        (Sequential network, List<float[]> weights, TrainingSummary summary) = Run(new EarlyStopping(int.MaxValue), epochs: 60);
        Assert.Equal(60, summary.Epochs.Count);
        SameBits.AssertEqual(weights[summary.BestEpoch!.Value - 1], network.ParameterValues());
    }

    [Fact]
    public void Accuracy_may_decide()
    {
        (_, _, TrainingSummary summary) = Run(new EarlyStopping(5, byAccuracy: true), epochs: 100);
        double[] accuracies = [.. summary.Epochs.Select(epoch => epoch.ValidationAccuracy!.Value)];
        Assert.Equal(Array.IndexOf(accuracies, accuracies.Max()) + 1, summary.BestEpoch);
        Assert.Equal(summary.BestEpoch + 5, accuracies.Length);
    }

    [Fact]
    public void A_gain_that_is_too_small_does_not_count()
    {
        (_, _, TrainingSummary summary) = Run(new EarlyStopping(2, minimumGain: 100), epochs: 100);
        Assert.Equal((1, 3), (summary.BestEpoch, summary.Epochs.Count));
    }

    [Fact]
    public void The_averages_are_those_of_the_best_epoch()
    {
        Sequential network = Cases.Network();
        var averages = new AveragedWeights(network.Parameters, 0.5f);
        var seen = new List<float[]>();
        TrainingSummary summary = new Trainer(network, new SoftmaxCrossEntropy(), new Adam(0.3f)).Fit(Cases.Labelled(12), new()
        {
            Epochs = 100,
            BatchSize = 4,
            Validation = Cases.Labelled(10, seed: 6),
            AveragedWeights = averages,
            EarlyStopping = new(3),
            Observers = [new EpochObserver(() => seen.Add([.. averages.State.SelectMany(tensor => tensor.Value.ToArray())]))],
        });
        SameBits.AssertEqual(seen[summary.BestEpoch!.Value - 1], averages.State.SelectMany(tensor => tensor.Value.ToArray()).ToArray());
        averages.Swap();
        Assert.Equal(summary.Epochs[summary.BestEpoch.Value - 1].ValidationLoss, new Trainer(network, new SoftmaxCrossEntropy(), new Sgd()).Evaluate(Cases.Labelled(10, seed: 6), batchSize: 4).Loss);
    }

    [Fact]
    public void It_needs_something_to_look_at()
    {
        var trainer = new Trainer(Cases.Network(), new MeanSquaredError(), new Sgd());
        Refused.With("early stopping needs a validation set.", "options", () => trainer.Fit(Cases.Valued(3), new() { EarlyStopping = new() }));
        Refused.With("early stopping by accuracy needs a validation set of labels, but this one has values.", "options", () => trainer.Fit(Cases.Valued(3), new() { EarlyStopping = new(byAccuracy: true), Validation = Cases.Valued(2) }));
        Assert.Throws<ArgumentOutOfRangeException>("patience", () => new EarlyStopping(0));
        Assert.Throws<ArgumentOutOfRangeException>("minimumGain", () => new EarlyStopping(1, double.NaN));
    }

    // Overfits 12 samples, which the validation set notices.
    private static (Sequential Network, List<float[]> Weights, TrainingSummary Summary) Run(EarlyStopping rule, int epochs)
    {
        Sequential network = Cases.Network();
        var weights = new List<float[]>();
        TrainingSummary summary = new Trainer(network, new SoftmaxCrossEntropy(), new Adam(0.1f)).Fit(Cases.Labelled(12), new()
        {
            Epochs = epochs,
            BatchSize = 4,
            Validation = DataSet.FromLabels(Numbers.Uniform(6, 30), 3, [.. Enumerable.Range(0, 10).Select(i => i % 2)], 2), // what is learned is of no use here
            EarlyStopping = rule,
            Observers = [new EpochObserver(() => weights.Add(network.ParameterValues()))],
        });
        return (network, weights, summary);
    }

    private sealed class EpochObserver(Action ended) : ITrainingObserver
    {
        public void OnEpochEnd(in EpochEnd epoch) => ended();
    }
}

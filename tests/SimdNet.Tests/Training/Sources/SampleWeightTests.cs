using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Training;

namespace SimdNet.Tests.Training.Sources;

public class SampleWeightTests
{
    private static readonly float[] s_weights = [.. Enumerable.Range(0, 20).Select(i => i % 4 == 1 ? 0f : 1f)];

    [Fact]
    public void A_run_with_weights_0_and_1_is_the_run_without_the_samples_of_weight_0()
    {
        DataSet all = Cases.Labelled(20);
        int[] kept = [.. Enumerable.Range(0, 20).Where(i => s_weights[i] > 0)];
        (float[] expected, double loss) = Train(Cases.Pick(all, kept));
        (float[] actual, double weightedLoss) = Train(all.WithSampleWeights(s_weights));

        // The sums have the same terms in another order, 10 steps long.
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second - pair.First, -Rounding.Gamma(1000), Rounding.Gamma(1000)));
        Assert.InRange(weightedLoss - loss, -Rounding.Gamma(1000), Rounding.Gamma(1000));
    }

    [Fact]
    public void Evaluation_takes_the_weighted_mean_whatever_the_batches_are()
    {
        float[] weights = [.. Enumerable.Range(0, 20).Select(i => (float)(i % 5))];
        DataSet data = Cases.Valued(20).WithSampleWeights(weights);
        Sequential network = Cases.Network();
        var trainer = new Trainer(network, new MeanSquaredError(), new Sgd());
        double expected = Enumerable.Range(0, 20).Sum(i =>
        {
            float[] y = new LayerRun(network, data.Row(i).ToArray(), batch: 1).Y;
            return weights[i] * y.Select((value, j) => Math.Pow(value - data.Values[(2 * i) + j], 2)).Average();
        }) / weights.Sum();

        foreach (int batchSize in new[] { 1, 3, 20 })
            Assert.InRange(trainer.Evaluate(data, batchSize).Loss / expected, 1 - Rounding.Gamma(30), 1 + Rounding.Gamma(30));
        Assert.Equal(0, trainer.Evaluate(Cases.Valued(20).WithSampleWeights(new float[20])).Loss);
    }

    [Fact]
    public void A_Gaussian_network_has_two_outputs_for_a_target()
    {
        DataSet data = DataSet.FromValues(Numbers.Uniform(1, 30), 3, Numbers.Uniform(2, 10), 1);
        TrainingSummary summary = new Trainer(Cases.Network(), new GaussianNegativeLogLikelihood(), new Adam(0.01f)).Fit(data, new FitOptions { Epochs = 50, BatchSize = 10 });
        Assert.True(summary.Epochs[^1].TrainingLoss < summary.Epochs[0].TrainingLoss);

        var refusal = Assert.Throws<ArgumentException>(() => new Trainer(Cases.Network(), new GaussianNegativeLogLikelihood(), new Sgd()).Fit(Cases.Valued(4), new FitOptions()));
        Assert.Contains("gives 2 outputs for 1 targets, but the data set has 2 values a row", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_none_are_refused()
    {
        DataSet data = Cases.Labelled(2);
        Refused.With("there are 2 samples, but 3 weights.", "sampleWeights", () => data.WithSampleWeights([1, 1, 1]));
        foreach (float bad in new[] { -1, float.NaN, float.PositiveInfinity })
            Refused.With($"the weight of sample 1 is {bad}; expected a finite number, not negative.", "sampleWeights", () => data.WithSampleWeights([1, bad]));
    }

    [Fact]
    public void A_loss_that_is_not_reduced_is_refused() =>
        Assert.Contains("Reduction.None", Assert.Throws<ArgumentException>("loss", () => new Trainer(Cases.Network(), new MeanSquaredError(Reduction.None), new Sgd())).Message, StringComparison.Ordinal);

    private static (float[] Weights, double Loss) Train(DataSet data)
    {
        Sequential network = Cases.Network();
        TrainingSummary summary = new Trainer(network, new SoftmaxCrossEntropy(), new Sgd(0.1f)).Fit(data, new FitOptions { Epochs = 10, BatchSize = 20, Shuffle = false });
        return (network.ParameterValues(), summary.Epochs[^1].TrainingLoss);
    }
}

using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Tests.Nn.Uncertainty;

public class MonteCarloDropoutTests
{
    private const int In = 5, Hidden = 19, Out = 3, Rows = 7, Passes = 20;
    private const ulong Seed = 11;

    private static readonly float[] s_x = Numbers.Uniform(1, Rows * In, scale: 2);

    // Two layers that drop, one of them in a network of its own, and batch norm, whose statistics are not those at the start.
    private static Sequential Network()
    {
        var network = new Sequential(
            new Linear(In, Hidden), new Dropout(0.4f), new BatchNorm(Hidden), new Sequential(new ActivationLayer(Activation.Tanh), new Dropout(0.2f)), new Linear(Hidden, Out)).WithParameters(3);
        Numbers.Uniform(4, Hidden, scale: 0.5f).CopyTo(network.Buffers[0].Value);
        Numbers.Uniform(5, Hidden, scale: 0.5f).Select(value => value + 1).ToArray().CopyTo(network.Buffers[1].Value);
        return network;
    }

    // The passes by their definition: a mask for each of the two layers, from the random numbers 0, 1, ... of its stream, the same for each row.
    private static float[][] PassesOf(Sequential network, int passes, bool softmax = false) =>
    [
        .. Enumerable.Range(0, passes).Select(pass =>
        {
            ulong stream = (1UL << 62) + ((ulong)pass << 16);
            IReadOnlyList<Layer> layers = network.Layers, inner = ((Sequential)layers[3]).Layers;
            float[] y = Dropped(LayerRun.Predict(layers[0], s_x, Rows), 0.4f, stream);
            y = LayerRun.Predict(inner[0], LayerRun.Predict(layers[2], y, Rows), Rows);
            y = LayerRun.Predict(layers[4], Dropped(y, 0.2f, stream + 1), Rows);
            return softmax ? LayerRun.Predict(new Softmax(), y, Rows) : y;
        }),
    ];

    private static float[] Dropped(float[] x, float p, ulong stream)
    {
        var uniform = new float[Hidden];
        Philox.Uniform(Seed, stream, 0, 0, 1, uniform);
        return [.. x.Select((value, i) => uniform[i % Hidden] < p ? 0 : value * (1 / (1 - p)))];
    }

    private static PredictionRun Predict(Sequential network, NetworkOutput output, int maxBatch = 64, int passes = Passes, float[]? x = null, ulong seed = Seed)
    {
        using var dropout = new MonteCarloDropout(network, passes, output, maxBatch);
        return PredictionRun.Of(dropout, x ?? s_x, In, Out, seed, output != NetworkOutput.Values);
    }

    [Fact]
    public void It_is_mean_and_spread_of_thinned_networks()
    {
        Sequential network = Network();
        float[][] passes = PassesOf(network, Passes);
        (double Mean, double StandardDeviation)[] expected = PredictionRun.Moments(passes);

        PredictionRun run = Predict(network, NetworkOutput.Values);

        int k = ((Passes + 7) / 8) + 9;
        for (int i = 0; i < expected.Length; i++)
        {
            double meanError = Rounding.Gamma(k) * passes.Average(y => Math.Abs(y[i])), variance = expected[i].StandardDeviation * expected[i].StandardDeviation;
            double varianceError = (Rounding.Gamma(k + 2) * (variance + (meanError * meanError))) + (meanError * meanError);
            Assert.InRange(run.Mean[i] - expected[i].Mean, -meanError, meanError);
            Assert.InRange(((double)run.StandardDeviation[i] * run.StandardDeviation[i]) - variance, -varianceError - (Rounding.Gamma(3) * variance), varianceError + (Rounding.Gamma(3) * variance));
            Assert.True(run.StandardDeviation[i] > 0.01);
        }

        Assert.Empty(run.Entropy);
    }

    [Fact]
    public void Of_logits_it_is_that_of_their_probabilities()
    {
        Sequential network = Network();
        float[][] passes = PassesOf(network, Passes, softmax: true);
        (double Mean, double StandardDeviation)[] moments = PredictionRun.Moments(passes);
        (double Predictive, double Expected)[] entropies = PredictionRun.Entropies(passes, Out);

        PredictionRun run = Predict(network, NetworkOutput.Logits);

        // Probabilities are below 1, entropies below ln 3 < 1.1, whose derivative by a mean p is -1 - ln p: with p above 2^-6 less than 6 times its error.
        Assert.True(moments.All(moment => moment.Mean > 1.0 / 64));
        double bound = Rounding.Gamma(40);
        for (int i = 0; i < moments.Length; i++)
            Assert.InRange(run.Mean[i] - moments[i].Mean, -bound, bound);
        for (int i = 0; i < Rows; i++)
        {
            Assert.InRange(run.Entropy[i] - entropies[i].Predictive, -6 * bound, 6 * bound);
            Assert.InRange(run.MutualInformation[i] - (entropies[i].Predictive - entropies[i].Expected), -12 * bound, 12 * bound);
            Assert.True(run.MutualInformation[i] > 0.001);
        }
    }

    [Fact]
    public void Probabilities_are_taken_as_they_are()
    {
        Sequential logits = Network(), probabilities = new(Network(), new Softmax());
        SameBits.AssertEqual(Predict(logits, NetworkOutput.Logits).All, Predict(probabilities, NetworkOutput.Probabilities).All);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(7)]
    public void A_row_has_the_same_bits_in_any_batch(int maxBatch)
    {
        Sequential network = Network();
        PredictionRun together = Predict(network, NetworkOutput.Logits);
        SameBits.AssertEqual(together.All, Predict(network, NetworkOutput.Logits, maxBatch).All);

        for (int row = 0; row < Rows; row++)
        {
            PredictionRun alone = Predict(network, NetworkOutput.Logits, maxBatch, x: s_x[(row * In)..((row + 1) * In)]);
            SameBits.AssertEqual(together.Mean.AsSpan(row * Out, Out), alone.Mean);
            SameBits.AssertEqual(together.StandardDeviation.AsSpan(row * Out, Out), alone.StandardDeviation);
            SameBits.AssertEqual([together.Entropy[row], together.MutualInformation[row]], [alone.Entropy[0], alone.MutualInformation[0]]);
        }
    }

    [Fact]
    public void The_seed_decides_and_nothing_else()
    {
        Sequential network = Network();
        using var dropout = new MonteCarloDropout(network, Passes, NetworkOutput.Logits);
        float[] first = Run(1);
        Assert.False(SameBits.AreEqual(first, Run(2)));
        SameBits.AssertEqual(first, Run(1));

        float[] Run(ulong seed) => PredictionRun.Of(dropout, s_x, In, Out, seed, isOfClasses: true).All;
    }

    [Fact]
    public void The_network_predicts_afterwards_as_before_and_keeps_its_statistics()
    {
        Sequential network = Network();
        float[] before = LayerRun.Predict(network, s_x, Rows), buffers = [.. network.Buffers.SelectMany(buffer => buffer.Value.ToArray())];

        Predict(network, NetworkOutput.Values);

        SameBits.AssertEqual(before, LayerRun.Predict(network, s_x, Rows));
        SameBits.AssertEqual(buffers, [.. network.Buffers.SelectMany(buffer => buffer.Value.ToArray())]);
        Assert.False(network.IsTraining);
    }

    [Fact]
    public void A_gradient_through_a_sample_has_its_mask()
    {
        var layer = new Dropout(0.5f);
        ulong stream = 3;
        layer.BeginSampling(1, ref stream);
        float[] ones = [.. Enumerable.Repeat(1f, 64)];
        var run = new LayerRun(layer, ones, batch: 2);

        Assert.Equal(4ul, stream);
        Assert.Contains(0f, run.Y);
        Assert.Contains(2f, run.Y);
        Assert.Equal(run.Y[..32], run.Y[32..]);
        Assert.Equal(run.Y, run.Backward(ones));
        Assert.False(layer.IsTraining);
        layer.EndSampling();
        Assert.Equal(ones, LayerRun.Predict(layer, ones, batch: 2));
    }

    [Fact]
    public void It_allocates_nothing()
    {
        using var dropout = new MonteCarloDropout(Network(), 5, NetworkOutput.Logits, maxBatch: 3);
        float[] mean = new float[Rows * Out], deviation = new float[Rows * Out], entropy = new float[Rows], information = new float[Rows];
        Assert.Equal(0, Allocation.Measure(() => dropout.Predict(s_x, Seed, mean, deviation, entropy, information), calls: 20));
    }

    [Fact]
    public void It_has_the_same_bits_everywhere()
    {
        const string expected = "7022a2f216eba396cd5d34c175e3c0c85ce2fdaae8e569979e85737f3b685554";
        string actual = Fingerprint.Of(Predict(Network(), NetworkOutput.Logits).All);
        Assert.True(expected == actual, $"expected {expected}, got {actual}");
    }

    [Fact]
    public void Results_that_are_not_wanted_are_left_out()
    {
        Sequential network = Network();
        PredictionRun run = Predict(network, NetworkOutput.Logits);
        using var dropout = new MonteCarloDropout(network, Passes, NetworkOutput.Logits);
        float[] mean = new float[Rows * Out], information = new float[Rows];

        dropout.Predict(s_x, Seed, mean, standardDeviation: default, mutualInformation: information);

        SameBits.AssertEqual(run.Mean, mean);
        SameBits.AssertEqual(run.MutualInformation, information);
        dropout.Predict([], Seed, [], []);
    }

    [Fact]
    public void A_network_that_drops_nothing_is_refused()
    {
        foreach (Sequential network in new Sequential[] { new(new Linear(2, 2)), new(new Linear(2, 2), new Dropout(0)) })
            Refused.With($"{network} has no Dropout layer with p above 0: all passes would be equal, and their spread 0.", "network", () => new MonteCarloDropout(network, 10).Dispose());
    }

    [Fact]
    public void Constructor_arguments_are_checked()
    {
        Sequential network = Network(), noWidth = new(new Dropout()), oneOutput = new(new Dropout(), new Linear(2, 1));
        Assert.Throws<ArgumentNullException>("network", () => new MonteCarloDropout(null!, 10).Dispose());
        Assert.Throws<ArgumentOutOfRangeException>("passes", () => new MonteCarloDropout(network, 1).Dispose());
        Assert.Throws<ArgumentOutOfRangeException>("maxBatch", () => new MonteCarloDropout(network, 2, maxBatch: 0).Dispose());
        Assert.Throws<ArgumentOutOfRangeException>("output", () => new MonteCarloDropout(network, 2, (NetworkOutput)7).Dispose());
        Assert.Throws<InvalidOperationException>(() => new MonteCarloDropout(noWidth, 2).Dispose());
        Refused.With("Logits of classes need at least 2 outputs, but there is 1.", "output", () => new MonteCarloDropout(oneOutput, 2, NetworkOutput.Logits).Dispose());
    }

    [Fact]
    public void Spans_are_checked_before_anything_is_written()
    {
        using var values = new MonteCarloDropout(Network(), 2);
        using var logits = new MonteCarloDropout(Network(), 2, NetworkOutput.Logits);
        float[] mean = new float[Rows * Out], deviation = new float[Rows * Out], rows = new float[Rows], memory = new float[64];
        Refused.With("x holds 34 floats, which is not a multiple of 5 columns.", "x", () => values.Predict(s_x.AsSpan(1), 0, mean, deviation));
        Refused.With("mean holds 20 elements, but rows x outFeatures = 21.", "mean", () => values.Predict(s_x, 0, mean.AsSpan(1), deviation));
        Refused.Untouched("standardDeviation holds 20 elements, but rows x outFeatures = 21.", "standardDeviation", () => values.Predict(s_x, 0, mean, deviation.AsSpan(1)), mean);
        Refused.Untouched("entropy is of class probabilities, but the outputs are Values: give an empty span, or construct with Logits or Probabilities.", "entropy",
            () => values.Predict(s_x, 0, mean, deviation, rows), mean);
        Refused.Untouched("mutualInformation holds 6 elements, but rows = 7.", "mutualInformation", () => logits.Predict(s_x, 0, mean, deviation, rows, rows.AsSpan(1)), mean, rows);
        Refused.Untouched("standardDeviation overlaps mean (it starts 7 elements from it); they must be disjoint.", "standardDeviation",
            () => values.Predict(s_x, 0, memory.AsSpan(0, 21), memory.AsSpan(7, 21)), memory);
        float[] x = [.. s_x];
        Refused.Untouched("mean overlaps x (it starts 3 elements from it); they must be disjoint.", "mean", () => values.Predict(x, 0, x.AsSpan(3, 21), deviation), x);
    }

    [Fact]
    public void It_is_refused_in_a_training_step_and_after_dispose()
    {
        Sequential network = Network();
        var dropout = new MonteCarloDropout(network, 2);
        float[] mean = new float[Rows * Out], deviation = new float[Rows * Out];
        ulong stream = 0;
        network.BeginTrainingStep(1, ref stream);
        Assert.Throws<InvalidOperationException>(() => dropout.Predict(s_x, 0, mean, deviation));
        Assert.Throws<InvalidOperationException>(() => new MonteCarloDropout(network, 2).Dispose());
        network.EndTrainingStep();
        dropout.Predict(s_x, 0, mean, deviation);

        dropout.Dispose();
        Assert.Throws<ObjectDisposedException>(() => dropout.Predict(s_x, 0, mean, deviation));
    }
}

using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Tests.Nn.Perceptrons;

public class PerceptronTrainTests
{
    private static readonly float[] s_corners = [0, 0, 0, 1, 1, 0, 1, 1];

    public static TheoryData<string> Variants => [.. Enum.GetNames<PerceptronVariant>()];

    [Fact]
    public void The_corrections_of_AND_are_those_of_a_sheet_of_paper()
    {
        // From 0, in order, t = 0, 0, 0, 1. Epoch 1: (0,0) fires: b = -1. (0,1), (1,0): -1, right. (1,1): -1, wrong: w = (1,1), b = 0. And so on.
        var perceptron = new Perceptron(2, 1);
        var seen = new List<(int Errors, float[] Weights)>();
        PerceptronResult result = perceptron.Train(s_corners, [0, 0, 0, 1], new PerceptronOptions
        {
            Shuffle = false,
            Progress = new Progress(epoch => seen.Add((epoch.Errors, perceptron.Network.ParameterValues()))),
        });
        Assert.Equal([2, 3, 3, 2, 1, 0], result.ErrorsPerEpoch);
        Assert.Equal(result.ErrorsPerEpoch, seen.Select(epoch => epoch.Errors));
        Assert.Equal([1, 1, 0], seen[0].Weights);
        Assert.Equal([2, 1, -1], seen[1].Weights);
        Assert.Equal([2, 1, -3], perceptron.Network.ParameterValues());
        Assert.True(result.Converged);
        Assert.Equal((6, 11L, 0), (result.Epochs, result.Updates, result.TrainingErrors));
    }

    // The fifth epoch of AND has one error left.
    [Fact]
    public void A_training_that_ends_with_one_error_did_not_converge()
    {
        var perceptron = new Perceptron(2, 1);
        PerceptronResult result = perceptron.Train(s_corners, [0, 0, 0, 1], new PerceptronOptions { Shuffle = false, Epochs = 5 });
        Assert.Equal([2, 3, 3, 2, 1], result.ErrorsPerEpoch);
        Assert.False(result.Converged);
    }

    // t - a is -2 of the symmetric hard limit, -1 of the other.
    [Theory, InlineData(true), InlineData(false)]
    public void A_correction_is_the_learning_rate_times_the_error_times_the_input(bool symmetric)
    {
        float low = symmetric ? -1 : 0;
        var perceptron = new Perceptron(1, 1, symmetric ? Activation.SymmetricHardLimit : Activation.HardLimit);
        perceptron.Train([3], [low], new PerceptronOptions { LearningRate = 0.5f, Epochs = 1 });
        Assert.Equal([0.5f * (low - 1) * 3, 0.5f * (low - 1)], perceptron.Network.ParameterValues());
    }

    [Theory, MemberData(nameof(Variants))]
    public void Every_variant_learns_AND_and_OR_of_either_activation(string variant)
    {
        foreach (bool symmetric in new[] { false, true })
        {
            foreach (float[] ones in new float[][] { [0, 0, 0, 1], [0, 1, 1, 1] })
            {
                float[] targets = [.. ones.Select(one => one == 1 ? 1f : symmetric ? -1f : 0f)];
                for (ulong seed = 0; seed < 20; seed++)
                {
                    var perceptron = new Perceptron(2, 1, symmetric ? Activation.SymmetricHardLimit : null);
                    perceptron.Network.Initialize(seed);
                    PerceptronResult result = perceptron.Train(s_corners, targets, new PerceptronOptions { Variant = Enum.Parse<PerceptronVariant>(variant), Seed = seed });
                    Assert.True(result.Converged);
                    Assert.Equal(0, result.TrainingErrors);
                    var outputs = new float[4];
                    perceptron.Predict(s_corners, 4, outputs);
                    Assert.Equal(targets, outputs);
                }
            }
        }
    }

    [Theory, MemberData(nameof(Variants))]
    public void XOR_does_not_converge(string variant)
    {
        var perceptron = new Perceptron(2, 1);
        PerceptronResult result = perceptron.Train(s_corners, [0, 1, 1, 0], new PerceptronOptions { Epochs = 123, Variant = Enum.Parse<PerceptronVariant>(variant) });
        Assert.False(result.Converged);
        Assert.Equal(123, result.Epochs);
        Assert.DoesNotContain(0, result.ErrorsPerEpoch);
        Assert.InRange(result.TrainingErrors, 1, 4);
    }

    [Fact]
    public void The_pocket_keeps_the_best_that_a_line_can_do_for_XOR()
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            var perceptron = new Perceptron(2, 1);
            Assert.Equal(1, perceptron.Train(s_corners, [0, 1, 1, 0], new PerceptronOptions { Variant = PerceptronVariant.Pocket, Seed = seed }).TrainingErrors);
        }
    }

    [Fact]
    public void The_pocket_keeps_starting_weights_that_are_never_beaten()
    {
        // One wrong label among ten: the start is wrong on that alone.
        float[] x = [-5, -4, -3, -2, -1, 1, 2, 3, 4, 5], t = [0, 0, 1, 0, 0, 1, 1, 1, 1, 1];
        var perceptron = new Perceptron(1, 1);
        perceptron.Weight.Value[0] = 1;
        PerceptronResult result = perceptron.Train(x, t, new PerceptronOptions { Epochs = 20, Variant = PerceptronVariant.Pocket });
        Assert.Equal(1, result.TrainingErrors);
        Assert.Equal([1, 0], perceptron.Network.ParameterValues());
    }

    [Fact]
    public void The_averaged_variant_reads_noisy_data_better_than_the_plain_one()
    {
        // Two clouds around (-1, -1, ...) and (1, 1, ...), of each ten labels one wrong; tested on right ones.
        const int Dimensions = 10, Count = 400;
        var wrong = new Dictionary<PerceptronVariant, int> { [PerceptronVariant.Plain] = 0, [PerceptronVariant.Averaged] = 0 };
        for (ulong seed = 0; seed < 5; seed++)
        {
            (float[] x, int[] labels) = Clouds(seed, stream: 0);
            (float[] testX, int[] testLabels) = Clouds(seed, stream: 1);
            for (int i = 0; i < Count; i += 10)
                labels[i] = 1 - labels[i];
            foreach (PerceptronVariant variant in wrong.Keys.ToArray())
            {
                var perceptron = new Perceptron(Dimensions, 1);
                Assert.False(perceptron.TrainLabels(x, labels, new PerceptronOptions { Epochs = 20, Variant = variant, Seed = seed }).Converged);
                var answers = new int[Count];
                perceptron.PredictLabels(testX, answers);
                wrong[variant] += answers.Zip(testLabels).Count(pair => pair.First != pair.Second);
            }
        }

        Assert.InRange(wrong[PerceptronVariant.Averaged], 0, 5 * Count / 50); // 2 %
        Assert.True(3 * wrong[PerceptronVariant.Averaged] < wrong[PerceptronVariant.Plain], string.Join(", ", wrong));

        static (float[] X, int[] Labels) Clouds(ulong seed, ulong stream)
        {
            var x = new float[Count * Dimensions];
            Philox.Normal(seed, stream, 0, 0, 1.25f, x);
            int[] labels = [.. Enumerable.Range(0, Count).Select(i => (i / 3) % 2)];
            for (int i = 0; i < x.Length; i++)
                x[i] += labels[i / Dimensions] == 1 ? 1 : -1;
            return (x, labels);
        }
    }

    [Fact]
    public void An_average_that_converged_early_is_that_of_all_epochs()
    {
        var perceptron = new Perceptron(1, 1);
        PerceptronResult result = perceptron.Train([-1], [0], new PerceptronOptions { Epochs = 10, Variant = PerceptronVariant.Averaged });
        Assert.Equal([1, 0], result.ErrorsPerEpoch);
        Assert.Equal([1, -1], perceptron.Network.ParameterValues()); // corrected at the first of ten presentations

        perceptron.Train([-1, 1], [1, 1], new PerceptronOptions { Epochs = 10, Variant = PerceptronVariant.Averaged, Shuffle = false });
        // From (1, -1): n(-1) = -2, wrong: (0, 0), right from then on.
        Assert.Equal([0, 0], perceptron.Network.ParameterValues());

        perceptron.Weight.Value[0] = 3;
        perceptron.Bias.Value[0] = 1;
        PerceptronResult last = perceptron.Train([1, -1], [1, 1], new PerceptronOptions { Epochs = 2, Variant = PerceptronVariant.Averaged, Shuffle = false });
        // (3, 1) after the first of 4 presentations, (2, 2) after the other three.
        Assert.Equal([1, 0], last.ErrorsPerEpoch);
        Assert.Equal([(3 + (3 * 2)) / 4f, (1 + (3 * 2)) / 4f], perceptron.Network.ParameterValues());
    }

    [Fact]
    public void Training_goes_on_from_the_weights_as_they_are()
    {
        float[] targets = [0, 1, 1, 0];
        Perceptron once = new(2, 1), twice = new(2, 1);
        var options = new PerceptronOptions { Shuffle = false };
        once.Train(s_corners, targets, options with { Epochs = 7 });
        twice.Train(s_corners, targets, options with { Epochs = 3 });
        twice.Train(s_corners, targets, options with { Epochs = 4 });
        Bits.Equal(once.Network.ParameterValues(), twice.Network.ParameterValues());
    }

    [Fact]
    public void Seeds_give_other_orders_and_the_same_seed_the_same_bits()
    {
        float[] x = Numbers.Uniform(5, 60 * 4);
        int[] labels = [.. Enumerable.Range(0, 60).Select(i => i % 3)];
        Assert.Equal(Weights(seed: 1), Weights(seed: 1));
        Assert.NotEqual(Weights(seed: 1), Weights(seed: 2));
        Assert.NotEqual(Weights(seed: 1), Weights(seed: 1, shuffle: false));
        Assert.Equal(Weights(seed: 1, shuffle: false), Weights(seed: 2, shuffle: false));

        float[] Weights(ulong seed, bool shuffle = true)
        {
            var perceptron = new Perceptron(4, 3);
            perceptron.TrainLabels(x, labels, new PerceptronOptions { Epochs = 3, Seed = seed, Shuffle = shuffle });
            return perceptron.Network.ParameterValues();
        }
    }

    [Fact]
    public void Labels_are_one_neuron_against_the_rest_or_whether_the_only_one_fires()
    {
        float[] x = Numbers.Uniform(6, 30 * 2);
        int[] labels = [.. Enumerable.Range(0, 30).Select(i => i % 3)];
        foreach (Activation activation in new[] { Activation.HardLimit, Activation.SymmetricHardLimit })
        {
            float low = activation == Activation.HardLimit ? 0 : -1;
            AssertSame(3, labels, [.. labels.SelectMany(label => Enumerable.Range(0, 3).Select(i => i == label ? 1f : low))], activation);
            int[] two = [.. labels.Select(label => label % 2)];
            AssertSame(1, two, [.. two.Select(label => label == 1 ? 1f : low)], activation);
        }

        void AssertSame(int neurons, int[] classes, float[] targets, Activation activation)
        {
            Perceptron byLabels = new(2, neurons, activation), byTargets = new(2, neurons, activation);
            var options = new PerceptronOptions { Epochs = 4 };
            Assert.Equal(byTargets.Train(x, targets, options).ErrorsPerEpoch, byLabels.TrainLabels(x, classes, options).ErrorsPerEpoch);
            Bits.Equal(byTargets.Network.ParameterValues(), byLabels.Network.ParameterValues());
        }
    }

    [Theory, MemberData(nameof(Variants))]
    public void No_epoch_after_the_first_allocates(string variant)
    {
        float[] x = Numbers.Uniform(7, 100 * 5);
        int[] labels = [.. Enumerable.Range(0, 100).Select(i => i % 3)];
        var progress = new AllocationProgress(epochs: 8);
        for (int attempt = 0; attempt < Allocation.MostAttempts && progress.Bytes != 0; attempt++)
        {
            progress.Start();
            new Perceptron(5, 3).TrainLabels(x, labels, new PerceptronOptions { Epochs = 8, Variant = Enum.Parse<PerceptronVariant>(variant), Progress = progress });
        }

        Assert.Equal(8, progress.Epochs);
        Assert.Equal(0, progress.Bytes);
    }

    [Fact]
    public void Samples_that_do_not_fit_are_refused()
    {
        Perceptron one = new(2, 1), two = new(2, 2);
        Refused.With("inputs holds 3 floats, which is not one or more rows of 2 inputs.", "inputs", () => one.Train([1, 2, 3], [0]));
        Refused.With("inputs holds 0 floats, which is not one or more rows of 2 inputs.", "inputs", () => one.Train([], []));
        Refused.With("there are 2 rows of inputs, which need 4 targets of 2 neurons, but targets holds 2.", "targets", () => two.Train([1, 2, 3, 4], [0, 1]));
        Refused.With("inputs[row 1, input 0] is ∞; expected a finite number.".Replace("∞", $"{float.PositiveInfinity}", StringComparison.Ordinal), "inputs", () => one.Train([1, 2, float.PositiveInfinity, 4], [0, 1]));
        Refused.With("targets[row 1, neuron 0] is 0.5; expected 0 or 1, the outputs of hard_limit.", "targets", () => two.Train([1, 2, 3, 4], [0, 1, 0.5f, 1]));
        Refused.With("targets[row 0, neuron 0] is 0; expected -1 or 1, the outputs of symmetric_hard_limit.", "targets", () => new Perceptron(2, 1, Activation.SymmetricHardLimit).Train([1, 2], [0]));
        Refused.With("targets[row 0, neuron 0] is NaN; expected 0 or 1, the outputs of hard_limit.", "targets", () => one.Train([1, 2], [float.NaN]));
        Refused.With("there are 2 rows of inputs, but 1 labels.", "labels", () => one.TrainLabels([1, 2, 3, 4], [0]));
        Refused.With("the label of row 1 is 2, but the classes are 0 to 1.", "labels", () => one.TrainLabels([1, 2, 3, 4], [0, 2]));
        Refused.With("the label of row 0 is -1, but the classes are 0 to 1.", "labels", () => two.TrainLabels([1, 2, 3, 4], [-1, 1]));
        Assert.All([.. one.Network.ParameterValues(), .. two.Network.ParameterValues()], value => Assert.Equal(0, value));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        var perceptron = new Perceptron(2, 1);
        foreach ((string name, PerceptronOptions options) in new (string, PerceptronOptions)[]
        {
            ("Epochs", new() { Epochs = 0 }), ("LearningRate", new() { LearningRate = 0 }), ("LearningRate", new() { LearningRate = float.NaN }),
            ("LearningRate", new() { LearningRate = float.PositiveInfinity }), ("Variant", new() { Variant = (PerceptronVariant)3 }),
        })
            Assert.Throws<ArgumentOutOfRangeException>(name, () => perceptron.Train([1, 2], [0], options));
    }

    [Fact]
    public void Weights_that_overflow_are_reported_and_those_of_before_are_there_again()
    {
        foreach (PerceptronVariant variant in Enum.GetValues<PerceptronVariant>())
        {
            var perceptron = new Perceptron(1, 1);
            (perceptron.Weight.Value[0], perceptron.Bias.Value[0]) = (1, 2);
            var overflow = Assert.Throws<ArithmeticException>(() =>
                perceptron.Train([3e38f, 3e38f, -3e38f], [0, 0, 1], new PerceptronOptions { LearningRate = 3, Variant = variant, Shuffle = false }));
            Assert.StartsWith("a weight overflowed in epoch 1;", overflow.Message, StringComparison.Ordinal);
            Assert.Equal([1, 2], perceptron.Network.ParameterValues());
        }
    }

    [Fact]
    public void Cancelled_training_and_progress_that_throws_leave_the_weights_of_before()
    {
        var perceptron = new Perceptron(2, 1);
        using var source = new CancellationTokenSource();
        int epochs = 0;
        var cancelling = new PerceptronOptions { CancellationToken = source.Token, Progress = new Progress(epoch => { if (++epochs == 3) source.Cancel(); }) };
        Assert.Throws<OperationCanceledException>(() => perceptron.Train(s_corners, [0, 1, 1, 0], cancelling));
        Assert.Equal(3, epochs);
        Assert.Throws<InvalidOperationException>(() => perceptron.Train(s_corners, [0, 1, 1, 0], new PerceptronOptions { Progress = new Progress(_ => throw new InvalidOperationException()) }));
        Assert.Equal([0, 0, 0], perceptron.Network.ParameterValues());
    }

    private sealed class Progress(Action<PerceptronEpoch> report) : IProgress<PerceptronEpoch>
    {
        public void Report(PerceptronEpoch value) => report(value);
    }

    /// <summary>The bytes that this thread allocated from the end of the first epoch to the end of the last</summary>
    private sealed class AllocationProgress(int epochs) : IProgress<PerceptronEpoch>
    {
        private long _before;

        public int Epochs { get; private set; }

        public long Bytes { get; private set; } = -1;

        public void Start() => Epochs = 0;

        public void Report(PerceptronEpoch value)
        {
            if (value.Epoch == 1)
                _before = GC.GetAllocatedBytesForCurrentThread();
            if (++Epochs == epochs)
                Bytes = GC.GetAllocatedBytesForCurrentThread() - _before;
        }
    }
}

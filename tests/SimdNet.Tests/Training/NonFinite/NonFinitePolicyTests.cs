using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Training;

namespace SimdNet.Tests.Training.NonFinite;

/// <summary>Steps whose numbers are not finite: found where they begin, and handled as asked</summary>
public class NonFinitePolicyTests
{
    [Fact]
    public void The_first_place_is_named()
    {
        Sequential network = Deep();
        Place(network, new(NonFiniteKind.Parameter, "2: Linear(5, 4)", "2.weight", 7, float.NaN), n => n.Parameters[2].Value[7] = float.NaN);
        Place(network, new(NonFiniteKind.Parameter, "3: BatchNorm(4)", "3.bias", 1, float.PositiveInfinity), n => n.Parameters[5].Value[1] = float.PositiveInfinity);
        Place(network, new(NonFiniteKind.Parameter, "4.0: Linear(4, 3)", "4.0.bias", 2, float.NaN), n => n.Parameters[7].Value[2] = float.NaN);
        Place(network, new(NonFiniteKind.Parameter, "5: Linear(3, 2)", "5.bias", 0, float.NegativeInfinity), n => n.Parameters[9].Value[0] = float.NegativeInfinity);
        Place(network, new(NonFiniteKind.Output, "0: Linear(3, 5)", null, 0, float.PositiveInfinity), n => Fill(n.Parameters[0], 3e38f), inputs: 2);
        Place(network, new(NonFiniteKind.Output, "5: Linear(3, 2)", null, 0, float.PositiveInfinity), n => Fill(n.Parameters[8], 3e38f), weight4: 5);
        Place(network, new(NonFiniteKind.Input, null, null, 1, float.NaN), _ => { }, inputs: float.NaN);
        Place(network, new(NonFiniteKind.Loss, null, null, 0, float.PositiveInfinity), n => Fill(n.Parameters[9], 1e38f));
    }

    [Fact]
    public void A_gradient_that_overflows_does_not_reach_the_weights()
    {
        // The loss is finite, 1e38 times a small number; what the first layer's weights get is not.
        var network = new Sequential(new Linear(1, 1), new Linear(1, 1));
        network.Parameters[0].Value[0] = 1e-38f;
        network.Parameters[2].Value[0] = 1e38f;
        DataSet data = DataSet.FromValues([1e10f], 1, [-1e12f], 1);
        float[] before = network.ParameterValues();
        var failure = Assert.Throws<NonFiniteStepException>(() => new Trainer(network, new MeanAbsoluteError(), new Sgd()).Fit(data, new()));
        Assert.Equal((NonFiniteKind.ParameterGradient, "0.weight"), (failure.Step.Place.Kind, failure.Step.Place.Parameter));
        Assert.True(float.IsFinite(failure.Step.Loss));
        SameBits.AssertEqual(before, network.ParameterValues());
        Assert.All(network.ParameterGradients(), gradient => Assert.Equal(0, gradient));
    }

    [Fact]
    public void Skipped_steps_leave_no_trace()
    {
        // A source with bad batches gives the weights of one without them.
        var bad = new ListSource(Rows(1), Rows(float.NaN), Rows(2), Rows(float.PositiveInfinity), Rows(float.NaN), Rows(3));
        var good = new ListSource(Rows(1), Rows(2), Rows(3));
        Sequential network = Cases.Network(), expected = Cases.Network();
        var steps = new List<NonFiniteStep>();
        var observer = new NonFiniteObserver(steps.Add);

        TrainingSummary summary = new Trainer(network, new MeanSquaredError(), new Adam()).Fit(bad, new() { Epochs = 2, BatchSize = 2, NonFinite = NonFinitePolicy.SkipStep(2), Observers = [observer] });
        TrainingSummary other = new Trainer(expected, new MeanSquaredError(), new Adam()).Fit(good, new() { Epochs = 2, BatchSize = 2 });

        SameBits.AssertEqual(expected.ParameterValues(), network.ParameterValues());
        Assert.Equal(other.Epochs, summary.Epochs);
        Assert.Equal((6, 6), (summary.Steps, summary.SkippedSteps));
        Assert.Equal([(1, 2), (1, 4), (1, 5), (2, 2), (2, 4), (2, 5)], steps.Select(step => (step.Epoch, step.Step)));
        Assert.All(steps, step => Assert.Equal(NonFiniteKind.Input, step.Place.Kind));
    }

    [Fact]
    public void Too_many_skipped_steps_in_a_row_end_the_run()
    {
        var source = new ListSource(Rows(1), Rows(float.NaN), Rows(float.NaN), Rows(2));
        var failure = Assert.Throws<NonFiniteStepException>(() => new Trainer(Cases.Network(), new MeanSquaredError(), new Sgd()).Fit(source, new() { NonFinite = NonFinitePolicy.SkipStep(1), BatchSize = 2 }));
        Assert.Equal(3, failure.Step.Step);
        Assert.Contains("and 1 before it were left out", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_that_is_not_finite_is_not_skipped()
    {
        Sequential network = Cases.Network();
        network.Parameters[0].Value[2] = float.NaN;
        var failure = Assert.Throws<NonFiniteStepException>(() => new Trainer(network, new MeanSquaredError(), new Sgd()).Fit(Cases.Valued(4), new() { NonFinite = NonFinitePolicy.SkipStep() }));
        Assert.Contains("leaving the step out would not help", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_accumulated_step_is_skipped_as_a_whole()
    {
        var bad = new ListSource(Rows(1), Rows(2), Rows(3), Rows(float.NaN), Rows(4), Rows(5));
        var good = new ListSource(Rows(1), Rows(2), Rows(4), Rows(5));
        Sequential network = Cases.Network(), expected = Cases.Network();
        new Trainer(network, new MeanSquaredError(), new Sgd()).Fit(bad, new() { Epochs = 2, BatchSize = 2, AccumulatedBatches = 2, NonFinite = NonFinitePolicy.SkipStep() });
        new Trainer(expected, new MeanSquaredError(), new Sgd()).Fit(good, new() { Epochs = 2, BatchSize = 2, AccumulatedBatches = 2 });
        SameBits.AssertEqual(expected.ParameterValues(), network.ParameterValues());
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Rolling_back_gives_the_run_that_had_the_lower_rate_at_once(bool hasSchedule)
    {
        Schedule? Constant(float rate) => hasSchedule ? new StepSchedule(rate, 1000, 1f) : null;
        Sequential network = Cases.Network(), expected = Cases.Network();
        Optimizer fast = new Sgd(1e20f), slow = new Sgd(1e20f * MathF.ScaleB(1, -70));
        var events = new List<NonFiniteStep>();
        TrainingSummary summary = new Trainer(network, new MeanSquaredError(), fast).Fit(Cases.Valued(12), new()
        {
            Epochs = 3,
            BatchSize = 3,
            Schedule = Constant(1e20f),
            NonFinite = NonFinitePolicy.RollBack(MathF.ScaleB(1, -70), most: 2),
            Observers = [new NonFiniteObserver(events.Add)],
        });
        new Trainer(expected, new MeanSquaredError(), slow).Fit(Cases.Valued(12), new() { Epochs = 3, BatchSize = 3, Schedule = Constant(1e20f * MathF.ScaleB(1, -70)) });

        Assert.Equal(1, summary.RollBacks);
        Assert.Single(events);
        SameBits.AssertEqual(expected.ParameterValues(), network.ParameterValues());
        Assert.Equal(slow.LearningRate, fast.LearningRate);
        Assert.Equal(slow.Steps, fast.Steps);
        Assert.Equal(12, summary.Steps);
    }

    [Fact]
    public void A_run_rolls_back_to_its_last_checkpoint()
    {
        // Finite until step 3 of the second epoch, whose rows are too large at the first rate.
        var seen = new List<(int, int)>();
        var source = new ListSource(Rows(1), Rows(1), Rows(1), Rows(1)) { BadOnce = (2, 3) };
        new Trainer(Cases.Network(), new MeanSquaredError(), new Sgd()).Fit(source, new()
        {
            Epochs = 2,
            BatchSize = 2,
            NonFinite = NonFinitePolicy.RollBack(),
            CheckpointSteps = 2,
            Observers = [new RecordingObserver(step => seen.Add((step.Epoch, step.Step)))],
        });
        Assert.Equal([(1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (2, 2), (2, 3), (2, 4)], seen); // the bad step 3 was taken again, steps 1 and 2 were not
    }

    [Fact]
    public void A_run_that_goes_on_within_an_epoch_rolls_back_to_where_it_went_on()
    {
        var checkpoint = new MemoryCheckpoint();
        using var cancellation = new CancellationTokenSource();
        FitOptions options = new() { Epochs = 1, BatchSize = 2, NonFinite = NonFinitePolicy.RollBack(), Checkpoint = checkpoint, CheckpointSteps = 1 };
        var source = new ListSource(Rows(1), Rows(1), Rows(1), Rows(1)) { BadOnce = (1, 4) };
        Assert.Throws<OperationCanceledException>(() => new Trainer(Cases.Network(), new MeanSquaredError(), new Sgd()).Fit(source, options with
        {
            CancellationToken = cancellation.Token,
            Observers = [new RecordingObserver(step => { if (step.Step == 2) cancellation.Cancel(); })],
        }));

        var seen = new List<int>();
        TrainingSummary summary = new Trainer(Cases.Network(), new MeanSquaredError(), new Sgd()).Fit(source, options with { CheckpointSteps = null, Observers = [new RecordingObserver(step => seen.Add(step.Step))] });
        Assert.Equal([3, 3, 4], seen);
        Assert.Equal((4, 1), (summary.Steps, summary.RollBacks));
    }

    [Fact]
    public void Too_many_roll_backs_end_the_run()
    {
        var source = new ListSource(Rows(1), Rows(float.NaN));
        Sequential network = Cases.Network();
        var failure = Assert.Throws<NonFiniteStepException>(() => new Trainer(network, new MeanSquaredError(), new Sgd()).Fit(source, new() { BatchSize = 2, NonFinite = NonFinitePolicy.RollBack(0.5f, 3) }));
        Assert.Contains("rolled back 3 times already", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Policies_check_their_numbers()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => NonFinitePolicy.SkipStep(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => NonFinitePolicy.RollBack(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => NonFinitePolicy.RollBack(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => NonFinitePolicy.RollBack(float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => NonFinitePolicy.RollBack(0.5f, 0));
    }

    private static Sequential Deep()
    {
        var network = new Sequential(new Linear(3, 5), new ActivationLayer(Activation.Relu), new Linear(5, 4), new BatchNorm(4), new Sequential(new Linear(4, 3)), new Linear(3, 2));
        network.Initialize(1);
        return network;
    }

    // Each case damages a network, and puts it right again.
    private static void Place(Sequential network, NonFinitePlace expected, Action<Sequential> damage, float inputs = 1, float? weight4 = null)
    {
        float[][] sound = [.. network.Parameters.Select(parameter => parameter.Value.ToArray())];
        damage(network);
        if (weight4 is float value)
            Fill(network.Parameters[7], value); // the bias of 4.0: the last layer's inputs are large
        float[] x = [1, inputs, 1, inputs, 1, 2];
        if (expected.Kind == NonFiniteKind.Output && expected.Layer![0] == '0')
            x.AsSpan().Fill(2);
        var failure = Assert.Throws<NonFiniteStepException>(() => new Trainer(network, new MeanSquaredError(), new Sgd()).Step(x, Targets.FromValues(new float[4])));
        Assert.Equal(expected, failure.Step.Place);
        Assert.Contains(expected.ToString(), failure.Message, StringComparison.Ordinal);
        for (int i = 0; i < sound.Length; i++)
            sound[i].CopyTo(network.Parameters[i].Value);
    }

    private static void Fill(Parameter parameter, float value) => parameter.Value.Fill(value);

    private static float[] Rows(float value) => [value, 1, 2, 3, value, -1];

    private sealed class NonFiniteObserver(Action<NonFiniteStep> told) : ITrainingObserver
    {
        public void OnNonFiniteStep(in NonFiniteStep step) => told(step);
    }

    /// <summary>Batches of two rows of three inputs, whose targets are zeros</summary>
    private sealed class ListSource(params float[][] batches) : IBatchSource
    {
        private int _at, _epoch;
        private bool _wasBad;

        /// <summary>An epoch and a batch, counted from 1, that has a NaN when it is read first</summary>
        public (int Epoch, int Batch)? BadOnce { get; init; }

        public int? Count => null;

        public int Features => 3;

        public int Classes => 0;

        public int Outputs => 2;

        public void Reset(int epoch) => (_epoch, _at) = (epoch, 0);

        public int Next(int batch, Span<float> inputs, Span<int> labels, Span<float> values, Span<float> sampleWeights)
        {
            if (_at == batches.Length)
                return 0;
            batches[_at++].CopyTo(inputs);
            values.Clear();
            if (!_wasBad && BadOnce == (_epoch, _at))
            {
                _wasBad = true;
                inputs[0] = float.NaN;
            }

            return batch;
        }
    }
}

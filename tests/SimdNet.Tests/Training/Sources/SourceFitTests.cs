using SimdNet.Data;
using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Tests.IO;
using SimdNet.Training;

namespace SimdNet.Tests.Training.Sources;

/// <summary>Runs on sources, accumulated batches, single steps, progress</summary>
public class SourceFitTests
{
    [Fact]
    public void A_source_trains_as_its_data_set_does()
    {
        DataSet data = Cases.Labelled(11).WithSampleWeights([1, 2, 0, 1, 3, 1, 1, 0.5f, 2, 1, 1]);
        Sequential a = Cases.Network(), b = Cases.Network();
        TrainingSummary expected = Trainer(a).Fit(data, new() { Epochs = 3, BatchSize = 4, Seed = 5, Validation = data });
        TrainingSummary summary = Trainer(b).Fit(new DataSetSource(data, seed: 5), new() { Epochs = 3, BatchSize = 4, Validation = data });
        SameBits.AssertEqual(a.ParameterValues(), b.ParameterValues());
        Assert.Equal(expected.Epochs, summary.Epochs);
        Assert.Equal(expected.Epochs[^1].ValidationLoss, Trainer(a).Evaluate(new DataSetSource(data, shuffle: false), 4).Loss);
    }

    [Fact]
    public void A_streamed_file_trains_and_resumes()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("rows.csv");
        File.WriteAllLines(path, ["a,b,c,kind", .. Enumerable.Range(0, 50).Select(i => $"{i % 7},{i % 3},{i % 5},{(i % 7 > i % 3 ? "yes" : "no")}")]);
        CsvEncoding encoding = CsvEncoding.Fit(path, [CsvColumn.Number("a"), CsvColumn.Number("b"), CsvColumn.Number("c"), CsvColumn.Label("kind")]);
        float[] Train(ICheckpoint? checkpoint, int? cancelAfter)
        {
            using var source = new CsvSource(path, encoding, window: 8, seed: 2);
            using var cancellation = new CancellationTokenSource();
            int steps = 0;
            Sequential network = Cases.Network();
            var options = new FitOptions { Epochs = 3, BatchSize = 8, Checkpoint = checkpoint, CancellationToken = cancellation.Token, Observers = [new RecordingObserver(_ => { if (++steps == cancelAfter) cancellation.Cancel(); })] };
            try
            {
                Trainer(network).Fit(source, options);
            }
            catch (OperationCanceledException)
            {
            }

            return network.ParameterValues();
        }

        float[] expected = Train(null, null);
        foreach (int step in new[] { 3, 7, 10, 14 })
        {
            var checkpoint = new MemoryCheckpoint();
            Train(checkpoint, step);
            SameBits.AssertEqual(expected, Train(checkpoint, null));
        }
    }

    [Theory, InlineData(Reduction.Mean), InlineData(Reduction.Sum)]
    public void Accumulated_batches_are_one_large_batch(Reduction reduction)
    {
        // Weights and ignored rows make the batches count differently, which the mean must see.
        DataSet data = Cases.Labelled(24).WithSampleWeights([.. Enumerable.Range(0, 24).Select(i => i % 5 * 0.5f)]);
        Sequential a = Cases.Network(), b = Cases.Network();
        var loss = new SoftmaxCrossEntropy([1f, 4f], reduction: reduction);
        TrainingSummary expected = new Trainer(a, loss, new Sgd(0.05f, 0.9f)).Fit(data, new() { Epochs = 4, BatchSize = 12 });
        TrainingSummary summary = new Trainer(b, loss, new Sgd(0.05f, 0.9f)).Fit(data, new() { Epochs = 4, BatchSize = 4, AccumulatedBatches = 3 });
        Assert.Equal(expected.Steps, summary.Steps);
        Assert.All(a.ParameterValues().Zip(b.ParameterValues()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        if (reduction == Reduction.Mean)
            Assert.All(expected.Epochs.Zip(summary.Epochs), pair => Assert.Equal(pair.First.TrainingLoss, pair.Second.TrainingLoss, 1e-5));
    }

    [Fact]
    public void The_last_step_of_an_epoch_has_the_batches_that_are_left()
    {
        var observer = new RecordingObserver();
        TrainingSummary summary = Trainer(Cases.Network()).Fit(Cases.Labelled(10), new() { Epochs = 2, BatchSize = 2, AccumulatedBatches = 3, Observers = [observer] });
        Assert.Equal([(1, 1), (1, 2), (2, 1), (2, 2)], observer.Steps.Select(step => (step.Epoch, step.Step)));
        Assert.Equal(2, ((FitStart)observer.Events[0]).StepsPerEpoch);
        Assert.Equal(4, summary.Steps);
    }

    [Fact]
    public void A_short_last_batch_may_be_left_out()
    {
        var network = new Sequential(new Linear(3, 4), new BatchNorm(4), new Linear(4, 2));
        network.Initialize(1);
        var observer = new RecordingObserver();
        Assert.Throws<ArgumentException>(() => Trainer(network).Fit(Cases.Labelled(9), new() { Epochs = 1, BatchSize = 4 }));
        TrainingSummary summary = Trainer(network).Fit(Cases.Labelled(9), new() { Epochs = 2, BatchSize = 4, DropLast = true, Observers = [observer] });
        Assert.Equal(4, summary.Steps);
        Assert.Equal(2, ((FitStart)observer.Events[0]).StepsPerEpoch);
        var failure = Assert.Throws<InvalidOperationException>(() => Trainer(Cases.Network()).Fit(Cases.Labelled(3), new() { BatchSize = 4, DropLast = true }));
        Assert.Contains("gave no whole batch in epoch 1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Class_weights_count_in_the_losses_of_epochs()
    {
        // In one batch or in three the loss is the same: each row counts with its class's weight.
        DataSet data = Cases.Labelled(12);
        var trainer = new Trainer(Cases.Network(), new SoftmaxCrossEntropy([1f, 9f]), new Sgd());
        Assert.Equal(trainer.Evaluate(data, 12).Loss, trainer.Evaluate(data, 5).Loss, 1e-6);
    }

    [Fact]
    public void A_single_step_is_a_step_of_a_run()
    {
        DataSet data = Cases.Labelled(6);
        Sequential a = DropoutNetwork(), b = DropoutNetwork();
        Trainer run = Trainer(a), steps = Trainer(b);
        TrainingSummary summary = run.Fit(data, new() { Epochs = 3, BatchSize = 6, Shuffle = false, Seed = 4 });
        foreach (EpochEnd epoch in summary.Epochs)
            Assert.Equal(epoch.TrainingLoss, steps.Step(data.Inputs, Targets.FromLabels([.. Enumerable.Range(0, 6).Select(data.Label)]), seed: 4), 1e-9);
        SameBits.AssertEqual(a.ParameterValues(), b.ParameterValues());
    }

    [Fact]
    public void A_single_step_allocates_nothing_and_takes_any_batch()
    {
        Sequential network = DropoutNetwork();
        Trainer trainer = Trainer(network);
        float[] x = Numbers.Uniform(1, 9 * 3);
        int[] labels = [0, 1, 0, 1, 1, 0, 1, 0, 0];
        Assert.Equal(0, Allocation.Measure(() => trainer.Step(x, Targets.FromLabels(labels)), 20));
        Assert.Equal(0, Allocation.Measure(() => trainer.Step(x.AsSpan(0, 6), Targets.FromLabels(labels.AsSpan(0, 2))), 20));
        trainer.Step(Numbers.Uniform(1, 30 * 3), Targets.FromLabels(new int[30]));
        Refused.With("inputs holds 4 floats, which is not one or more rows of 3 features.", "inputs", () => trainer.Step(new float[4], Targets.FromLabels(labels)));
        float[] before = network.ParameterValues();
        Assert.Throws<ArgumentException>(() => trainer.Step(new float[6], Targets.FromLabels(labels)));
        SameBits.AssertEqual(before, network.ParameterValues());
    }

    [Fact]
    public void Steps_on_sources_allocate_nothing()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("rows.csv");
        File.WriteAllLines(path, ["a,b,c,kind", .. Enumerable.Range(0, 60).Select(i => $"{i % 7},{i % 3},{i % 5},{i % 2}")]);
        CsvEncoding encoding = CsvEncoding.Fit(path, [CsvColumn.Number("a"), CsvColumn.Number("b"), CsvColumn.Number("c"), CsvColumn.Label("kind")]);
        using var streamed = new CsvSource(path, encoding, window: 8, seed: 2);
        foreach (IBatchSource source in new IBatchSource[] { streamed, new DataSetSource(Cases.Labelled(60).WithSampleWeights([.. Enumerable.Repeat(1f, 60)])) })
        {
            long least = long.MaxValue;
            for (int attempt = 0; attempt < Allocation.MostAttempts && least > 0; attempt++)
            {
                var observer = new AllocationObserver();
                Sequential network = DropoutNetwork();
                Trainer(network).Fit(source, new()
                {
                    Epochs = 3,
                    BatchSize = 4,
                    AccumulatedBatches = 2,
                    ClipNorm = 1,
                    ClipValue = 1,
                    AveragedWeights = new AveragedWeights(network.Parameters),
                    Schedule = new CosineSchedule(0.1f, 1000),
                    NonFinite = NonFinitePolicy.RollBack(),
                    Progress = observer,
                    ProgressInterval = TimeSpan.Zero,
                    Observers = [observer],
                });
                Assert.Equal(3 * 7, observer.Steps);
                Assert.Equal(3 * 9, observer.Reports);
                least = long.Min(least, observer.Bytes);
            }

            Assert.Equal(0, least);
        }
    }

    [Fact]
    public void Progress_tells_where_the_run_is()
    {
        var reports = new Reports();
        Trainer(Cases.Network()).Fit(Cases.Labelled(10), new() { Epochs = 2, BatchSize = 4, Validation = Cases.Labelled(4), Progress = reports, ProgressInterval = TimeSpan.Zero });
        Assert.Equal([(1, 1), (1, 2), (1, 3), (1, 3), (2, 1), (2, 2), (2, 3), (2, 3)], reports.All.Select(report => (report.Epoch, report.Step)));
        Assert.All(reports.All, report => Assert.Equal((2, 3), (report.Epochs, report.StepsPerEpoch)));
        Assert.All(reports.All.Take(3), report => Assert.Null(report.LastEpoch));
        Assert.Equal(reports.All[3].Loss, reports.All[3].LastEpoch!.Value.TrainingLoss);
        Assert.Equal(1, reports.All[6].LastEpoch!.Value.Epoch);
        Assert.All(reports.All, report => Assert.True(report.SamplesPerSecond > 0 && report.Remaining >= TimeSpan.Zero && report.Elapsed > TimeSpan.Zero));
        Assert.Equal(TimeSpan.Zero, reports.All[^1].Remaining);

        var rare = new Reports();
        Trainer(Cases.Network()).Fit(Cases.Labelled(10), new() { Epochs = 2, BatchSize = 4, Progress = rare, ProgressInterval = TimeSpan.FromHours(1) });
        Assert.Equal(2, rare.All.Count);
    }

    [Fact]
    public void A_source_that_gives_nothing_or_too_much_ends_the_run()
    {
        Assert.Contains("gave no samples in epoch 1", Assert.Throws<InvalidOperationException>(() => Trainer(Cases.Network()).Fit(new LyingSource(0), new())).Message, StringComparison.Ordinal);
        Assert.Contains("asked for 32 samples, but says that it gave 33", Assert.Throws<InvalidOperationException>(() => Trainer(Cases.Network()).Fit(new LyingSource(33), new())).Message, StringComparison.Ordinal);
        Assert.Contains("gave no samples", Assert.Throws<InvalidOperationException>(() => Trainer(Cases.Network()).Evaluate(new LyingSource(0))).Message, StringComparison.Ordinal);
    }

    private static Trainer Trainer(Sequential network) => new(network, new SoftmaxCrossEntropy(), new Adam());

    private static Sequential DropoutNetwork()
    {
        var network = new Sequential(new Linear(3, 6), new ActivationLayer(Activation.Tanh), new Dropout(0.5f), new Linear(6, 2));
        network.Initialize(1);
        return network;
    }

    private sealed class Reports : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> All { get; } = [];

        public void Report(TrainingProgress value) => All.Add(value);
    }

    private sealed class AllocationObserver : ITrainingObserver, IProgress<TrainingProgress>
    {
        private long _before;

        public int Steps { get; private set; }

        public int Reports { get; private set; }

        public long Bytes { get; private set; }

        public void OnStepEnd(in StepEnd step)
        {
            if (step.Step > 1)
            {
                Steps++;
                Bytes += GC.GetAllocatedBytesForCurrentThread() - _before;
            }

            _before = GC.GetAllocatedBytesForCurrentThread();
        }

        public void Report(TrainingProgress value) => Reports++;
    }

    private sealed class LyingSource(int given) : IBatchSource
    {
        public int? Count => null;

        public int Features => 3;

        public int Classes => 2;

        public int Outputs => 0;

        public void Reset(int epoch)
        {
        }

        public int Next(int batch, Span<float> inputs, Span<int> labels, Span<float> values, Span<float> sampleWeights) => given;
    }
}

using SimdNet.IO;
using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Tests.IO;
using SimdNet.Tests.Optim;
using SimdNet.Training;

namespace SimdNet.Tests.Training.Checkpoints;

/// <summary>A run that is stopped and goes on from its checkpoint ends with the bits of one that never stopped</summary>
public class CheckpointTests
{
    [Fact]
    public void A_run_may_be_stopped_after_any_step()
    {
        var whole = new ResumableRun();
        TrainingSummary expected = whole.Fit(null);
        for (int step = 1; step < ResumableRun.Epochs * ResumableRun.StepsPerEpoch; step++)
        {
            var checkpoint = new MemoryCheckpoint();
            Assert.Throws<OperationCanceledException>(() => new ResumableRun().Fit(checkpoint, cancelAfter: step));
            var resumed = new ResumableRun(seed: 99);
            TrainingSummary summary = resumed.Fit(checkpoint);

            SameBits.AssertEqual(whole.State, resumed.State);
            Assert.Equal(expected.Epochs, summary.Epochs);
            Assert.Equal((expected.Steps, expected.BestEpoch), (summary.Steps, summary.BestEpoch));
        }
    }

    [Theory, MemberData(nameof(OptimizerTable.Data), MemberType = typeof(OptimizerTable))]
    public void Every_optimizer_goes_on_from_a_file(string name)
    {
        using var folder = new TemporaryFolder();
        var file = new CheckpointFile(folder.File("run.checkpoint"));
        OptimizerRow row = OptimizerTable.Row(name);
        var whole = new ResumableRun(row.Make());
        whole.Fit(null);
        for (int i = 0, step = 5; i < 3; i++) // stopped three times
            Assert.Throws<OperationCanceledException>(() => new ResumableRun(row.Make(), seed: (ulong)i + 1).Fit(file, cancelAfter: step));
        var resumed = new ResumableRun(row.Make(), seed: 99);
        resumed.Fit(file);
        SameBits.AssertEqual(whole.State, resumed.State);
    }

    [Fact]
    public void A_run_without_a_stop_is_not_changed_by_its_checkpoints()
    {
        ResumableRun without = new(), with = new();
        without.Fit(null);
        var checkpoint = new MemoryCheckpoint();
        with.Fit(checkpoint, checkpointSteps: 1);
        SameBits.AssertEqual(without.State, with.State);
    }

    [Fact]
    public void A_finished_run_is_finished()
    {
        var checkpoint = new MemoryCheckpoint();
        ResumableRun first = new(), second = new(seed: 99);
        TrainingSummary expected = first.Fit(checkpoint), summary = second.Fit(checkpoint);
        SameBits.AssertEqual(first.State, second.State);
        Assert.Equal(expected.Epochs, summary.Epochs);
        Assert.Equal(expected.Steps, summary.Steps);
    }

    [Fact]
    public void A_run_may_go_on_for_more_epochs()
    {
        var checkpoint = new MemoryCheckpoint();
        ResumableRun whole = new(), longer = new();
        whole.Fit(null, epochs: 4);
        new ResumableRun().Fit(checkpoint, epochs: 2);
        longer.Fit(checkpoint, epochs: 4);
        SameBits.AssertEqual(whole.State, longer.State);
    }

    [Fact]
    public void Another_run_is_refused_and_nothing_changes()
    {
        using var folder = new TemporaryFolder();
        var file = new CheckpointFile(folder.File("run.checkpoint"));
        var trainer = new Trainer(Cases.Network(), new SoftmaxCrossEntropy(), new Adam());
        FitOptions options = new() { Epochs = 1, BatchSize = 4, Checkpoint = file };
        trainer.Fit(Cases.Labelled(20), options);

        Refuse("batch size '4', but this one has '5'", new Adam(), Cases.Labelled(20), new() { Epochs = 2, BatchSize = 5, Checkpoint = file });
        Refuse("seed '0', but this one has '1'", new Adam(), Cases.Labelled(20), new() { Epochs = 2, BatchSize = 4, Seed = 1, Checkpoint = file });
        Refuse("accumulated batches '1', but this one has '2'", new Adam(), Cases.Labelled(20), new() { Epochs = 2, BatchSize = 4, AccumulatedBatches = 2, Checkpoint = file });
        Refuse("shuffle 'True', but this one has 'False'", new Adam(), Cases.Labelled(20), new() { Epochs = 2, BatchSize = 4, Shuffle = false, Checkpoint = file });
        Refuse("drop last 'False', but this one has 'True'", new Adam(), Cases.Labelled(20), new() { Epochs = 2, BatchSize = 4, DropLast = true, Checkpoint = file });
        Refuse("samples '20', but this one has '21'", new Adam(), Cases.Labelled(21), new() { Epochs = 2, BatchSize = 4, Checkpoint = file });
        Refuse("optimizer 'Adam', but this one has 'Sgd'", new Sgd(), Cases.Labelled(20), new() { Epochs = 2, BatchSize = 4, Checkpoint = file });
        Refuse("no tensor for parameter 'v_max.0.weight'", new Adam(amsGrad: true), Cases.Labelled(20), new() { Epochs = 2, BatchSize = 4, Checkpoint = file });
        Refuse("no tensor for parameter 'best.0.weight'", new Adam(), Cases.Labelled(20), new() { Epochs = 2, BatchSize = 4, EarlyStopping = new(), Validation = Cases.Labelled(3), Checkpoint = file });
        Refuse("another schedule", new Adam(), Cases.Labelled(20), new() { Epochs = 2, BatchSize = 4, Schedule = new PlateauSchedule(0.1f), Checkpoint = file });
    }

    [Fact]
    public void Averages_that_the_checkpoint_does_not_have_are_refused()
    {
        Sequential network = Cases.Network();
        var checkpoint = new MemoryCheckpoint();
        new Trainer(network, new SoftmaxCrossEntropy(), new Sgd()).Fit(Cases.Labelled(8), new() { Epochs = 1, Checkpoint = checkpoint });
        Refuse("averaged weights", new Sgd(), Cases.Labelled(8), new() { Epochs = 1, Checkpoint = checkpoint, AveragedWeights = new AveragedWeights(network.Parameters) }, network);
    }

    [Fact]
    public void Every_text_is_checked()
    {
        var checkpoint = new MemoryCheckpoint();
        new ResumableRun().Fit(checkpoint, epochs: 2);
        IReadOnlyDictionary<string, string> texts = checkpoint.ReadTexts()!;
        foreach (string key in texts.Keys)
        {
            string[] bad = key switch
            {
                "schedule" => ["", "1", "a b c d", "-1 0 0 0", "1 0 0.5 0", "1 NaN 0 0"],
                "history" => ["", "1 2 3", "a - - 1 1 - - 1", "- - - 1 1 - - 1"],
                "learning_rate" => ["", "-", "-1", "NaN", "1e99"],
                "position" => ["", "3 0 10 0 6 0", "0 0 0 0 0 0 0", "3 0.5 10 0 6 0 0", "3 -1 10 0 6 0 0", "9 0 10 0 6 0 0", "1e10 0 0 0 0 0 0"],
                "trouble" => ["", "0 0 0 0", "2 0 0 0", "1 -1 0 0", "1 0 0", "x x x x"],
                _ => ["", "-1", "x", "1e300", "7 7"],
            };
            foreach (string text in bad)
            {
                var run = new ResumableRun(seed: 5);
                float[] before = run.Network.ParameterValues();
                var damaged = new DamagedCheckpoint(checkpoint, new Dictionary<string, string>(texts) { [key] = text });
                Exception failure = Assert.ThrowsAny<Exception>(() => run.Fit(damaged));
                Assert.True(failure is CheckpointMismatchException, $"{key} = '{text}': {failure}");
                SameBits.AssertEqual(before, run.Network.ParameterValues());
            }

            var missing = new Dictionary<string, string>(texts);
            missing.Remove(key);
            Assert.Throws<CheckpointMismatchException>(() => new ResumableRun().Fit(new DamagedCheckpoint(checkpoint, missing)));
        }
    }

    [Fact]
    public void A_damaged_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("run.checkpoint");
        new ResumableRun().Fit(new CheckpointFile(path), epochs: 1);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
        Assert.Throws<SafeTensorsException>(() => new ResumableRun().Fit(new CheckpointFile(path)));
    }

    private static void Refuse(string part, Optimizer optimizer, DataSet data, FitOptions options, Sequential? network = null)
    {
        network ??= Cases.Network(seed: 9);
        float[] before = network.ParameterValues();
        var trainer = new Trainer(network, new SoftmaxCrossEntropy(), optimizer);
        var failure = Assert.Throws<CheckpointMismatchException>(() => trainer.Fit(data, options));
        Assert.Contains(part, failure.Message, StringComparison.Ordinal);
        SameBits.AssertEqual(before, network.ParameterValues());
        Assert.Equal(0, optimizer.Steps);
    }

    private sealed class DamagedCheckpoint(ICheckpoint sound, IReadOnlyDictionary<string, string> texts) : ICheckpoint
    {
        public IReadOnlyDictionary<string, string>? ReadTexts() => texts;

        public void ReadTensors(IReadOnlyList<Parameter> tensors) => sound.ReadTensors(tensors);

        public void Save(IReadOnlyList<Parameter> tensors, IReadOnlyDictionary<string, string> saved) => throw new InvalidOperationException("the run went on from a damaged checkpoint.");
    }
}

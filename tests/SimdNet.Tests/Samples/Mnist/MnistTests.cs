using System.Globalization;
using System.Text.RegularExpressions;
using SimdNet.IO;
using SimdNet.Kernels;
using SimdNet.Metrics;
using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Tests.Data;
using SimdNet.Training;

namespace SimdNet.Tests.Samples.Mnist;

/// <summary>What samples/Mnist prints, writes and returns, on small files of the same format</summary>
public partial class MnistTests
{
    private const int Batch = 7, Hidden = 8;

    private static readonly string[] s_small = ["--images", "60", "--batch", "7", "--hidden", "8"];

    [Fact]
    public void Trains_each_seed_and_prints_and_writes_what_it_says()
    {
        using var folder = new MnistFolder();
        string output = folder.File("output");
        (int exitCode, string text, string error) = MnistProcess.Run([folder.Path, "--output", output, "--seeds", "2", "--epochs", "20", .. s_small]);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.DoesNotContain('\e', text);
        Assert.Contains("60 images to train on, 20 to test on", text);
        Assert.Contains(new Sequential(new Linear(784, Hidden), new ActivationLayer(Activation.Relu), new Linear(Hidden, 10)).Summary().ToString(), text);
        Assert.Contains("epoch 20/20 step 9/9 ", text);
        AssertTable(text);
        Assert.Contains("Allocated per step after the first: 0 bytes", text);
        Assert.Contains($"Wrote mnist.safetensors and report.html of seed 1 to {output}", text);
        Assert.Contains("Test images", File.ReadAllText(Path.Combine(output, "report.html")));

        // The same training with the library alone: seed 1, Kaiming, pixel / 255.
        DataSet training = SimdNet.Data.Idx.ReadDataSet(folder.TrainingImagesPath, folder.TrainingLabelsPath, 10, 255);
        DataSet test = SimdNet.Data.Idx.ReadDataSet(folder.File("t10k-images-idx3-ubyte"), folder.File("t10k-labels-idx1-ubyte"), 10, 255);
        var network = new Sequential(new Linear(784, Hidden), new ActivationLayer(Activation.Relu), new Linear(Hidden, 10));
        network.Initialize(1, Initializer.KaimingUniform());
        var trainer = new Trainer(network, new SoftmaxCrossEntropy(), new Adam(1e-3f));
        trainer.Fit(training, new FitOptions { Epochs = 20, BatchSize = Batch, Seed = 1 });
        var saved = new Sequential(new Linear(784, Hidden), new ActivationLayer(Activation.Relu), new Linear(Hidden, 10));
        SafeTensors.Load(Path.Combine(output, "mnist.safetensors"), saved.Parameters);
        for (int i = 0; i < saved.Parameters.Count; i++)
            Bits.Equal(network.Parameters[i].Value, saved.Parameters[i].Value, saved.Parameters[i].Name);
        Evaluation expected = trainer.Evaluate(test);
        Match first = ResultLine().Match(text);
        Assert.Equal(expected.Accuracy!.Value.ToString("0.00 %", CultureInfo.InvariantCulture), first.Groups[2].Value);
        Assert.Equal(expected.Loss.ToString("F4", CultureInfo.InvariantCulture), first.Groups[4].Value);
    }

    [Theory]
    [InlineData('.', "")]
    [InlineData('-', "10k")]
    public void Finds_files_by_their_other_names_and_trains_on_the_first_images(char separator, string addition)
    {
        using var folder = new MnistFolder(separator, addition);
        string output = folder.File("output");
        (int exitCode, string text, string error) = MnistProcess.Run(folder.Path, "--output", output, "--seeds", "1", "--epochs", "1", "--images", "30");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("30 images to train on, 20 to test on", text);
    }

    [Fact]
    public void Early_stopping_looks_at_training_images_only()
    {
        using MnistFolder folder = new(), other = new();
        other.Write("t10k-labels-idx1-ubyte", IdxBytes.Of(8, [MnistFolder.TestImages], new byte[MnistFolder.TestImages]));
        byte[][] saved = [.. new[] { folder, other }.Select(Train)];
        Assert.Equal(saved[0], saved[1]);

        static byte[] Train(MnistFolder folder)
        {
            string output = folder.File("output");
            (int exitCode, string text, string error) = MnistProcess.Run([folder.Path, "--output", output, "--seeds", "1", "--epochs", "20", "--patience", "2", .. s_small]);
            Assert.Equal((0, ""), (exitCode, error));
            Assert.Contains("50 images to train on, 10 to stop early by, 20 to test on", text);
            return File.ReadAllBytes(Path.Combine(output, "mnist.safetensors"));
        }
    }

    [Theory]
    [InlineData("--rate takes a number above 0, at most 1, not 'NaN'", "--rate", "NaN")]
    [InlineData("--patience takes a whole number from 1 to 10000, not '0'", "--patience", "0")]
    [InlineData("--images takes a whole number from 1 to 60000, not '60001'", "--images", "60001")]
    public void Wrong_usage_is_one_line_and_2(string message, params string[] arguments) => AssertRefused(message, [".", .. arguments]);

    [Fact]
    public void A_missing_folder_is_refused()
    {
        using var folder = new MnistFolder();
        string missing = folder.File("missing");
        AssertRefused($"there is no folder '{missing}'; expected one with MNIST's four files", missing);
    }

    [Fact]
    public void A_missing_file_is_refused()
    {
        using var folder = new MnistFolder();
        File.Delete(folder.TrainingImagesPath);
        AssertRefused($"no train images in '{folder.Path}'; expected train-images-idx3-ubyte or train-images.idx3-ubyte, with or without .gz", folder.Path);
    }

    [Fact]
    public void Too_few_images_are_refused()
    {
        using var folder = new MnistFolder();
        AssertRefused($"{folder.TrainingImagesPath}: expected 10000 images or more, but it has 60", folder.Path);
    }

    [Fact]
    public void Damaged_gzip_is_refused()
    {
        using var folder = new MnistFolder();
        byte[] images = File.ReadAllBytes(folder.TrainingImagesPath);
        images[images.Length / 2] ^= 0xFF;
        File.WriteAllBytes(folder.TrainingImagesPath, images);
        AssertRefusedWithStart($"{folder.TrainingImagesPath}: not a sound gzip file (", [folder.Path, .. s_small]);
    }

    [Fact]
    public void Gzip_that_ends_early_is_refused()
    {
        using var folder = new MnistFolder();
        byte[] images = File.ReadAllBytes(folder.TrainingImagesPath);
        File.WriteAllBytes(folder.TrainingImagesPath, images[..(images.Length / 2)]);
        AssertRefusedWithStart($"{folder.TrainingImagesPath}: UByte [60 x 28 x 28] takes 47056 bytes with its header, but the content ends after ", [folder.Path, .. s_small]);
    }

    [Fact]
    public void A_wrong_magic_number_is_refused()
    {
        using var folder = new MnistFolder();
        byte[] labels = MnistFolder.Labels(MnistFolder.TrainingImages);
        labels[2] = 7;
        File.WriteAllBytes(folder.TrainingLabelsPath, IdxBytes.Gzip(labels));
        AssertRefused($"{folder.TrainingLabelsPath}: the first bytes must be 00 00, a type (08, 09, 0B, 0C, 0D or 0E) and 01 to FF dimensions, but are 00 00 07 01", folder.Path);
    }

    [Fact]
    public void Images_of_another_size_are_refused()
    {
        using var folder = new MnistFolder();
        File.WriteAllBytes(folder.TrainingImagesPath, IdxBytes.Of(8, [60, 2, 3], new byte[360]));
        AssertRefused($"{folder.TrainingImagesPath}: expected images of 28 x 28 bytes, but it holds UByte [60 x 2 x 3]", folder.Path);
    }

    [Fact]
    public void Labels_of_other_images_are_refused()
    {
        using var folder = new MnistFolder();
        File.WriteAllBytes(folder.TrainingLabelsPath, MnistFolder.Labels(59));
        AssertRefused($"{folder.TrainingLabelsPath}: 59 labels, but train-images-idx3-ubyte.gz has 60 images", folder.Path);
    }

    [Fact]
    public void A_label_that_is_no_digit_is_refused()
    {
        using var folder = new MnistFolder();
        byte[] labels = MnistFolder.Labels(60);
        labels[^1] = 10;
        File.WriteAllBytes(folder.TrainingLabelsPath, labels);
        AssertRefused($"{folder.TrainingLabelsPath}: label 59 is 10, but the classes are 0 to 9", folder.Path);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void A_stopped_run_goes_on_to_the_same_bits(string signal, int code)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "sends a signal as Unix does");
        Assert.SkipWhen(signal == "INT" && IgnoresInterrupts(), "what started these tests has them ignore SIGINT, and the sample inherits that");
        using var folder = new MnistFolder();
        string checkpoint = folder.File("run.checkpoint"), saved = folder.File("run.seed1.checkpoint");
        string[] arguments = [folder.Path, "--seeds", "1", .. s_small];

        // More epochs than it has time for; what was reached decides how many the others take.
        (int exitCode, string error) = MnistProcess.RunUntilFirstEpoch(signal, [.. arguments, "--output", folder.File("stopped"), "--epochs", "10000", "--checkpoint", checkpoint]);
        Assert.Equal(code, exitCode);
        Match stopped = Stopped().Match(error);
        Assert.True(stopped.Success, error);
        Assert.Equal(saved, stopped.Groups[2].Value);
        Assert.False(File.Exists(Path.Combine(folder.File("stopped"), "mnist.safetensors")));
        string epochs = $"{int.Parse(stopped.Groups[1].Value, CultureInfo.InvariantCulture) + 2}";

        (exitCode, string output, error) = MnistProcess.Run([.. arguments, "--output", folder.File("resumed"), "--epochs", epochs, "--checkpoint", checkpoint]);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains($"Seed 1, going on from {saved}", output);
        Assert.DoesNotContain("epoch 1/", output);
        Assert.Equal(0, MnistProcess.Run([.. arguments, "--output", folder.File("whole"), "--epochs", epochs]).ExitCode);
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder.File("whole"), "mnist.safetensors")), File.ReadAllBytes(Path.Combine(folder.File("resumed"), "mnist.safetensors")));

        (exitCode, _, error) = MnistProcess.Run([.. arguments, "--output", folder.File("again"), "--epochs", epochs, "--checkpoint", checkpoint, "--rate", "0.01"]);
        Assert.Equal((1, $"Mnist: the checkpoint is of a run with --rate 0.001, but this one has 0.01{Environment.NewLine}"), (exitCode, error));
    }

    private static void AssertTable(string text)
    {
        MatchCollection lines = ResultLine().Matches(text);
        Assert.Equal(["1", "2"], lines.Select(line => line.Groups[1].Value));
        double[] accuracies = [.. lines.Select(line => double.Parse(line.Groups[2].Value.TrimEnd(' ', '%'), CultureInfo.InvariantCulture))]; // n / 20: exact
        Assert.NotEqual(accuracies[0], accuracies[1]);
        foreach ((double accuracy, Match line) in accuracies.Zip(lines))
        {
            ConfidenceInterval interval = BinomialInterval.Wilson((long)Math.Round(accuracy / 100 * MnistFolder.TestImages), MnistFolder.TestImages);
            Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{100 * interval.Low:F2} to {100 * interval.High:F2} %"), line.Groups[3].Value);
        }

        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"│ mean │ {(accuracies[0] + accuracies[1]) / 2,6:F2} % │"), text);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"│ +-   │ {Math.Abs(accuracies[0] - accuracies[1]) / Math.Sqrt(2),6:F2} % │"), text);
    }

    private static void AssertRefused(string message, params string[] arguments) => Assert.Equal((2, "", $"Mnist: {message}{Environment.NewLine}"), MnistProcess.Run(arguments));

    private static void AssertRefusedWithStart(string message, string[] arguments)
    {
        (int exitCode, string output, string error) = MnistProcess.Run(arguments);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith("Mnist: " + message, error);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    // A shell without job control starts programs in the background with SIGINT, signal 2, ignored.
    private static bool IgnoresInterrupts()
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        return (ulong.Parse(line.AsSpan(7).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 2) != 0;
    }

    [GeneratedRegex(@"^│ (\d+) +│ +([0-9.]+ %) │ +([0-9.]+ to [0-9.]+ %) │ +([0-9.]+) │", RegexOptions.Multiline)]
    private static partial Regex ResultLine();

    [GeneratedRegex(@"^Mnist: seed 1 stopped after step \d+ of epoch (\d+); saved to (.*); the same command goes on from there\n$")]
    private static partial Regex Stopped();
}

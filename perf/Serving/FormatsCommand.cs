using System.CommandLine;
using System.Globalization;
using System.IO.Compression;
using SimdNet.Data;
using SimdNet.Inference;
using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Training;

namespace SimdNet.Perf.Serving;

/// <summary>perf -- formats: what bfloat16 and int8 weights cost in accuracy, on data that were not trained on.</summary>
internal static class FormatsCommand
{
    public static RootCommand Create()
    {
        var digits = new Option<FileInfo?>("--digits") { Description = "the digits: gzip, 64 pixels of 0 to 16 and a class on each line" };
        var mnist = new Option<DirectoryInfo?>("--mnist") { Description = "a folder with train*-images, train*-labels, t10k-images, t10k-labels in MNIST's format, gzip" };
        var seeds = new Option<int>("--seeds") { Description = "networks trained on each", DefaultValueFactory = _ => 3 };
        var command = new RootCommand("What weight formats cost in accuracy.") { digits, mnist, seeds };
        command.SetAction(parsed =>
        {
            Console.WriteLine("data     network       seed   float32  bfloat16      int8   differences to float32");
            for (int seed = 1; seed <= parsed.GetValue(seeds); seed++)
            {
                if (parsed.GetValue(digits) is FileInfo file)
                    Compare("digits", [64, 128, 10], Digits(file, isTest: false), Digits(file, isTest: true), seed);
                if (parsed.GetValue(mnist) is DirectoryInfo folder)
                    Compare("mnist", [784, 128, 10], Mnist(folder, "train*"), Mnist(folder, "t10k"), seed);
            }
        });
        return command;
    }

    private static void Compare(string name, int[] sizes, DataSet training, DataSet test, int seed)
    {
        Sequential network = Networks.Mlp(sizes, (ulong)seed);
        new Trainer(network, new SoftmaxCrossEntropy(), new Adam(1e-3f)).Fit(training, new FitOptions { Epochs = 10, BatchSize = name == "digits" ? 16 : 128, Seed = (ulong)seed });
        using InferencePlan plan = Compile(network, WeightFormat.Float32);
        string line = string.Create(CultureInfo.InvariantCulture, $"{name,-8} {string.Join('-', sizes),-13} {seed,4}  {Accuracy(plan, test),8:P2}");
        string differences = "";
        foreach (WeightFormat format in new[] { WeightFormat.BFloat16, WeightFormat.Int8 })
        {
            using InferencePlan rounded = Compile(network, format);
            line += string.Create(CultureInfo.InvariantCulture, $"  {Accuracy(rounded, test),8:P2}");
            differences += $"   {format}: {plan.CompareWith(rounded, test.Inputs)}";
        }

        Console.WriteLine(line + differences);
    }

    private static InferencePlan Compile(Sequential network, WeightFormat format) => InferencePlan.Compile(network.ToGraph(), new InferenceOptions { Weights = format });

    private static double Accuracy(InferencePlan plan, DataSet test)
    {
        var logits = new float[plan.OutputFeatures];
        int right = 0;
        for (int row = 0; row < test.Count; row++)
        {
            plan.Run(test.Row(row), logits);
            right += ReductionKernels.ArgMax(logits) == test.Label(row) ? 1 : 0;
        }

        return (double)right / test.Count;
    }

    // Every fifth line is for testing.
    private static DataSet Digits(FileInfo file, bool isTest)
    {
        using var reader = new StreamReader(new GZipStream(file.OpenRead(), CompressionMode.Decompress));
        int[][] rows = [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where((_, i) => i % 5 == 4 == isTest).Select(line => line.Split(',').Select(int.Parse).ToArray())];
        return DataSet.FromLabels([.. rows.SelectMany(row => row.Take(64)).Select(pixel => (pixel - 5f) / 6f)], 64, [.. rows.Select(row => row[64])], 10);
    }

    private static DataSet Mnist(DirectoryInfo folder, string prefix)
    {
        float[] images = Idx.ReadFloats(Find(folder, prefix + "*images*"), out _);
        int[] labels = Idx.ReadIntegers(Find(folder, prefix + "*labels*"), out _);
        return DataSet.FromLabels([.. images.Select(pixel => (pixel - 33f) / 79f)], 784, labels, 10);
    }

    private static string Find(DirectoryInfo folder, string pattern) =>
        folder.GetFiles(pattern).FirstOrDefault()?.FullName ?? throw new FileNotFoundException($"no file {pattern} in {folder.FullName}.");
}

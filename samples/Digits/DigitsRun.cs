using System.Globalization;
using Digits.Charts;
using SimdNet.Buffers;
using SimdNet.Inference;
using SimdNet.IO;
using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Reports;
using SimdNet.Training;
using Samples;
using Spectre.Console;

namespace Digits;

/// <summary>The main job: train, evaluate, save, reload, serve.</summary>
internal static class DigitsRun
{
    // Learning rate, batch size and epochs: the best of 27 combinations in 4-fold cross-validation on the training rows, 8 seeds each (98.5 %).
    private const float LearningRate = 5e-3f;

    /// <exception cref="UsageException">the output folder cannot be written to</exception>
    public static void Execute(DigitsOptions options)
    {
        string folder = OutputFolder.Prepare(options.OutputFolder);
        IAnsiConsole console = SampleConsole.Create();
        DigitsData data = DigitsData.Load(Path.Combine(AppContext.BaseDirectory, "digits.csv.gz"));

        Sequential network = CreateNetwork(options);
        network.Initialize(options.Seed);
        Console.WriteLine($"Training {DigitsData.Pixels}-{options.Hidden}-{DigitsData.Classes} ({network.ParameterCount:N0} parameters) on {data.Training.Count:N0} digits, seed {options.Seed}");
        TrainingRun run = Train(network, data, options, console);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Trained in {run.Summary.Duration.TotalSeconds:F2} s"));

        Evaluation evaluation = Evaluation.Of(network, data.Test);
        EvaluationReport.Print(console, evaluation.Confusion);

        string saved = Path.Combine(folder, "digits.safetensors");
        ModelFile.Save(saved, new Model(network)
        {
            ClassNames = [.. Enumerable.Range(0, DigitsData.Classes).Select(digit => digit.ToString(CultureInfo.InvariantCulture))],
            Metadata = Describe(data),
        });
        ActivationsChart.Save(Path.Combine(folder, "activations.svg"), Activation.Relu, Activation.Sigmoid, Activation.Tanh);
        SvgPicture mistakes = MistakesChart.Draw(data, evaluation.Predictions);
        mistakes.Save(Path.Combine(folder, "mistakes.svg"));
        Report(run, data, evaluation, mistakes).Save(Path.Combine(folder, "report.html"));
        Console.WriteLine($"Wrote digits.safetensors, report.html, activations.svg and mistakes.svg to {folder}");

        using InferencePlan plan = InferencePlan.Compile(ModelFile.Load(saved).Graph, new InferenceOptions { MaxBatch = 1 });
        ServingBenchmark serving = ServingBenchmark.Run(plan, data.Test, evaluation);
        serving.Print(Console.Out);
        if (serving.Differences > 0)
            throw new InvalidOperationException($"{serving.Differences} of {ServingBenchmark.Requests} served predictions differ from those of the evaluation");
    }

    private static Sequential CreateNetwork(DigitsOptions options) => new(
        new Linear(DigitsData.Pixels, options.Hidden),
        new ActivationLayer(Activation.Relu),
        new Linear(options.Hidden, DigitsData.Classes));

    private static TrainingRun Train(Sequential network, DigitsData data, DigitsOptions options, IAnsiConsole console)
    {
        using WorkerPool? pool = options.Threads > 1 ? new WorkerPool(options.Threads) : null;
        var loss = new SoftmaxCrossEntropy();
        var optimizer = new Adam(LearningRate);
        var trainer = new Trainer(network, loss, optimizer);
        FitOptions? fit = null;
        TrainingSummary summary = TrainingBar.Show(console, progress => trainer.Fit(data.Training, fit = new FitOptions
        {
            Epochs = options.Epochs,
            BatchSize = options.BatchSize,
            Seed = options.Seed,
            Validation = data.Test, // for the curves only: nothing is chosen by it
            Pool = pool,
            Progress = progress,
        }));
        return new TrainingRun(network, loss, optimizer, fit!, summary);
    }

    private static TrainingReport Report(TrainingRun run, DigitsData data, Evaluation evaluation, SvgPicture mistakes)
    {
        float[] probabilities = new float[evaluation.Logits.Length];
        RowKernels.Softmax(evaluation.Logits, DigitsData.Classes, probabilities);
        return new TrainingReport("Handwritten digits")
        {
            Description = $"A network trained on {data.Training.Count:N0} digits; the {data.Test.Count:N0} test digits are the validation set of the curves, by which nothing was chosen.",
            Summary = run.Summary,
            Options = run.Options,
            Network = run.Network,
            Loss = run.Loss,
            Optimizer = run.Optimizer,
        }
        .AddClassification("Test digits", data.Test.Labels, probabilities)
        .AddPicture("Mistakes", mistakes, "What the network read, and what it is.");
    }

    /// <summary>What was trained, how, and how it went.</summary>
    private sealed record TrainingRun(Sequential Network, Loss Loss, Optimizer Optimizer, FitOptions Options, TrainingSummary Summary);

    /// <summary>What another program needs to know to feed the saved network.</summary>
    private static Dictionary<string, string> Describe(DigitsData data) => new()
    {
        ["input"] = "(pixel - pixel_mean) / pixel_scale, 8 x 8 pixels from 0 to 16, row by row",
        ["pixel_mean"] = string.Join(' ', data.Mean.Select(mean => mean.ToString(CultureInfo.InvariantCulture))),
        ["pixel_scale"] = data.Scale.ToString(CultureInfo.InvariantCulture),
    };
}

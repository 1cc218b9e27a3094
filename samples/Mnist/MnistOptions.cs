using System.CommandLine;
using System.Runtime.InteropServices;
using Samples;

namespace Mnist;

/// <summary>What the command line asks for.</summary>
internal sealed record MnistOptions(
    string DataFolder, int Images, int Epochs, int BatchSize, int Hidden, int Seeds, float LearningRate, int Threads, string OutputFolder, string? Checkpoint, int? Patience)
{
    private const int Interrupted = 130, Terminated = 143; // as shells count: 128 and the signal

    /// <summary>Parses the command line and runs, until Ctrl+C or SIGTERM at the longest; every error is one line on stderr.</summary>
    /// <returns>0: done; 1: the run failed; 2: the command line or a data file is wrong; 130: stopped by Ctrl+C; 143: by SIGTERM</returns>
    public static int Invoke(string[] args, Action<MnistOptions, CancellationToken> run)
    {
        var folder = new Argument<string>("folder") { Description = "Where MNIST's four files are: train-images-idx3-ubyte, train-labels-idx1-ubyte and those of t10k, with or without .gz" };
        Option<int> images = NumberOption.Whole("--images", 10_000, 1, 60_000, "Training images, the first of the file");
        Option<int> epochs = NumberOption.Whole("--epochs", 10, 1, 10_000, "Passes over the training images");
        Option<int> batch = NumberOption.Whole("--batch", 128, 1, 4096, "Images per training step");
        Option<int> hidden = NumberOption.Whole("--hidden", 128, 1, 4096, "Hidden units");
        Option<int> seeds = NumberOption.Whole("--seeds", 3, 1, 1000, "Networks to train, from seed 1 on");
        Option<float> rate = NumberOption.Positive("--rate", 1e-3f, 1, "Adam's learning rate");
        Option<int> threads = NumberOption.Whole("--threads", 1, 1, 64, "Threads that train; the weights are the same for any number");
        Option<string> output = new("--output") { Description = "Folder for the network and the report", HelpName = "folder", DefaultValueFactory = _ => "mnist-output" };
        Option<string?> checkpoint = new("--checkpoint")
        {
            Description = "Where runs are saved after each epoch and at Ctrl+C, and go on from when started again; with the seed in the name: x.checkpoint is x.seed1.checkpoint, and so on",
            HelpName = "file",
        };
        Option<int?> patience = NumberOption.OptionalWhole("--patience", 1, 10_000, "Holds a tenth of the training images back, ends after so many epochs without a lower loss on them, and keeps the best epoch's weights");
        var command = new RootCommand("Trains a network with one hidden layer on MNIST's digits, once for each seed, and evaluates it on the test images.")
        {
            folder, images, epochs, batch, hidden, seeds, rate, threads, output, checkpoint, patience,
        };
        command.SetAction(parsed => Run(run, new MnistOptions(
            parsed.GetValue(folder)!, parsed.GetValue(images), parsed.GetValue(epochs), parsed.GetValue(batch), parsed.GetValue(hidden), parsed.GetValue(seeds),
            parsed.GetValue(rate), parsed.GetValue(threads), parsed.GetValue(output)!, parsed.GetValue(checkpoint), parsed.GetValue(patience))));
        return SampleCommand.Invoke("Mnist", command, args);
    }

    private static int Run(Action<MnistOptions, CancellationToken> run, MnistOptions options)
    {
        var stop = new CancellationTokenSource(); // never disposed: a signal may come at the very end
        int exitCode = SampleCommand.Success;
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, Interrupted));
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, Terminated));
        try
        {
            run(options, stop.Token);
            return SampleCommand.Success;
        }
        catch (UsageException e)
        {
            return SampleCommand.Complain("Mnist", e.Message, SampleCommand.WrongUsage);
        }
        catch (OperationCanceledException e)
        {
            return SampleCommand.Complain("Mnist", e.Message, exitCode);
        }
        catch (Exception e)
        {
            return SampleCommand.Complain("Mnist", e.Message, SampleCommand.Failure);
        }

        // The first signal ends the run between two steps; a second one ends the process at once.
        void Stop(PosixSignalContext context, int code)
        {
            context.Cancel = !stop.IsCancellationRequested;
            exitCode = code;
            stop.Cancel();
        }
    }
}

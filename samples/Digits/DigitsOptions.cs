using System.CommandLine;
using Samples;

namespace Digits;

/// <summary>What the command line asks for.</summary>
internal sealed record DigitsOptions(int Epochs, int BatchSize, int Hidden, ulong Seed, int Threads, string OutputFolder)
{
    /// <summary>Parses the command line and runs; every error is one line on stderr.</summary>
    /// <returns>0: done; 1: the run failed; 2: the command line is wrong</returns>
    public static int Invoke(string[] args, Action<DigitsOptions> run)
    {
        Option<int> epochs = NumberOption.Whole("--epochs", 60, 1, 10_000, "Passes over the training digits");
        Option<int> batch = NumberOption.Whole("--batch", 16, 1, 1024, "Digits per training step");
        Option<int> hidden = NumberOption.Whole("--hidden", 128, 1, 4096, "Hidden units");
        Option<ulong> seed = NumberOption.Whole("--seed", 1ul, 0ul, ulong.MaxValue, "Of initialisation and shuffling");
        Option<int> threads = NumberOption.Whole("--threads", 1, 1, 64, "Threads that train; the weights are the same for any number");
        Option<string> output = new("--out")
        {
            Description = "Folder for the network and the charts",
            HelpName = "folder",
            DefaultValueFactory = _ => "digits-output",
        };
        var command = new RootCommand("Trains a small network on the UCI handwritten digits, evaluates it, saves it, and serves it.")
        {
            epochs, batch, hidden, seed, threads, output,
        };
        command.SetAction(parsed => SampleCommand.Run("Digits", () => run(new DigitsOptions(
            parsed.GetValue(epochs), parsed.GetValue(batch), parsed.GetValue(hidden),
            parsed.GetValue(seed), parsed.GetValue(threads), parsed.GetValue(output)!))));
        return SampleCommand.Invoke("Digits", command, args);
    }
}

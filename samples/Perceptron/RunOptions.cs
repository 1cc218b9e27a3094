using System.CommandLine;
using Samples;

namespace PerceptronSample;

/// <summary>What the command line asks for.</summary>
internal sealed record RunOptions(int Epochs, float LearningRate, ulong Seed, string OutputFolder)
{
    /// <summary>Parses the command line and runs; every error is one line on stderr.</summary>
    /// <returns>0: done; 1: the run failed; 2: the command line is wrong</returns>
    public static int Invoke(string[] args, Action<RunOptions> run)
    {
        Option<int> epochs = NumberOption.Whole("--epochs", 50, 1, 10_000, "Passes over the samples at most");
        Option<float> learningRate = NumberOption.Positive("--learning-rate", 0.5f, 1000, "Factor of each correction");
        Option<ulong> seed = NumberOption.Whole("--seed", 5ul, 0ul, ulong.MaxValue, "Of starting weights and orders");
        Option<string> output = new("--out")
        {
            Description = "Folder for the pictures",
            HelpName = "folder",
            DefaultValueFactory = _ => "perceptron-output",
        };
        var command = new RootCommand("Trains perceptrons on AND, OR, XOR and irises, and draws their decision lines epoch by epoch.")
        {
            epochs, learningRate, seed, output,
        };
        command.SetAction(parsed => SampleCommand.Run("Perceptron", () => run(new RunOptions(parsed.GetValue(epochs), parsed.GetValue(learningRate), parsed.GetValue(seed), parsed.GetValue(output)!))));
        return SampleCommand.Invoke("Perceptron", command, args);
    }
}

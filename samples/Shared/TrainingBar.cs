using System.Globalization;
using SimdNet.Training;
using Spectre.Console;

namespace Samples;

/// <summary>Shows a fit as it runs: a live bar on a terminal, about ten plain lines where output goes to a file or a pipe.</summary>
internal sealed class TrainingBar : IProgress<TrainingProgress>
{
    private readonly ProgressTask? _bar;

    private TrainingBar(ProgressTask? bar) => _bar = bar;

    public static TrainingSummary Show(IAnsiConsole console, Func<IProgress<TrainingProgress>, TrainingSummary> fit)
    {
        Capabilities terminal = console.Profile.Capabilities;
        if (!console.Profile.Out.IsTerminal || !terminal.Ansi || !terminal.Interactive)
            return fit(new TrainingBar(null));

        return console.Progress()
            .Columns(new ProgressBarColumn { Width = 20 }, new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context => fit(new TrainingBar(context.AddTask("epoch 1"))));
    }

    // Called on the training thread, ten times a second at most, and after each epoch.
    public void Report(TrainingProgress value)
    {
        bool isEpochEnd = value.LastEpoch?.Epoch == value.Epoch;
        if (_bar is not null)
        {
            double total = value.Elapsed.TotalSeconds + (value.Remaining?.TotalSeconds ?? 0);
            _bar.Value = _bar.MaxValue * (total > 0 ? value.Elapsed.TotalSeconds / total : 0);
            _bar.Description = Line(value);
        }
        else if (isEpochEnd && (value.Epoch == 1 || value.Epoch == value.Epochs || value.Epoch % Math.Max(1, value.Epochs / 10) == 0))
        {
            Console.WriteLine(Line(value));
        }
    }

    private static string Line(in TrainingProgress value)
    {
        string percent = value.LastEpoch?.ValidationAccuracy is double accuracy ? accuracy.ToString("0.0 %", CultureInfo.InvariantCulture) : "-";
        return string.Create(CultureInfo.InvariantCulture,
            $"epoch {value.Epoch}/{value.Epochs} step {value.Step}/{value.StepsPerEpoch} loss {value.Loss:F4} accuracy {percent} {value.SamplesPerSecond:N0} rows/s {value.Remaining?.TotalSeconds:F1} s left");
    }
}

using System.Diagnostics;
using System.Globalization;
using SimdNet.Training;
using Spectre.Console;

namespace Digits;

/// <summary>Shows a fit as it runs: a live bar on a terminal, about ten plain lines where output goes to a file or a pipe.</summary>
internal sealed class TrainingProgress : ITrainingObserver
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(50);

    private readonly ProgressTask? _bar;
    private readonly Stopwatch _clock = new();
    private TimeSpan _nextRefresh;
    private FitStart _fit;
    private double? _accuracy;

    private TrainingProgress(ProgressTask? bar) => _bar = bar;

    public static TrainingSummary Show(IAnsiConsole console, Func<ITrainingObserver, TrainingSummary> fit)
    {
        Capabilities terminal = console.Profile.Capabilities;
        if (!console.Profile.Out.IsTerminal || !terminal.Ansi || !terminal.Interactive)
            return fit(new TrainingProgress(null));

        return console.Progress()
            .Columns(new ProgressBarColumn { Width = 20 }, new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context => fit(new TrainingProgress(context.AddTask("epoch 1"))));
    }

    public void OnFitStart(in FitStart s)
    {
        _fit = s;
        _clock.Start();
    }

    public void OnStepEnd(in StepEnd s)
    {
        if (_bar == null || _clock.Elapsed < _nextRefresh)
            return;
        _nextRefresh = _clock.Elapsed + Refresh;
        ShowBar(s.Epoch, s.Step, s.Loss);
    }

    public void OnEpochEnd(in EpochEnd e)
    {
        _accuracy = e.ValidationAccuracy;
        if (_bar != null && e.Epoch == _fit.Epochs)
            ShowBar(e.Epoch, _fit.StepsPerEpoch, e.TrainingLoss);
        int interval = Math.Max(1, _fit.Epochs / 10);
        if (_bar == null && (e.Epoch == 1 || e.Epoch % interval == 0 || e.Epoch == _fit.Epochs))
            Console.WriteLine(Line(e.Epoch, _fit.StepsPerEpoch, e.TrainingLoss));
    }

    private void ShowBar(int epoch, int step, double loss)
    {
        _bar!.Value = _bar.MaxValue * Done(epoch, step);
        _bar.Description = Line(epoch, step, loss);
    }

    private double Done(int epoch, int step) => (epoch - 1 + (double)step / _fit.StepsPerEpoch) / _fit.Epochs;

    private string Line(int epoch, int step, double loss)
    {
        double done = Done(epoch, step), left = _clock.Elapsed.TotalSeconds * (1 - done) / done;
        string percent = _accuracy is { } a ? a.ToString("0.0 %", CultureInfo.InvariantCulture) : "-";
        return string.Create(CultureInfo.InvariantCulture,
            $"epoch {epoch}/{_fit.Epochs} step {step}/{_fit.StepsPerEpoch} loss {loss:F4} accuracy {percent} {left:F1} s left");
    }
}

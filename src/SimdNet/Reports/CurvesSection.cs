using System.Xml.Linq;
using SimdNet.Training;

namespace SimdNet.Reports;

/// <summary>Loss, accuracy and learning rate of each epoch: charts, and a table of their numbers</summary>
internal sealed class CurvesSection
{
    private const int MaxRows = 100;

    private readonly EpochEnd[] _epochs;
    private readonly double[]? _rates;
    private readonly EpochEnd? _best;
    private readonly bool _isKept;

    public CurvesSection(TrainingSummary summary)
    {
        _epochs = [.. summary.Epochs];
        (_best, _isKept) = (Best(summary), summary.BestEpoch is not null);
        if (_epochs.Any(epoch => epoch.LearningRate != _epochs[0].LearningRate)) // the settings have a constant one
            _rates = [.. _epochs.Select(epoch => (double)epoch.LearningRate)];
    }

    /// <summary>The epoch whose weights the network has; otherwise that of the lowest validation loss; without any, of the lowest training loss; null if none is finite</summary>
    public static EpochEnd? Best(TrainingSummary summary)
    {
        if (summary.BestEpoch is int best)
            return summary.Epochs[best - 1];
        bool validated = summary.Epochs.Any(epoch => epoch.ValidationLoss is double loss && double.IsFinite(loss));
        return summary.Epochs
            .Where(epoch => double.IsFinite(Loss(epoch)))
            .OrderBy(Loss).ThenBy(epoch => epoch.Epoch)
            .Select(epoch => (EpochEnd?)epoch).FirstOrDefault();

        double Loss(EpochEnd epoch) => validated ? epoch.ValidationLoss ?? double.NaN : epoch.TrainingLoss;
    }

    public XElement Build(string id) => Html.Section(id, "Curves",
        Html.Styled("div", "figures", LossFigure(), AccuracyFigure(), RateFigure()),
        Html.Element("details", Html.Element("summary", "The numbers of the curves"), NumbersTable()));

    private XElement LossFigure()
    {
        Series training = Line("training", "first", epoch => epoch.TrainingLoss);
        Series validation = Line("validation", "second long-dashes", epoch => epoch.ValidationLoss);
        bool validated = validation.Points.Any(point => double.IsFinite(point.Y));
        Axis y = Axis.Of("", training.Points.Concat(validation.Points).Select(point => point.Y));
        var chart = new Chart("Training and validation loss of each epoch", Epochs, y, validated ? [training, validation] : [training]);
        if (_best is EpochEnd best)
            chart.Mark(best.Epoch, validated ? best.ValidationLoss!.Value : best.TrainingLoss, $"epoch {NumberText.Count(best.Epoch)}");
        string lowest = _best is EpochEnd at
            ? $"The ring marks the {(_isKept ? "epoch whose weights were kept, its" : "lowest")} {(validated ? "validation" : "training")} loss: {NumberText.Of(validated ? at.ValidationLoss!.Value : at.TrainingLoss)} at epoch {NumberText.Count(at.Epoch)}."
            : "No loss is a finite number.";
        return Html.Figure("Loss", chart.Picture, $"Mean loss of each epoch{(y.IsLogarithmic ? ", on a logarithmic axis" : "")}. {lowest}{Missing(training, validation)}{Decimated}");
    }

    private XElement? AccuracyFigure()
    {
        Series accuracy = Line("validation", "second", epoch => 100 * epoch.ValidationAccuracy);
        double[] values = [.. accuracy.Points.Select(point => point.Y).Where(double.IsFinite)];
        if (values.Length == 0) return null;
        var chart = new Chart("Validation accuracy of each epoch", Epochs, Axis.Linear("", Math.Min(95, values.Min()), 100), accuracy);
        if (_best is { ValidationAccuracy: double atBest } best)
            chart.Mark(best.Epoch, 100 * atBest, $"epoch {NumberText.Count(best.Epoch)}");
        return Html.Figure("Accuracy", chart.Picture, $"Validation samples predicted correctly after each epoch, in %.{Decimated}");
    }

    private XElement? RateFigure()
    {
        if (_rates is null) return null;
        var rate = new Series("", "first", Decimation.LowestAndHighest([.. _rates.Select((value, i) => (i + 1.0, value))]));
        double[] finite = [0, .. _rates.Where(double.IsFinite)];
        var chart = new Chart("Learning rate of each epoch", Epochs, Axis.Linear("", finite.Min(), finite.Max()), rate);
        return Html.Figure("Learning rate", chart.Picture, $"At the last step of each epoch.{Decimated}");
    }

    // One epoch stands in the middle.
    private Axis Epochs => _epochs.Length == 1 ? Axis.Linear("epoch", 0, 2, 1) : Axis.Counting("epoch", _epochs.Length);

    private Series Line(string name, string css, Func<EpochEnd, double?> value) =>
        new(name, css, Decimation.LowestAndHighest([.. _epochs.Select(epoch => ((double)epoch.Epoch, value(epoch) ?? double.NaN))]));

    private string Decimated => _epochs.Length <= Decimation.MaxPoints ? ""
        : $" Of every {_epochs.Length / (Decimation.MaxPoints / 2)} epochs or so the lowest and the highest are drawn.";

    private string Missing(Series training, Series validation)
    {
        bool gaps = training.Points.Any(point => !double.IsFinite(point.Y))
            || (validation.Points.Any(point => !double.IsFinite(point.Y)) && _epochs.Any(epoch => epoch.ValidationLoss is double loss && !double.IsFinite(loss)));
        return gaps ? " Where a loss is not a finite number, the line has a gap." : "";
    }

    private XElement NumbersTable()
    {
        int[] rows = [.. Enumerable.Range(0, Math.Min(MaxRows, _epochs.Length))
            .Select(row => (int)((row + 1L) * _epochs.Length / Math.Min(MaxRows, _epochs.Length)) - 1)
            .Concat(_best is EpochEnd best ? Enumerable.Range(0, _epochs.Length).Where(i => _epochs[i].Epoch == best.Epoch) : [])
            .Distinct().Order()];
        string[] headings = _rates is null
            ? ["epoch", "training loss", "validation loss", "validation accuracy"]
            : ["epoch", "training loss", "validation loss", "validation accuracy", "learning rate"];
        string caption = rows.Length == _epochs.Length ? "Every epoch" : $"{rows.Length} of {NumberText.Count(_epochs.Length)} epochs, evenly spaced, and the best one";
        return Html.Table(caption, headings, rows.Select(Row));

        string[] Row(int i)
        {
            EpochEnd epoch = _epochs[i];
            string number = NumberText.Count(epoch.Epoch) + (epoch.Epoch == _best?.Epoch ? " (best)" : "");
            string[] row = [number, NumberText.Of(epoch.TrainingLoss), NumberText.Of(epoch.ValidationLoss), NumberText.Percent(epoch.ValidationAccuracy)];
            return _rates is null ? row : [.. row, NumberText.Of(_rates[i])];
        }
    }
}

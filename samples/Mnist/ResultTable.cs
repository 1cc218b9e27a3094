using System.Globalization;
using Spectre.Console;

namespace Mnist;

/// <summary>The seeds' results on the console: a line for each, and mean +- standard deviation over them.</summary>
internal static class ResultTable
{
    public static Table Of(IReadOnlyList<SeedResult> results)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("seed");
        foreach (string heading in (string[])["accuracy", "95 % Wilson", "log loss", "epochs", "training", "images/s"])
            table.AddColumn(heading, column => column.RightAligned().NoWrap());
        foreach (SeedResult result in results)
        {
            double seconds = result.TrainingTime.TotalSeconds;
            table.AddRow(Text($"{result.Seed}"), Percent(result.Accuracy), Text($"{100 * result.Interval.Low:F2} to {Percent(result.Interval.High)}"), Text($"{result.Test.Loss:F4}"), Text($"{result.Epochs}"),
                result.Meter.Steps > 0 ? Text($"{seconds:F2} s") : "-",
                result.Meter.Steps > 0 ? Text($"{result.Meter.Images / seconds:N0}") : "-");
        }

        if (results.Count > 1)
        {
            (double accuracy, double accuracyDeviation) = MeanAndDeviation(results, result => result.Accuracy);
            (double loss, double lossDeviation) = MeanAndDeviation(results, result => result.Test.Loss);
            table.AddEmptyRow();
            table.AddRow("mean", Percent(accuracy), "", Text($"{loss:F4}"));
            table.AddRow("+-", Percent(accuracyDeviation), "", Text($"{lossDeviation:F4}"));
        }

        return table;
    }

    // Standard deviation of a sample: divided by n - 1.
    private static (double Mean, double Deviation) MeanAndDeviation(IReadOnlyList<SeedResult> results, Func<SeedResult, double> value)
    {
        double mean = results.Average(value);
        return (mean, Math.Sqrt(results.Sum(result => (value(result) - mean) * (value(result) - mean)) / (results.Count - 1)));
    }

    private static string Percent(double share) => share.ToString("0.00 %", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

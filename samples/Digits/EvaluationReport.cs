using System.Globalization;
using SimdNet.Metrics;
using Spectre.Console;

namespace Digits;

/// <summary>Accuracy, precision and recall, and the confusion matrix, on the console.</summary>
internal static class EvaluationReport
{
    public static void Print(IAnsiConsole console, ConfusionMatrix confusion)
    {
        ConfidenceInterval interval = BinomialInterval.Wilson(confusion.Correct, confusion.Count);
        Console.WriteLine($"Test accuracy {Percent(confusion.Accuracy)} ({confusion.Correct} of {confusion.Count}), 95 % Wilson interval {Percent(interval.Low)} to {Percent(interval.High)}");
        console.Write(PerClass(confusion));
        console.Write(Matrix(confusion));
    }

    private static Table PerClass(ConfusionMatrix confusion)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("digit");
        foreach (string heading in (string[])["precision", "recall", "F1", "support"])
            table.AddColumn(heading, column => column.RightAligned());
        for (int digit = 0; digit < DigitsData.Classes; digit++)
        {
            table.AddRow(Number(digit), Percent(confusion.Precision(digit)), Percent(confusion.Recall(digit)),
                Percent(confusion.F1(digit)), Number(confusion.Support(digit)));
        }

        return table;
    }

    private static Table Matrix(ConfusionMatrix confusion)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("is \\ read");
        for (int predicted = 0; predicted < DigitsData.Classes; predicted++)
            table.AddColumn(Number(predicted), column => column.RightAligned());
        for (int actual = 0; actual < DigitsData.Classes; actual++)
        {
            IEnumerable<string> counts = Enumerable.Range(0, DigitsData.Classes)
                .Select(predicted => Cell(confusion[actual, predicted], isRight: actual == predicted));
            table.AddRow([Number(actual), .. counts]);
        }

        return table;
    }

    private static string Cell(long count, bool isRight) =>
        count == 0 ? "[grey]·[/]" : isRight ? $"[green]{Number(count)}[/]" : $"[bold red]{Number(count)}[/]";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    // Precision of a class that was never predicted is not a number.
    private static string Percent(double share) => double.IsNaN(share) ? "-" : share.ToString("0.0 %", CultureInfo.InvariantCulture);
}

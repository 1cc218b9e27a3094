using System.Xml.Linq;
using SimdNet.Kernels;
using SimdNet.Metrics;

namespace SimdNet.Reports;

/// <summary>How well numbers were predicted: errors, predicted against actual, and what is left between them</summary>
internal sealed class RegressionSection
{
    /// <summary>Most points of the scatter plot</summary>
    public const int MaxPoints = 1500;

    private const int MaxBins = 25;

    private readonly string _heading;
    private readonly float[] _actual, _predicted;

    public RegressionSection(string heading, ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted)
    {
        ExampleGuard.SameLength(actual.Length, predicted.Length, nameof(actual), nameof(predicted));
        ExampleGuard.AtLeast(1, actual.Length, nameof(actual));
        ExampleGuard.Finite(actual, nameof(actual));
        ExampleGuard.Finite(predicted, nameof(predicted));
        (_heading, _actual, _predicted) = (heading, actual.ToArray(), predicted.ToArray());
    }

    public XElement Build(string id) => Html.Section(id, _heading,
        Html.Tiles(
            Html.Tile("Mean absolute error", NumberText.Of(Regression.MeanAbsoluteError(_actual, _predicted)), "MAE"),
            Html.Tile("Root mean squared error", NumberText.Of(Regression.RootMeanSquaredError(_actual, _predicted)), "RMSE"),
            Html.Tile("R\u00B2", _actual.Length < 2 ? "-" : NumberText.Of(Regression.R2(_actual, _predicted)), _actual.Length < 2 ? "needs two examples" : "1 is perfect, 0 the mean"),
            Html.Tile("Examples", NumberText.Count(_actual.Length))),
        Html.Styled("div", "figures", Scatter(), Histogram()));

    private XElement Scatter()
    {
        double min = Math.Min(_actual.Min(), _predicted.Min()), max = Math.Max(_actual.Max(), _predicted.Max());
        Axis x = Axis.Tight("actual", min, max), y = Axis.Tight("", min, max);
        var chart = new Chart("Predicted against actual values", x, y, new Series("exact", "quiet-line dashed", [(min, min), (max, max)]));
        int[] rows = [.. Enumerable.Range(0, _actual.Length)];
        if (rows.Length > MaxPoints)
        {
            Philox.Shuffle(seed: 0, stream: 0, rows);
            rows = [.. rows.Take(MaxPoints).Order()];
        }

        foreach (int row in rows)
        {
            (double across, double up) = chart.At(_actual[row], _predicted[row]);
            chart.Picture.Circle(across, up, 2, "point");
        }

        string drawn = rows.Length == _actual.Length ? "" : $" Drawn are {NumberText.Count(rows.Length)} of {NumberText.Count(_actual.Length)} examples, chosen at random, the same ones each time.";
        return Html.Figure("Predicted over actual", chart.Picture, $"Predicted values, upwards, over actual ones. On the dashed line both are equal.{drawn}");
    }

    private XElement Histogram()
    {
        double[] residuals = [.. _actual.Zip(_predicted, (actual, predicted) => (double)predicted - actual)];
        Axis x = Axis.Linear("predicted - actual", residuals.Min(), residuals.Max());
        var counts = new int[MaxBins];
        foreach (double residual in residuals)
            counts[Math.Clamp((int)(x.Fraction(residual) * MaxBins), 0, MaxBins - 1)]++;
        var chart = new Chart("Histogram of the residuals", x, Axis.Counting("", counts.Max()));
        double left = chart.AtFraction(0, 0).Across, bottom = chart.AtFraction(0, 0).Up, width = (chart.AtFraction(1, 0).Across - left) / MaxBins;
        for (int bin = 0; bin < MaxBins; bin++)
        {
            double up = chart.Up(counts[bin]);
            if (counts[bin] > 0)
                chart.Picture.Rectangle(left + (bin * width) + 0.5, up, width - 1, bottom - up, "bar");
        }

        return Html.Figure("Residuals", chart.Picture, $"Examples by predicted minus actual value: all {NumberText.Count(_actual.Length)}. Mean {NumberText.Of(residuals.Average())}.");
    }
}

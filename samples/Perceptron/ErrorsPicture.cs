using SimdNet.Reports;

namespace PerceptronSample;

/// <summary>Errors of each epoch, one plot for each problem: an overview of the trainings.</summary>
internal static class ErrorsPicture
{
    private const double Left = 72, Top = 92, Width = 190, Height = 150, CellWidth = 264;

    public static SvgPicture Draw(IReadOnlyList<Training> trainings)
    {
        var svg = new SvgPicture(Left + (trainings.Count * CellWidth) - 24, Top + Height + 66, "Errors of each epoch of the perceptron rule");
        for (int k = 0; k < trainings.Count; k++)
        {
            IReadOnlyList<int> errors = trainings[k].Result.ErrorsPerEpoch;
            var series = new Series("errors", "first", [.. errors.Select((count, i) => (i + 1.0, (double)count))]);
            new LinePlot(svg, Left + (k * CellWidth), Top, Width, Height).Draw(trainings[k].Problem.Name,
                Axis.Counting("epoch", errors.Count), Axis.Counting(k == 0 ? "errors" : "", Math.Max(1, errors.Max())), series);
        }

        return svg;
    }
}

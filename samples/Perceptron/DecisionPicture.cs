using SimdNet.Reports;

namespace PerceptronSample;

/// <summary>Points, decision lines and mistakes as small multiples.</summary>
internal static class DecisionPicture
{
    private const int Columns = 4, MaxPanels = 8;
    private const double Left = 72, Top = 118, CellWidth = 264, CellHeight = 272;

    /// <summary>A training from its start to its end: every epoch, or eight of them.</summary>
    public static SvgPicture OfEpochs(Training training)
    {
        string end = training.Result.Converged ? $"converged in epoch {training.Result.Epochs}" : $"not converged after {training.Result.Epochs} epochs";
        return Draw($"{training.Problem.Name}: {end}", training.Problem, [.. Chosen(training.Lines).Select(line => (line.Epoch == 0 ? "start" : $"epoch {line.Epoch}", line))]);
    }

    /// <summary>What the variants kept of the same problem.</summary>
    public static SvgPicture OfVariants(IReadOnlyList<Training> trainings) =>
        Draw($"{trainings[0].Problem.Name}: what the variants keep", trainings[0].Problem, [.. trainings.Select(training => ($"{training.Variant}".ToLowerInvariant(), training.Kept))]);

    // All, or the first ones and then fewer and fewer up to the last.
    private static IEnumerable<DecisionLine> Chosen(IReadOnlyList<DecisionLine> lines)
    {
        int last = lines.Count - 1;
        for (int panel = 0; panel < Math.Min(MaxPanels, lines.Count); panel++)
            yield return lines[last < MaxPanels ? panel : Math.Max(panel, (int)Math.Round(Math.Pow(last + 1, panel / (MaxPanels - 1.0)) - 1))];
    }

    private static SvgPicture Draw(string title, Problem problem, (string Name, DecisionLine Line)[] panels)
    {
        int columns = Math.Min(Columns, panels.Length), rows = (panels.Length + columns - 1) / columns;
        var svg = new SvgPicture(Math.Max(Left + (columns * CellWidth) - 44, 560), Top + (rows * CellHeight) - 16, title);
        DrawLegend(svg, problem);
        for (int k = 0; k < panels.Length; k++)
        {
            (string name, DecisionLine line) = panels[k];
            bool isLowest = k + columns >= panels.Length, isLeftmost = k % columns == 0;
            double left = Left + (k % columns * CellWidth), top = Top + (k / columns * CellHeight);
            svg.Text(left + 8, top + 18, Side(problem, line));
            var plot = new LinePlot(svg, left, top, Plane.Side, Plane.Side);
            plot.Draw($"{name}: {line.Wrong.Length} wrong", problem.X.Axis(isLowest), problem.Y.Axis(isLeftmost), [.. Shapes(problem, line)]);
        }

        return svg;
    }

    private static void DrawLegend(SvgPicture svg, Problem problem)
    {
        const double y = 64;
        svg.Circle(30, y - 4, 2, "first dot");
        svg.Text(42, y, problem.ClassNames[0]);
        double x = 42 + (7.5 * problem.ClassNames[0].Length) + 28;
        svg.Line(x - 4, y - 8, x + 4, y, "second");
        svg.Line(x - 4, y, x + 4, y - 8, "second");
        svg.Text(x + 12, y, problem.ClassNames[1]);
        x += 12 + (7.5 * problem.ClassNames[1].Length) + 28;
        svg.Circle(x, y - 4, Plane.Ring, "axis");
        svg.Text(x + 16, y, "wrong");
        x += 16 + 60;
        svg.Line(x, y - 4, x + 28, y - 4, "axis dot");
        svg.Text(x + 36, y, $"decision line, arrow to {problem.ClassNames[1]}");
    }

    private static IEnumerable<Series> Shapes(Problem problem, DecisionLine line)
    {
        var plane = new Plane(problem.X, problem.Y);
        (double X, double Y)[] ends = plane.Clip(line);
        yield return new Series("line", "axis dot", ends);
        yield return new Series(problem.ClassNames[0], "first", [.. Points(problem, 0).SelectMany(Plane.Dot)]);
        yield return new Series(problem.ClassNames[1], "second", [.. Points(problem, 1).SelectMany(plane.Cross)]);
        yield return new Series("wrong", "axis", [.. line.Wrong.SelectMany(i => plane.Circle(Point(problem, i)))]);
        if (ends.Length > 0)
            yield return new Series("arrow", "axis dot", plane.Arrow(line, (ends[0].X + ends[1].X) / 2, (ends[0].Y + ends[1].Y) / 2));
    }

    // What the whole plot is taken for, where the line is outside.
    private static string Side(Problem problem, DecisionLine line)
    {
        if (new Plane(problem.X, problem.Y).Clip(line).Length > 0)
            return "";
        bool isOne = (line.W1 * problem.X.Min) + (line.W2 * problem.Y.Min) + line.B >= 0;
        return $"all {problem.ClassNames[isOne ? 1 : 0]}";
    }

    private static IEnumerable<(double X, double Y)> Points(Problem problem, int label) =>
        Enumerable.Range(0, problem.Labels.Length).Where(i => problem.Labels[i] == label).Select(i => Point(problem, i));

    private static (double X, double Y) Point(Problem problem, int i) => (problem.Inputs[2 * i], problem.Inputs[(2 * i) + 1]);
}

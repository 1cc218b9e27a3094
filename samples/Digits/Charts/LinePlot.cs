namespace Digits.Charts;

/// <summary>A line, and the classes of its colour and dashes.</summary>
internal sealed record Series(string Name, string Css, IReadOnlyList<(double X, double Y)> Points);

/// <summary>Axes, ticks and lines in one rectangle of a picture, which its labels surround on the left and below.</summary>
internal sealed class LinePlot(SvgWriter svg, double left, double top, double width, double height)
{
    public void Draw(string title, Axis x, Axis y, params ReadOnlySpan<Series> series)
    {
        svg.Text(left, top - 14, title, "title");
        DrawAxes(x, y);
        foreach (Series line in series)
        {
            (double X, double Y)[] points = [.. line.Points.Select(p => (AcrossAt(x.Fraction(p.X)), UpAt(y.Fraction(p.Y))))];
            svg.Polyline(points, line.Css);
            if (points.Length == 1)
                svg.Circle(points[0].X, points[0].Y, 2, line.Css + " dot"); // the stroke of 4 fills it
        }
    }

    /// <summary>Names each series beside a piece of its line, from left to right.</summary>
    public static void DrawLegend(SvgWriter svg, double x, double y, params ReadOnlySpan<Series> series)
    {
        foreach (Series line in series)
        {
            svg.Line(x, y - 4, x + 28, y - 4, line.Css);
            svg.Text(x + 36, y, line.Name);
            x += 36 + 7 * line.Name.Length + 32;
        }
    }

    private void DrawAxes(Axis x, Axis y)
    {
        foreach ((double fraction, string text) in x.Ticks())
        {
            svg.Line(AcrossAt(fraction), top, AcrossAt(fraction), top + height, text == "0" ? "axis" : "grid");
            svg.Text(AcrossAt(fraction), top + height + 20, text, "quiet", "middle");
        }

        int longestTick = 0;
        foreach ((double fraction, string text) in y.Ticks())
        {
            longestTick = Math.Max(longestTick, text.Length);
            svg.Line(left, UpAt(fraction), left + width, UpAt(fraction), text == "0" ? "axis" : "grid");
            svg.Text(left - 8, UpAt(fraction) + 4, text, "quiet", "end");
        }

        svg.Line(left, top, left, top + height, "axis");
        svg.Line(left, top + height, left + width, top + height, "axis");
        svg.Text(left + width / 2, top + height + 42, x.Label, "quiet", "middle");
        if (y.Label.Length > 0)
            svg.Text(left - 20 - 7 * longestTick, top + height / 2, y.Label, "quiet", "middle", degrees: -90);
    }

    private double AcrossAt(double fraction) => left + fraction * width;

    private double UpAt(double fraction) => top + (1 - fraction) * height;
}

namespace SimdNet.Reports;

/// <summary>A line, and the classes of its colour and dashes.</summary>
/// <param name="Name">what the legend calls it</param>
/// <param name="Css">classes of <see cref="SvgPicture"/></param>
/// <param name="Points">from left to right; the line is broken where a number is not finite</param>
public sealed record Series(string Name, string Css, IReadOnlyList<(double X, double Y)> Points);

/// <summary>Axes, ticks and lines in one rectangle of a picture, which its labels surround on the left and below.</summary>
public sealed class LinePlot
{
    private readonly SvgPicture _svg;
    private readonly double _left, _top, _width, _height;

    /// <summary>A plot in a rectangle.</summary>
    public LinePlot(SvgPicture svg, double left, double top, double width, double height) =>
        (_svg, _left, _top, _width, _height) = (svg, left, top, width, height);

    /// <summary>Draws a title above, the axes, and the series in their order; a point without neighbours is a dot.</summary>
    public void Draw(string title, Axis x, Axis y, params ReadOnlySpan<Series> series)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (title.Length > 0)
            _svg.Text(_left, _top - 14, title, "title");
        DrawAxes(x, y);
        foreach (Series line in series)
            DrawLine(x, y, line);
    }

    /// <summary>Names each series beside a piece of its line, from left to right.</summary>
    public static void DrawLegend(SvgPicture svg, double x, double y, params ReadOnlySpan<Series> series)
    {
        ArgumentNullException.ThrowIfNull(svg);
        foreach (Series line in series)
        {
            svg.Line(x, y - 4, x + 28, y - 4, line.Css);
            svg.Text(x + 36, y, line.Name);
            x += 36 + (7 * line.Name.Length) + 32;
        }
    }

    internal double AcrossAt(double fraction) => _left + (fraction * _width);

    internal double UpAt(double fraction) => _top + ((1 - fraction) * _height);

    private void DrawLine(Axis x, Axis y, Series line)
    {
        var piece = new List<(double X, double Y)>();
        foreach ((double X, double Y) point in line.Points)
        {
            if (double.IsFinite(point.X) && double.IsFinite(point.Y))
                piece.Add((AcrossAt(x.Fraction(point.X)), UpAt(y.Fraction(point.Y))));
            else
                DrawPiece(piece, line.Css);
        }

        DrawPiece(piece, line.Css);
    }

    private void DrawPiece(List<(double X, double Y)> piece, string css)
    {
        if (piece.Count > 0)
            _svg.Polyline(piece, css);
        if (piece.Count == 1)
            _svg.Circle(piece[0].X, piece[0].Y, 2, css + " dot"); // the stroke of 4 fills it
        piece.Clear();
    }

    private void DrawAxes(Axis x, Axis y)
    {
        foreach ((double fraction, string text) in x.Ticks())
        {
            _svg.Line(AcrossAt(fraction), _top, AcrossAt(fraction), _top + _height, text == "0" ? "axis" : "grid");
            _svg.Text(AcrossAt(fraction), _top + _height + 20, text, "quiet", "middle");
        }

        int longestTick = 0;
        foreach ((double fraction, string text) in y.Ticks())
        {
            longestTick = Math.Max(longestTick, text.Length);
            _svg.Line(_left, UpAt(fraction), _left + _width, UpAt(fraction), text == "0" ? "axis" : "grid");
            _svg.Text(_left - 8, UpAt(fraction) + 4, text, "quiet", "end");
        }

        _svg.Line(_left, _top, _left, _top + _height, "axis");
        _svg.Line(_left, _top + _height, _left + _width, _top + _height, "axis");
        _svg.Text(_left + (_width / 2), _top + _height + 42, x.Label, "quiet", "middle");
        if (y.Label.Length > 0)
            _svg.Text(_left - 20 - (7 * longestTick), _top + (_height / 2), y.Label, "quiet", "middle", degrees: -90);
    }
}

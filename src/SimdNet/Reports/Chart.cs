namespace SimdNet.Reports;

/// <summary>A picture of a report with one plot in it: legend above, as much room on the left as the ticks need</summary>
internal sealed class Chart
{
    public const double Width = 480, Height = 300;

    private const double Top = 34, Right = 20, Bottom = 50, CharacterWidth = 7;

    private readonly Axis _x, _y;
    private readonly LinePlot _plot;
    private readonly double _left;

    public Chart(string title, Axis x, Axis y, params ReadOnlySpan<Series> series)
    {
        (_x, _y) = (x, y);
        Picture = new SvgPicture(Width, Height, title);
        _left = 16 + (CharacterWidth * y.Ticks().Max(tick => tick.Text.Length));
        _plot = new LinePlot(Picture, _left, Top, Width - _left - Right, Height - Top - Bottom);
        _plot.Draw("", x, y, series);
        Series[] named = [.. series.ToArray().Where(line => line.Name.Length > 0)];
        LinePlot.DrawLegend(Picture, _left, 20, named);
    }

    public SvgPicture Picture { get; }

    /// <summary>A point with a ring round it, on a dashed line up the plot, with a text at the end that is further away</summary>
    public void Mark(double x, double y, string text)
    {
        (double across, double up) = At(x, y);
        Picture.Line(across, Top, across, Height - Bottom, "quiet-line dashed");
        Picture.Circle(across, up, 5, "mark");
        bool isRight = _x.Fraction(x) > 0.5;
        double at = _y.Fraction(y) > 0.5 ? Height - Bottom - 8 : Top + 14;
        Picture.Text(across + (isRight ? -6 : 6), at, text, "quiet halo", isRight ? "end" : "start");
    }

    public (double Across, double Up) At(double x, double y) => AtFraction(_x.Fraction(x), _y.Fraction(y));

    public (double Across, double Up) AtFraction(double x, double y) => (_plot.AcrossAt(x), _plot.UpAt(y));

    public double Up(double y) => _plot.UpAt(_y.Fraction(y));
}

namespace PerceptronSample;

/// <summary>Shapes of a size in pixels in the coordinates of a square plot, each ended by a point that is no number: the pen is lifted.</summary>
internal sealed class Plane(Extent x, Extent y)
{
    /// <summary>Pixels of the plot.</summary>
    public const double Side = 190;

    /// <summary>Radius in pixels.</summary>
    public const double Ring = 8;

    private const double CrossArm = 4, ArrowLength = 26, ArrowHead = 7;

    private static readonly (double, double) s_lift = (double.NaN, double.NaN);

    // Of a pixel.
    private readonly double _width = (x.Max - x.Min) / Side, _height = (y.Max - y.Min) / Side;

    public static (double X, double Y)[] Dot((double X, double Y) at) => [at, s_lift];

    public (double X, double Y)[] Cross((double X, double Y) at) =>
        [Beside(at, -CrossArm, -CrossArm), Beside(at, CrossArm, CrossArm), s_lift, Beside(at, -CrossArm, CrossArm), Beside(at, CrossArm, -CrossArm), s_lift];

    public (double X, double Y)[] Circle((double X, double Y) at) =>
        [.. Enumerable.Range(0, 25).Select(i => Beside(at, Ring * Math.Cos(i * Math.Tau / 24), Ring * Math.Sin(i * Math.Tau / 24))), s_lift];

    /// <summary>The ends of the line's part in the plot; none if it is outside.</summary>
    public (double X, double Y)[] Clip(DecisionLine line)
    {
        (double w1, double w2, double b) = (line.W1, line.W2, line.B);
        List<(double X, double Y)> ends = [];
        foreach (double side in new[] { x.Min, x.Max })
        {
            if (w2 != 0 && -((w1 * side) + b) / w2 is var across && across >= y.Min && across <= y.Max)
                ends.Add((side, across));
        }

        foreach (double side in new[] { y.Min, y.Max })
        {
            if (w1 != 0 && -((w2 * side) + b) / w1 is var across && across >= x.Min && across <= x.Max)
                ends.Add((across, side));
        }

        if (ends.Count < 2)
            return [];
        (double X, double Y) from = ends[0], to = ends.MaxBy(end => Distance(from, end));
        return Distance(from, to) > 1 ? [from, to] : [];
    }

    /// <summary>At right angles to the line, as it is drawn, to the side of class 1.</summary>
    public (double X, double Y)[] Arrow(DecisionLine line, double fromX, double fromY)
    {
        double right = line.W1 * _width, up = line.W2 * _height, length = Math.Sqrt((right * right) + (up * up));
        (right, up) = (right / length, up / length);
        (double X, double Y) from = (fromX, fromY), tip = Beside(from, ArrowLength * right, ArrowLength * up);
        return
        [
            from, tip, s_lift,
            Beside(tip, ArrowHead * (-right - up), ArrowHead * (-up + right)), tip, Beside(tip, ArrowHead * (-right + up), ArrowHead * (-up - right)), s_lift,
        ];
    }

    private (double X, double Y) Beside((double X, double Y) at, double right, double up) => (at.X + (right * _width), at.Y + (up * _height));

    private double Distance((double X, double Y) a, (double X, double Y) b) =>
        Math.Sqrt(Math.Pow((a.X - b.X) / _width, 2) + Math.Pow((a.Y - b.Y) / _height, 2));
}

namespace SimdNet.Reports;

/// <summary>Long curves with as many points as can be seen</summary>
internal static class Decimation
{
    /// <summary>Most points of a curve: two for each pixel or so</summary>
    public const int MaxPoints = 800;

    /// <summary>The lowest and the highest point of each of MaxPoints / 2 - 1 pieces, in order; all points if there are no more than MaxPoints</summary>
    /// <remarks>No peak is lost. A piece with a number that is not finite has a gap in its place; first and last points stay.</remarks>
    public static (double X, double Y)[] LowestAndHighest(IReadOnlyList<(double X, double Y)> points)
    {
        if (points.Count <= MaxPoints) return [.. points];
        const int pieces = (MaxPoints / 2) - 1;
        var kept = new SortedSet<int> { 0, points.Count - 1 };
        for (int piece = 0; piece < pieces; piece++)
        {
            int from = Start(piece), to = Start(piece + 1), low = from, high = from;
            for (int i = from; i < to; i++)
            {
                double y = points[i].Y;
                if (!double.IsFinite(y)) kept.Add(i);
                if (!(points[low].Y <= y)) low = i;
                if (!(points[high].Y >= y)) high = i;
            }

            kept.Add(low);
            kept.Add(high);
        }

        return Gaps([.. kept.Select(i => points[i])]);

        int Start(int piece) => (int)((long)points.Count * piece / pieces);
    }

    /// <summary>The points of a curve that are further than a distance from the last one kept, and the last</summary>
    public static (double X, double Y)[] Apart(IReadOnlyList<(double X, double Y)> points, double distance)
    {
        var kept = new List<(double X, double Y)>();
        for (int i = 0; i < points.Count; i++)
        {
            if (i == 0 || i == points.Count - 1 || Math.Abs(points[i].X - kept[^1].X) >= distance || Math.Abs(points[i].Y - kept[^1].Y) >= distance)
                kept.Add(points[i]);
        }

        return [.. kept];
    }

    // Of several numbers in a row that are not finite, one makes the gap.
    private static (double X, double Y)[] Gaps((double X, double Y)[] points) =>
        [.. points.Where((point, i) => i == 0 || double.IsFinite(point.Y) || double.IsFinite(points[i - 1].Y))];
}

namespace SimdNet.Metrics;

/// <summary>The quantile of split conformal prediction</summary>
internal static class ConformalQuantile
{
    /// <summary>The k-th smallest score, k = ceil((n + 1) coverage): the ceil((n + 1) coverage) / n quantile; infinite if k = n + 1</summary>
    /// <remarks>Sorts the scores. k is rounded up where (n + 1) coverage is not exact in double, never down by more than that rounding.</remarks>
    public static double Of(double[] scores, double coverage)
    {
        Array.Sort(scores);
        double k = Math.Ceiling((scores.Length + 1.0) * coverage);
        return k > scores.Length ? double.PositiveInfinity : scores[(int)k - 1];
    }
}

using SimdNet.Kernels;

namespace SimdNet.Metrics;

/// <summary>A metric of the examples with these numbers; a number may come more than once</summary>
public delegate double RowMetric(ReadOnlySpan<int> rows);

/// <summary>Confidence intervals for any metric, by drawing the examples again</summary>
public static class Bootstrap
{
    /// <summary>From the (1 - confidence) / 2 to the (1 + confidence) / 2 quantile of the metric over resamples: n rows drawn from n with replacement</summary>
    /// <param name="examples">n, at least 1</param>
    /// <param name="metric">called once per resample, with a span that is valid during the call only</param>
    /// <param name="confidence">within (0, 1)</param>
    /// <param name="resamples">at least 2; more make the ends steadier, 1000 or more for 95 %</param>
    /// <param name="seed">resample r takes stream r of <see cref="Philox"/>: the same rows on every machine</param>
    /// <remarks>
    /// Quantiles interpolate linearly between the sorted metrics (Hyndman and Fan's type 7, as numpy does). A NaN from the metric, such as the ROC area
    /// of a resample of one class, makes both ends NaN. No row is favoured by more than 2^-32. Allocates n ints and one double per resample.
    /// Source: Efron and Tibshirani 1993, An introduction to the bootstrap, chapter 13.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">an argument out of its range</exception>
    /// <exception cref="ArgumentNullException">no metric</exception>
    public static ConfidenceInterval Percentile(int examples, RowMetric metric, double confidence = 0.95, int resamples = 2000, ulong seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(examples, 1);
        ArgumentNullException.ThrowIfNull(metric);
        ExampleGuard.WithinZeroAndOne(confidence, nameof(confidence));
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 2);
        var metrics = new double[resamples];
        var rows = new int[examples];
        for (int r = 0; r < resamples; r++)
        {
            Draw(seed, (ulong)r, rows);
            metrics[r] = metric(rows);
        }

        Array.Sort(metrics); // NaN comes first
        if (double.IsNaN(metrics[0])) return new ConfidenceInterval(double.NaN, double.NaN);
        double position = (1 - confidence) / 2 * (resamples - 1);
        return new ConfidenceInterval(Interpolate(metrics, position), Interpolate(metrics, resamples - 1 - position));
    }

    // row = bits n / 2^32
    private static void Draw(ulong seed, ulong stream, Span<int> rows)
    {
        Span<uint> bits = stackalloc uint[64];
        for (int i = 0; i < rows.Length; i += bits.Length)
        {
            Span<uint> part = bits[..int.Min(bits.Length, rows.Length - i)];
            Philox.Fill(seed, stream, (uint)i, part);
            for (int j = 0; j < part.Length; j++)
                rows[i + j] = (int)(((ulong)part[j] * (uint)rows.Length) >> 32);
        }
    }

    private static double Interpolate(double[] sorted, double position)
    {
        int below = (int)position;
        double low = sorted[below], high = sorted[int.Min(below + 1, sorted.Length - 1)];
        return low == high ? low : low + ((position - below) * (high - low));
    }
}

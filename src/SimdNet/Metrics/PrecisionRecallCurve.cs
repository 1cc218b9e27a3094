namespace SimdNet.Metrics;

/// <summary>Precision and recall as the threshold rises through the scores</summary>
/// <remarks>
/// The last point, (precision 1, recall 0), has no score; its threshold is infinite. Definitions: precision_recall_curve and average_precision_score of
/// scikit-learn. Without a positive, precision is 0 and recall 1 at every score, and the average precision is 0.
/// </remarks>
public sealed class PrecisionRecallCurve
{
    private readonly double[] _thresholds, _precisions, _recalls;

    private PrecisionRecallCurve(RankedCounts counts)
    {
        int n = counts.Thresholds.Length;
        _thresholds = new double[n + 1];
        _precisions = new double[n + 1];
        _recalls = new double[n + 1];
        (_thresholds[n], _precisions[n], _recalls[n]) = (double.PositiveInfinity, 1, 0);
        double sum = 0;
        long previous = 0;
        for (int i = 0; i < n; i++)
        {
            long tp = counts.TruePositives[i];
            double precision = (double)tp / (tp + counts.FalsePositives[i]);
            (_thresholds[n - 1 - i], _precisions[n - 1 - i]) = (counts.Thresholds[i], precision);
            _recalls[n - 1 - i] = counts.Positives == 0 ? 1 : (double)tp / counts.Positives;
            sum += (tp - previous) * precision;
            previous = tp;
        }

        AveragePrecision = counts.Positives == 0 ? 0 : sum / counts.Positives;
    }

    /// <summary>An example is called positive if its score is at least Thresholds[i]; rising, the last is infinite</summary>
    public ReadOnlySpan<double> Thresholds => _thresholds;

    /// <summary>The share of the examples called positive at Thresholds[i] that are positive; the last is 1</summary>
    public ReadOnlySpan<double> Precisions => _precisions;

    /// <summary>The share of the positives that are called positive at Thresholds[i]; the last is 0</summary>
    public ReadOnlySpan<double> Recalls => _recalls;

    /// <summary>Sum (recall[i] - recall[i + 1]) precision[i]: steps, not trapezoids, which would be optimistic</summary>
    public double AveragePrecision { get; }

    /// <summary>The curve of scores for outcomes, with one point for each distinct score</summary>
    /// <param name="positive">which examples are positive</param>
    /// <param name="scores">finite; higher means more likely positive</param>
    /// <remarks>O(n log n), allocates O(n).</remarks>
    /// <exception cref="ArgumentException">no examples, the lengths differ, or a score is not finite; the message has both numbers</exception>
    public static PrecisionRecallCurve Of(ReadOnlySpan<bool> positive, ReadOnlySpan<float> scores) => new(RankedCounts.Of(positive, scores));
}

namespace SimdNet.Metrics;

/// <summary>The receiver operating characteristic: true positive rate over false positive rate, as the threshold falls through the scores</summary>
/// <remarks>
/// Starts at (0, 0), where nothing is called positive, and ends at (1, 1). Definitions: roc_curve and roc_auc_score of scikit-learn.
/// Without a negative, false positive rates and area are NaN; without a positive, true positive rates and area are.
/// </remarks>
public sealed class RocCurve
{
    private readonly double[] _thresholds, _falsePositiveRates, _truePositiveRates;

    private RocCurve(RankedCounts counts, int[] kept)
    {
        _thresholds = [double.PositiveInfinity, .. kept.Select(i => (double)counts.Thresholds[i])];
        _falsePositiveRates = Rates(counts.FalsePositives, kept);
        _truePositiveRates = Rates(counts.TruePositives, kept);
        Area = AreaOf(counts);
    }

    /// <summary>An example is called positive if its score is at least Thresholds[i]; falling, the first is infinite</summary>
    public ReadOnlySpan<double> Thresholds => _thresholds;

    /// <summary>The share of the negatives that are called positive at Thresholds[i]</summary>
    public ReadOnlySpan<double> FalsePositiveRates => _falsePositiveRates;

    /// <summary>The share of the positives that are called positive at Thresholds[i]</summary>
    public ReadOnlySpan<double> TruePositiveRates => _truePositiveRates;

    /// <summary>The area under the curve: the probability that a positive has a higher score than a negative, equal scores counted half</summary>
    /// <remarks>From whole numbers: relative error at most gamma_3. 1/2 is chance. NaN if all examples are of one class.</remarks>
    public double Area { get; }

    /// <summary>The curve of scores for outcomes</summary>
    /// <param name="positive">which examples are positive</param>
    /// <param name="scores">finite; higher means more likely positive</param>
    /// <param name="dropCollinear">leaves out points on the straight line between their neighbours; the area stays the same</param>
    /// <remarks>
    /// O(n log n), allocates O(n). scikit-learn's drop_intermediate drops fewer points: only those between steps of equal size.
    /// Source: Fawcett 2006, An introduction to ROC analysis.
    /// </remarks>
    /// <exception cref="ArgumentException">no examples, the lengths differ, or a score is not finite; the message has both numbers</exception>
    public static RocCurve Of(ReadOnlySpan<bool> positive, ReadOnlySpan<float> scores, bool dropCollinear = true)
    {
        RankedCounts counts = RankedCounts.Of(positive, scores);
        return new RocCurve(counts, dropCollinear ? Corners(counts) : [.. Enumerable.Range(0, counts.Thresholds.Length)]);
    }

    private static double[] Rates(long[] counts, int[] kept) => [0.0 / counts[^1], .. kept.Select(i => (double)counts[i] / counts[^1])];

    private static int[] Corners(RankedCounts counts)
    {
        var corners = new List<int>();
        long x = 0, y = 0; // the last point kept
        for (int i = 0; i < counts.Thresholds.Length; i++)
        {
            long dx = counts.FalsePositives[i] - x, dy = counts.TruePositives[i] - y;
            bool last = i + 1 == counts.Thresholds.Length;
            if (!last && dx * (counts.TruePositives[i + 1] - y) == dy * (counts.FalsePositives[i + 1] - x)) continue;
            corners.Add(i);
            (x, y) = (counts.FalsePositives[i], counts.TruePositives[i]);
        }

        return [.. corners];
    }

    // Twice the area in units of one positive times one negative: at most 2^61.
    private static double AreaOf(RankedCounts counts)
    {
        if (counts.Positives == 0 || counts.Negatives == 0) return double.NaN;
        long twice = 0, fp = 0, tp = 0;
        for (int i = 0; i < counts.Thresholds.Length; i++)
        {
            twice += (counts.FalsePositives[i] - fp) * (counts.TruePositives[i] + tp);
            (fp, tp) = (counts.FalsePositives[i], counts.TruePositives[i]);
        }

        return twice / (2.0 * (counts.Positives * counts.Negatives));
    }
}

using SimdNet.Metrics;

namespace SimdNet.Properties.Metrics;

/// <summary>ROC and precision-recall curves against counting pairs and thresholds</summary>
public class CurveProperties
{
    [Fact]
    public void The_ROC_area_is_the_probability_that_a_positive_outranks_a_negative() => Prop.ForAll(ScoredExamples.Gen, c =>
    {
        long halves = 0, pairs = 0;
        for (int i = 0; i < c.Scores.Length; i++)
        {
            for (int j = 0; j < c.Scores.Length; j++)
            {
                if (!c.Positive[i] || c.Positive[j]) continue;
                pairs++;
                halves += c.Scores[i] > c.Scores[j] ? 2 : c.Scores[i] == c.Scores[j] ? 1 : 0;
            }
        }

        Assert.Equal(pairs == 0 ? double.NaN : halves / (2.0 * pairs), RocCurve.Of(c.Positive, c.Scores).Area);
    });

    [Fact]
    public void Every_point_of_both_curves_is_a_count_at_its_threshold() => Prop.ForAll(ScoredExamples.Gen, c =>
    {
        RocCurve roc = RocCurve.Of(c.Positive, c.Scores, dropCollinear: false);
        PrecisionRecallCurve recalls = PrecisionRecallCurve.Of(c.Positive, c.Scores);
        double positives = c.Positive.Count(p => p), negatives = c.Positive.Count(p => !p), average = 0;
        Assert.Equal(c.Scores.Distinct().Count() + 1, roc.Thresholds.Length);
        for (int t = 0; t < roc.Thresholds.Length; t++)
        {
            double tp = Called(c, roc.Thresholds[t], true), fp = Called(c, roc.Thresholds[t], false);
            Assert.Equal((fp / negatives, tp / positives), (roc.FalsePositiveRates[t], roc.TruePositiveRates[t]));
        }

        for (int t = 0; t < recalls.Thresholds.Length - 1; t++)
        {
            double tp = Called(c, recalls.Thresholds[t], true), fp = Called(c, recalls.Thresholds[t], false);
            Assert.Equal((tp / (tp + fp), positives == 0 ? 1 : tp / positives), (recalls.Precisions[t], recalls.Recalls[t]));
            average += (recalls.Recalls[t] - recalls.Recalls[t + 1]) * recalls.Precisions[t];
        }

        // Each recall is rounded to 2^-53, each product and sum too.
        Assert.Equal(average, recalls.AveragePrecision, Rounding.Gamma(4 * recalls.Thresholds.Length, Rounding.UnitRoundoffOfDouble));
    });

    [Fact]
    public void Dropping_collinear_points_keeps_the_trapezoids() => Prop.ForAll(ScoredExamples.Gen, c =>
    {
        RocCurve corners = RocCurve.Of(c.Positive, c.Scores);
        if (double.IsNaN(corners.Area)) return;
        double area = 0;
        for (int i = 1; i < corners.Thresholds.Length; i++)
            area += (corners.FalsePositiveRates[i] - corners.FalsePositiveRates[i - 1]) * (corners.TruePositiveRates[i] + corners.TruePositiveRates[i - 1]) / 2;
        Assert.Equal(corners.Area, area, Rounding.Gamma(5 * corners.Thresholds.Length, Rounding.UnitRoundoffOfDouble));
        Assert.Equal((1.0, 1.0), (corners.FalsePositiveRates[^1], corners.TruePositiveRates[^1]));
    });

    [Fact]
    public void The_order_of_the_examples_does_not_matter() => Prop.ForAll(ScoredExamples.Gen, c =>
    {
        bool[] positive = ScoredExamples.Shuffled(c.Positive, 1);
        float[] scores = ScoredExamples.Shuffled(c.Scores, 1);
        Assert.Equal(RocCurve.Of(c.Positive, c.Scores).Area, RocCurve.Of(positive, scores).Area);
        Assert.Equal(PrecisionRecallCurve.Of(c.Positive, c.Scores).AveragePrecision, PrecisionRecallCurve.Of(positive, scores).AveragePrecision);
        Assert.Equal(RocCurve.Of(c.Positive, c.Scores).Thresholds.ToArray(), RocCurve.Of(positive, scores).Thresholds.ToArray());
    });

    private static int Called((bool[] Positive, float[] Scores) c, double threshold, bool positive)
        => c.Scores.Zip(c.Positive).Count(e => e.First >= threshold && e.Second == positive);
}

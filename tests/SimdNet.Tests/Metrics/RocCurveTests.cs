using SimdNet.Metrics;

namespace SimdNet.Tests.Metrics;

public class RocCurveTests
{
    [Fact]
    public void The_curve_is_that_of_scikit_learn()
    {
        // Example of roc_curve and roc_auc_score.
        RocCurve curve = RocCurve.Of([false, false, true, true], [0.1f, 0.4f, 0.35f, 0.8f]);

        Assert.Equal([0, 0, 0.5, 0.5, 1], curve.FalsePositiveRates.ToArray());
        Assert.Equal([0, 0.5, 0.5, 1, 1], curve.TruePositiveRates.ToArray());
        Assert.Equal([double.PositiveInfinity, 0.8f, 0.4f, 0.35f, 0.1f], curve.Thresholds.ToArray());
        Assert.Equal(0.75, curve.Area);
    }

    [Fact]
    public void Points_on_a_line_can_be_kept()
    {
        bool[] positive = [true, true, false, false];
        float[] scores = [4, 3, 2, 1];

        Assert.Equal([double.PositiveInfinity, 3, 1], RocCurve.Of(positive, scores).Thresholds.ToArray());
        Assert.Equal([double.PositiveInfinity, 4, 3, 2, 1], RocCurve.Of(positive, scores, dropCollinear: false).Thresholds.ToArray());
    }

    [Fact]
    public void Equal_scores_are_one_step_and_chance()
    {
        RocCurve curve = RocCurve.Of([true, false, false], [1, 1, 1]);
        Assert.Equal([0, 1], curve.FalsePositiveRates.ToArray());
        Assert.Equal([0, 1], curve.TruePositiveRates.ToArray());
        Assert.Equal(0.5, curve.Area);
    }

    [Fact]
    public void Of_one_class_the_area_and_the_other_rate_are_NaN()
    {
        RocCurve positives = RocCurve.Of([true, true], [1, 2]), negatives = RocCurve.Of([false, false], [1, 2]);
        Assert.True(double.IsNaN(positives.Area));
        Assert.True(double.IsNaN(negatives.Area));
        Assert.All(positives.FalsePositiveRates.ToArray(), rate => Assert.True(double.IsNaN(rate)));
        Assert.All(negatives.TruePositiveRates.ToArray(), rate => Assert.True(double.IsNaN(rate)));
        Assert.Equal(1, positives.TruePositiveRates[^1]);
    }

    [Fact]
    public void Bad_input_is_refused_with_both_numbers()
    {
        Refused.With("positive holds 1 values, but scores holds 2", "scores", () => RocCurve.Of([true], [1, 2]));
        Refused.With("scores holds 0 values, but at least 1 are needed", "scores", () => RocCurve.Of([], []));
        Refused.With("scores[1] is NaN, expected a finite number", "scores", () => RocCurve.Of([true, false], [1, float.NaN]));
    }
}

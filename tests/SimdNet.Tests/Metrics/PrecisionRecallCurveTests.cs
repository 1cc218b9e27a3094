using SimdNet.Metrics;

namespace SimdNet.Tests.Metrics;

public class PrecisionRecallCurveTests
{
    [Fact]
    public void The_curve_is_that_of_scikit_learn()
    {
        // Example of precision_recall_curve and average_precision_score.
        PrecisionRecallCurve curve = PrecisionRecallCurve.Of([false, false, true, true], [0.1f, 0.4f, 0.35f, 0.8f]);

        Assert.Equal([0.5, 2.0 / 3, 0.5, 1, 1], curve.Precisions.ToArray());
        Assert.Equal([1, 1, 0.5, 0.5, 0], curve.Recalls.ToArray());
        Assert.Equal([0.1f, 0.35f, 0.4f, 0.8f, double.PositiveInfinity], curve.Thresholds.ToArray());
        Assert.Equal(0.5 + (0.5 * 2 / 3), curve.AveragePrecision, 15);
    }

    [Fact]
    public void Equal_scores_have_the_share_of_positives_as_average_precision()
        => Assert.Equal(0.25, PrecisionRecallCurve.Of([true, false, false, false], [1, 1, 1, 1]).AveragePrecision);

    [Fact]
    public void Without_a_positive_recall_is_one_and_average_precision_zero()
    {
        PrecisionRecallCurve curve = PrecisionRecallCurve.Of([false, false], [1, 2]);
        Assert.Equal([1, 1, 0], curve.Recalls.ToArray());
        Assert.Equal([0, 0, 1], curve.Precisions.ToArray());
        Assert.Equal(0, curve.AveragePrecision);
    }

    [Fact]
    public void Bad_input_is_refused_with_both_numbers()
    {
        Refused.With("positive holds 1 values, but scores holds 2", "scores", () => PrecisionRecallCurve.Of([true], [1, 2]));
        Refused.With("scores[0] is -Infinity, expected a finite number", "scores", () => PrecisionRecallCurve.Of([true], [float.NegativeInfinity]));
    }
}

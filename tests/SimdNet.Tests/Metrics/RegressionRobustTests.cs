using SimdNet.Metrics;

namespace SimdNet.Tests.Metrics;

public class RegressionRobustTests
{
    private static readonly float[] _actual = [3, -0.5f, 2, 7], _predicted = [2.5f, 0, 2, 8];

    [Fact]
    public void The_values_are_those_of_scikit_learn()
    {
        // Examples of root_mean_squared_error, median_absolute_error and mean_pinball_loss.
        Assert.Equal(0.6123724356957945, Regression.RootMeanSquaredError(_actual, _predicted), 15);
        Assert.Equal(0.5, Regression.MedianAbsoluteError(_actual, _predicted));
        Assert.Equal(0.1 / 3, Regression.PinballLoss([1, 2, 3], [0, 2, 3], 0.1), 15);
        Assert.Equal(0.9 / 3, Regression.PinballLoss([1, 2, 3], [1, 2, 4], 0.1), 15);
    }

    [Fact]
    public void Of_an_even_number_the_median_is_between_the_middle_two()
    {
        Assert.Equal(1.5, Regression.MedianAbsoluteError([0, 0, 0, 0], [9, 1, 2, 0]));
        Assert.Equal(1, Regression.MedianAbsoluteError([0, 0, 0], [-1, 900, 0]));
        Assert.True(double.IsNaN(Regression.MedianAbsoluteError([0, 0, 0], [1, float.NaN, 0])));
    }

    [Fact]
    public void The_pinball_loss_of_the_median_is_half_the_mean_absolute_error()
        => Assert.Equal(Regression.MeanAbsoluteError(_actual, _predicted) / 2, Regression.PinballLoss(_actual, _predicted, 0.5));

    [Fact]
    public void Bad_input_is_refused_with_what_came()
    {
        Refused.With("actual holds 4 numbers, but predicted holds 1", "predicted", () => Regression.MedianAbsoluteError(_actual, [1]));
        Assert.Throws<ArgumentException>("actual", () => Regression.MedianAbsoluteError([], []));
        Assert.Throws<ArgumentException>("actual", () => Regression.PinballLoss([], [], 0.5));
        Assert.Throws<ArgumentOutOfRangeException>("quantile", () => Regression.PinballLoss(_actual, _predicted, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("quantile", () => Regression.PinballLoss(_actual, _predicted, 1.5));
    }
}

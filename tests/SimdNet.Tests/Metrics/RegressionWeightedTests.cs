using SimdNet.Metrics;

namespace SimdNet.Tests.Metrics;

public class RegressionWeightedTests
{
    private static readonly float[] _actual = [3, -0.5f, 2, 7], _predicted = [2.5f, 0, 2, 8];

    [Fact]
    public void Weights_of_whole_numbers_repeat_the_examples()
    {
        float[] weights = [2, 0, 1, 3], actual = [3, 3, 2, 7, 7, 7], predicted = [2.5f, 2.5f, 2, 8, 8, 8];

        Assert.Equal(Regression.MeanSquaredError(actual, predicted), Regression.MeanSquaredError(_actual, _predicted, weights), 15);
        Assert.Equal(Regression.RootMeanSquaredError(actual, predicted), Regression.RootMeanSquaredError(_actual, _predicted, weights), 15);
        Assert.Equal(Regression.MeanAbsoluteError(actual, predicted), Regression.MeanAbsoluteError(_actual, _predicted, weights), 15);
        Assert.Equal(Regression.R2(actual, predicted), Regression.R2(_actual, _predicted, weights), 14);
    }

    [Fact]
    public void Weighted_R2_of_equal_actual_numbers_is_one_if_exact_and_otherwise_zero()
    {
        float[] equal = [0.1f, 0.1f, 0.1f, 5], weights = [0.3f, 0.7f, 0.1f, 0];
        Assert.Equal(1, Regression.R2(equal, equal, weights));
        Assert.Equal(0, Regression.R2(equal, [0.1f, 0.1f, 0.2f, 5], weights));
    }

    [Fact]
    public void Bad_input_is_refused_with_what_came()
    {
        Refused.With("actual holds 4 values, but weights holds 1", "weights", () => Regression.R2(_actual, _predicted, [1]));
        Refused.With("weights[1] is -1, expected a finite number of at least 0", "weights", () => Regression.MeanAbsoluteError(_actual, _predicted, [1, -1, 1, 1]));
        Refused.With("all weights are 0, expected a positive one", "weights", () => Regression.MeanSquaredError(_actual, _predicted, new float[4]));
        Assert.Throws<ArgumentException>("actual", () => Regression.RootMeanSquaredError([], [], []));
    }
}

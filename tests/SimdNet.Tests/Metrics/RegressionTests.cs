using SimdNet.Metrics;

namespace SimdNet.Tests.Metrics;

public class RegressionTests
{
    private delegate double Metric(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted);

    private static readonly Metric[] _metrics = [Regression.MeanSquaredError, Regression.MeanAbsoluteError, Regression.R2];

    [Fact]
    public void The_values_are_those_of_scikit_learn()
    {
        // Example of mean_squared_error, mean_absolute_error and r2_score in the documentation of scikit-learn.
        float[] actual = [3, -0.5f, 2, 7], predicted = [2.5f, 0, 2, 8];

        Assert.Equal(0.375, Regression.MeanSquaredError(actual, predicted));
        Assert.Equal(0.5, Regression.MeanAbsoluteError(actual, predicted));
        Assert.Equal(0.9486081370449679, Regression.R2(actual, predicted));
    }

    [Fact]
    public void Exact_predictions_have_no_error()
    {
        float[] x = [1, 2, 4];
        Assert.Equal((0.0, 0.0, 1.0), (Regression.MeanSquaredError(x, x), Regression.MeanAbsoluteError(x, x), Regression.R2(x, x)));
    }

    [Fact]
    public void Predicting_the_mean_has_an_R2_of_zero_and_worse_is_negative()
    {
        Assert.Equal(0, Regression.R2([1, 2, 3], [2, 2, 2]));
        // By hand: 1 - (4 + 0 + 4) / (1 + 0 + 1)
        Assert.Equal(-3, Regression.R2([1, 2, 3], [3, 2, 1]));
    }

    [Fact]
    public void R2_of_equal_actual_numbers_is_one_if_exact_and_otherwise_zero()
    {
        float[] equal = [0.1f, 0.1f, 0.1f];
        Assert.Equal(1, Regression.R2(equal, equal));
        Assert.Equal(0, Regression.R2(equal, [0.1f, 0.1f, 0.2f]));
    }

    [Fact]
    public void Squares_beyond_the_range_of_float_do_not_overflow()
    {
        // The largest float is (2 - 2^-23) 2^127, so the difference is twice that and its square exact in double.
        double difference = 2.0 * float.MaxValue;
        Assert.Equal(difference * difference, Regression.MeanSquaredError([float.MaxValue], [float.MinValue]));
        Assert.Equal(difference, Regression.MeanAbsoluteError([float.MaxValue], [float.MinValue]));
    }

    [Fact]
    public void A_small_error_among_large_ones_is_not_lost()
    {
        // In single precision 2^24 + 1 would be 2^24.
        Assert.Equal((16777216.0 + 1) / 2, Regression.MeanSquaredError([4096, 1], [0, 0]));
    }

    [Fact]
    public void A_NaN_is_not_hidden()
    {
        foreach (Metric metric in _metrics)
        {
            Assert.True(double.IsNaN(metric([1, 2], [1, float.NaN])));
            Assert.True(double.IsNaN(metric([1, float.NaN], [1, 2])));
            Assert.True(double.IsNaN(metric([1, 1], [1, float.NaN])));
        }
    }

    [Fact]
    public void Different_lengths_are_refused_with_both()
    {
        foreach (Metric metric in _metrics)
        {
            var refusal = Assert.Throws<ArgumentException>("predicted", () => metric([1, 2, 3], [1, 2]));
            Assert.Contains("actual holds 3 numbers, but predicted holds 2", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Too_few_examples_are_refused()
    {
        foreach (Metric metric in _metrics)
            Assert.Throws<ArgumentException>("actual", () => metric([], []));
        var refusal = Assert.Throws<ArgumentException>("actual", () => Regression.R2([1], [1]));
        Assert.Contains("holds 1 numbers, but at least 2", refusal.Message, StringComparison.Ordinal);
    }
}

using SimdNet.Reports;

namespace SimdNet.Tests.Reports;

public class AxisTests
{
    [Theory]
    [InlineData(0, 100, "0 20 40 60 80 100")]
    [InlineData(-1, 1, "-1 -0.5 0 0.5 1")]
    [InlineData(0, 10_000, "0 2,000 4,000 6,000 8,000 10,000")]
    [InlineData(0, 2.5e7, "0 5e6 1e7 1.5e7 2e7 2.5e7")]
    [InlineData(0, 5e-5, "0 1e-5 2e-5 3e-5 4e-5 5e-5")]
    [InlineData(1e30, 3e30, "1e30 1.5e30 2e30 2.5e30 3e30")]
    [InlineData(0, 0, "0 0.2 0.4 0.6 0.8 1")]
    public void Linear_ticks_are_round_and_short(double min, double max, string ticks) => Assert.Equal(ticks, Text(Axis.Linear("x", min, max)));

    [Theory]
    [InlineData(1, 10, "1 2 5 10")]
    [InlineData(0.03, 0.9, "0.02 0.05 0.1 0.2 0.5 1")]
    [InlineData(1e-5, 0.4, "1e-5 1e-4 0.001 0.01 0.1")]
    public void Logarithmic_ticks_are_1_2_5_or_powers_of_ten(double min, double max, string ticks) => Assert.Equal(ticks, Text(Axis.Logarithmic("x", min, max)));

    [Theory]
    [InlineData(5, 5)]
    [InlineData(1e9, 1e9 + 1e-6)]
    [InlineData(-1e308, 1e308)]
    [InlineData(double.Epsilon, double.Epsilon)]
    [InlineData(1e-320, 1e300)]
    [InlineData(-3, -2.9999999)]
    public void Any_range_has_an_axis_that_shows_it(double min, double max)
    {
        foreach (Axis axis in min > 0 ? [Axis.Linear("x", min, max), Axis.Logarithmic("x", min, max)] : (Axis[])[Axis.Linear("x", min, max)])
        {
            (double Fraction, string Text)[] ticks = [.. axis.Ticks()];
            Assert.InRange(ticks.Length, 1, 10);
            Assert.Equal(ticks.Length, ticks.Select(tick => tick.Text).Distinct().Count());
            Assert.All(ticks, tick => Assert.InRange(tick.Fraction, -1e-9, 1 + 1e-9));
            double low = Math.Clamp(min, -1e300, 1e300), high = Math.Clamp(max, -1e300, 1e300);
            Assert.InRange(axis.Fraction(low), -1e-9, axis.Fraction(high));
            Assert.InRange(axis.Fraction(high), 0, 1 + 1e-9);
        }
    }

    [Fact]
    public void An_axis_of_values_is_logarithmic_where_a_linear_one_would_lose_the_small_ones()
    {
        Assert.True(Axis.Of("x", [0.1, 3]).IsLogarithmic);
        Assert.False(Axis.Of("x", [0.1, 2.9]).IsLogarithmic);
        Assert.False(Axis.Of("x", [0, 3]).IsLogarithmic);
        Assert.False(Axis.Of("x", [-1, 300]).IsLogarithmic);
        Assert.Equal("0 0.2 0.4 0.6 0.8 1", Text(Axis.Of("x", [double.NaN])));
        Assert.Equal(Text(Axis.Of("x", [1, 2])), Text(Axis.Of("x", [1, double.PositiveInfinity, 2])));
    }

    [Fact]
    public void Ends_that_are_none_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Axis.Linear("x", double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Axis.Linear("x", 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Axis.Linear("x", 0, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Axis.Logarithmic("x", 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Axis.Counting("x", 0));
    }

    private static string Text(Axis axis) => string.Join(' ', axis.Ticks().Select(tick => tick.Text));
}

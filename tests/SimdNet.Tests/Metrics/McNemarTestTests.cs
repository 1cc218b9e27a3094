using System.Numerics;
using SimdNet.Metrics;

namespace SimdNet.Tests.Metrics;

public class McNemarTestTests
{
    [Fact]
    public void The_exact_p_of_small_counts_is_a_fraction()
    {
        // By hand: 2 (1 + 8) / 2^8 and 2 / 2^5
        Assert.Equal(new SignificanceTest(1, 18.0 / 256), McNemarTest.Exact(1, 7));
        Assert.Equal(new SignificanceTest(0, 1.0 / 16), McNemarTest.Exact(5, 0));
        Assert.Equal(new SignificanceTest(0, 1), McNemarTest.Exact(0, 0));
        Assert.Equal(new SignificanceTest(3, 1), McNemarTest.Exact(3, 3));
        Assert.Equal(new SignificanceTest(0, 1), McNemarTest.Exact(1, 0));
    }

    [Theory]
    [InlineData(10, 25)]
    [InlineData(480, 520)]
    [InlineData(1900, 2100)]
    [InlineData(999, 1000)]
    public void The_exact_p_agrees_with_whole_number_arithmetic(int firstOnly, int secondOnly)
    {
        int n = firstOnly + secondOnly, m = Math.Min(firstOnly, secondOnly);
        BigInteger binomial = 1, sum = 0;
        for (int k = 0; k <= m; k++)
        {
            sum += binomial;
            binomial = binomial * (n - k) / (k + 1);
        }

        double expected = Math.Min(1, (double)((sum << 61) >> n) / Math.ScaleB(1, 60));
        // gamma_4n, and 2^-61 absolute from the cut reference
        Assert.Equal(expected, McNemarTest.Exact(firstOnly, secondOnly).PValue, (4 * n * 1.2e-16 * expected) + 1e-18);
    }

    [Fact]
    public void Large_counts_neither_overflow_nor_lose_the_sign()
    {
        Assert.Equal(0, McNemarTest.Exact(0, int.MaxValue).PValue);
        Assert.Equal(Math.ScaleB(1, -999), McNemarTest.Exact(1000, 0).PValue);
    }

    [Fact]
    public void Chi_square_has_the_continuity_correction()
    {
        // (|121 - 59| - 1)^2 / 180 = 20.67, the example of Wikipedia with both numbers; 1 degree of freedom has 3.841459 at p = 0.05
        Assert.Equal(3721.0 / 180, McNemarTest.ChiSquare(121, 59).Statistic);
        Assert.Equal(new SignificanceTest(0, 1), McNemarTest.ChiSquare(7, 7));
        Assert.Equal(new SignificanceTest(0, 1), McNemarTest.ChiSquare(0, 0));
        double z = -NormalDistribution.Quantile(McNemarTest.ChiSquare(40, 20).PValue / 2);
        Assert.Equal(19.0 * 19 / 60, z * z, 12);
    }

    [Fact]
    public void Discordant_counts_examples_with_one_right_answer()
    {
        Assert.Equal((2, 1), McNemarTest.Discordant([0, 1, 2, 3, 4], [0, 1, 0, 3, 0], [0, 0, 2, 0, 1]));
        Refused.With("actual holds 1 values, but second holds 2", "second", () => McNemarTest.Discordant([0], [0], [0, 1]));
    }

    [Fact]
    public void Negative_counts_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("firstOnly", () => McNemarTest.Exact(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>("secondOnly", () => McNemarTest.ChiSquare(0, -1));
    }
}

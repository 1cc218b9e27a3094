using SimdNet.Metrics;

namespace SimdNet.Tests.Metrics;

public class BinomialIntervalTests
{
    // Newcombe 1998, Two-sided confidence intervals for the single proportion, table I, method 3; printed with 4 decimals.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilson_agrees_with_the_published_table(long successes, long trials, double low, double high)
    {
        ConfidenceInterval interval = BinomialInterval.Wilson(successes, trials);

        Assert.Equal((low, high), (Math.Round(interval.Low, 4), Math.Round(interval.High, 4)));
    }

    // The textbook formula (centre minus and plus half width) in mpmath 1.3 with 40 digits.
    [Theory]
    [InlineData(81, 263, 0.95, 0.255288519878274235, 0.366209576982800058)]
    [InlineData(6, 32, 0.95, 0.0888954468956595427, 0.353091552013759582)]
    [InlineData(1, 1_000_000_000_000, 0.95, 1.76524554935174777e-13, 5.66493426573650997e-12)]
    [InlineData(9990, 10000, 0.99, 0.997790584698193097, 0.999547691667813986)]
    [InlineData(5, 10, 0.5, 0.395699915424687728, 0.604300084575312272)]
    [InlineData(3, 1797, 0.999, 0.000307806203143822436, 0.00900036371612942586)]
    public void Wilson_keeps_its_digits(long successes, long trials, double confidence, double low, double high)
    {
        ConfidenceInterval interval = BinomialInterval.Wilson(successes, trials, confidence);

        // z is good to 1e-15, a bound moves by at most 2 parts for each part of z, and 12 operations of 2^-53 follow.
        const double Tolerance = 2e-15 + (12 * 1.2e-16);
        Assert.InRange(interval.Low, low * (1 - Tolerance), low * (1 + Tolerance));
        Assert.InRange(interval.High, high * (1 - Tolerance), high * (1 + Tolerance));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(1797)]
    [InlineData(long.MaxValue)]
    public void All_right_ends_at_one_and_all_wrong_at_zero_exactly(long trials)
    {
        foreach (double confidence in new[] { double.Epsilon, 1e-17, 0.1, 0.5, 0.95, 0.999, 1 - (1.0 / (1L << 53)) })
        {
            Assert.Equal(1, BinomialInterval.Wilson(trials, trials, confidence).High);
            Assert.Equal(0, BinomialInterval.Wilson(0, trials, confidence).Low);
        }
    }

    [Fact]
    public void The_interval_surrounds_the_share_within_0_and_1_and_shrinks_with_trials()
    {
        double previous = double.PositiveInfinity;
        for (long trials = 10; trials <= 10_000_000; trials *= 10)
        {
            ConfidenceInterval interval = BinomialInterval.Wilson(trials * 9 / 10, trials);
            Assert.InRange(0.9, interval.Low, interval.High);
            Assert.InRange(interval.Low, 0, interval.High);
            Assert.InRange(interval.High, interval.Low, 1);
            Assert.True(interval.High - interval.Low < previous);
            previous = interval.High - interval.Low;
        }
    }

    [Theory]
    [InlineData(0, 0, 0.95, "trials")]
    [InlineData(0, -1, 0.95, "trials")]
    [InlineData(-1, 5, 0.95, "successes")]
    [InlineData(6, 5, 0.95, "successes")]
    [InlineData(1, 5, 0.0, "confidence")]
    [InlineData(1, 5, 1.0, "confidence")]
    [InlineData(1, 5, 95.0, "confidence")]
    [InlineData(1, 5, double.NaN, "confidence")]
    public void An_argument_out_of_range_is_named(long successes, long trials, double confidence, string argument)
        => Assert.Throws<ArgumentOutOfRangeException>(argument, () => BinomialInterval.Wilson(successes, trials, confidence));
}

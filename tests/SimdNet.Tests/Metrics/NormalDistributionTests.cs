using SimdNet.Metrics;

namespace SimdNet.Tests.Metrics;

public class NormalDistributionTests
{
    // Newton's method on the distribution function in mpmath 1.3 with 50 digits, each p taken as the double it is.
    [Theory]
    [InlineData(double.Epsilon, -38.467405617144346251)]
    [InlineData(1e-300, -37.047096299361199237)]
    [InlineData(1e-100, -21.273453560965324294)]
    [InlineData(1e-20, -9.2623400897984075796)]
    [InlineData(1e-11, -6.7060231554951362961)]
    [InlineData(2e-11, -6.6040775904056342776)]
    [InlineData(1e-08, -5.6120012441747887279)]
    [InlineData(1e-05, -4.2648907939228246102)]
    [InlineData(0.001, -3.0902323061678135354)]
    [InlineData(0.005, -2.5758293035489007538)]
    [InlineData(0.025, -1.9599639845400542118)]
    [InlineData(0.05, -1.644853626951472688)]
    [InlineData(0.075, -1.4395314709384559349)]
    [InlineData(0.0750000001, -1.4395314702320187914)]
    [InlineData(0.1, -1.2815515655446004353)]
    [InlineData(0.25, -0.6744897501960817432)]
    [InlineData(0.4, -0.25334710313579974132)]
    [InlineData(0.49999, -0.000025066282748960008527)]
    [InlineData(0.6, 0.25334710313579974132)]
    [InlineData(0.9, 1.2815515655446005935)]
    [InlineData(0.975, 1.9599639845400538556)]
    [InlineData(0.999, 3.0902323061678132778)]
    [InlineData(1 - (1.0 / (1L << 53)), 8.2095361516013868556)]
    public void The_quantile_is_good_to_its_stated_error(double p, double z)
        => Assert.InRange(NormalDistribution.Quantile(p), z - (1e-15 * Math.Abs(z)), z + (1e-15 * Math.Abs(z)));

    [Fact]
    public void The_median_is_zero() => Assert.Equal(0, NormalDistribution.Quantile(0.5));

    [Fact]
    public void The_quantile_is_odd_about_one_half()
    {
        // 1 - i/1024 is exact.
        for (int i = 1; i < 1024; i++)
            Assert.Equal(-NormalDistribution.Quantile(i / 1024.0), NormalDistribution.Quantile(1 - (i / 1024.0)));
    }

    [Fact]
    public void The_quantile_rises_across_the_hand_overs()
    {
        // |p - 1/2| = 0.425, and sqrt(-log p) = 5
        foreach (double centre in new[] { 0.075, 0.925, Math.Exp(-25) })
        {
            double previous = double.NegativeInfinity;
            for (int i = -100; i <= 100; i++)
            {
                double z = NormalDistribution.Quantile(centre * (1 + (i * 1e-13)));
                Assert.True(z > previous, $"not rising at {centre} * (1 + {i}e-13)");
                previous = z;
            }
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_probability_out_of_range_is_refused(double p)
        => Assert.Throws<ArgumentOutOfRangeException>(nameof(p), () => NormalDistribution.Quantile(p));
}

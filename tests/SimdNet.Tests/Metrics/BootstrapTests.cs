using SimdNet.Kernels;
using SimdNet.Metrics;

namespace SimdNet.Tests.Metrics;

public class BootstrapTests
{
    [Fact]
    public void The_interval_of_a_mean_is_near_the_normal_one()
    {
        // 400 numbers of 0 and 1, half each: standard error 1/40, so the ends are near 1/2 +- 1.96 / 40.
        ConfidenceInterval interval = Bootstrap.Percentile(400, Mean, resamples: 4000, seed: 5);

        // A 2.5 % quantile of 4000 draws has a standard error of 2.6 % of 1/40 / phi(1.96) * sqrt(p (1 - p) / 4000); five of them, and the step 1/400.
        const double Tolerance = (5 * 0.0025 / 0.0584 / 40) + (1.0 / 400);
        Assert.Equal(0.5 - (1.96 / 40), interval.Low, Tolerance);
        Assert.Equal(0.5 + (1.96 / 40), interval.High, Tolerance);

        static double Mean(ReadOnlySpan<int> rows)
        {
            int sum = 0;
            foreach (int row in rows) sum += row % 2;
            return (double)sum / rows.Length;
        }
    }

    [Fact]
    public void Rows_are_in_range_repeat_with_the_seed_and_differ_between_resamples()
    {
        List<int[]> first = Drawn(1), again = Drawn(1), other = Drawn(2);

        Assert.All(first, rows => Assert.All(rows, row => Assert.InRange(row, 0, 99)));
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.NotEqual(first[0], first[1]);

        static List<int[]> Drawn(ulong seed)
        {
            var drawn = new List<int[]>();
            Bootstrap.Percentile(100, rows => { drawn.Add(rows.ToArray()); return 0; }, resamples: 3, seed: seed);
            return drawn;
        }
    }

    [Fact]
    public void Resample_r_is_stream_r_of_Philox()
    {
        ulong r = 0;
        Bootstrap.Percentile(150, Check, resamples: 3, seed: 11);
        Assert.Equal(3UL, r);

        double Check(ReadOnlySpan<int> rows)
        {
            var bits = new uint[150];
            Philox.Fill(11, r++, 0, bits);
            Assert.Equal(bits.Select(x => (int)(x * 150UL / (1UL << 32))), rows.ToArray());
            return 0;
        }
    }

    [Fact]
    public void Quantiles_interpolate_between_resamples()
    {
        // Metrics 0 to 4: the 25 % and 75 % quantiles are 1 and 3, the 10 % and 90 % quantiles 0.4 and 3.6.
        Assert.Equal(new ConfidenceInterval(1, 3), Counting(0.5));
        Assert.Equal(0.4, Counting(0.8).Low, 15);
        Assert.Equal(3.6, Counting(0.8).High, 15);

        static ConfidenceInterval Counting(double confidence)
        {
            int call = 0;
            return Bootstrap.Percentile(1, _ => (call++ * 3) % 5, confidence, resamples: 5);
        }
    }

    [Fact]
    public void A_NaN_is_not_hidden()
    {
        int call = 0;
        ConfidenceInterval interval = Bootstrap.Percentile(2, _ => call++ == 7 ? double.NaN : 1, resamples: 50);
        Assert.True(double.IsNaN(interval.Low) && double.IsNaN(interval.High));
    }

    [Fact]
    public void An_argument_out_of_range_is_named()
    {
        Assert.Throws<ArgumentOutOfRangeException>("examples", () => Bootstrap.Percentile(0, _ => 0));
        Assert.Throws<ArgumentNullException>("metric", () => Bootstrap.Percentile(1, null!));
        Assert.Throws<ArgumentOutOfRangeException>("confidence", () => Bootstrap.Percentile(1, _ => 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>("resamples", () => Bootstrap.Percentile(1, _ => 0, resamples: 1));
    }
}

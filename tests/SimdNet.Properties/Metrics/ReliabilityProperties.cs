using SimdNet.Metrics;

namespace SimdNet.Properties.Metrics;

/// <summary>Bins against counting between exact edges</summary>
public class ReliabilityProperties
{
    [Fact]
    public void A_bin_has_the_probabilities_between_its_edges() => Prop.ForAll(ScoredExamples.Gen, c =>
    {
        foreach (int bins in new[] { 1, 3, 10, 15 })
        {
            Reliability reliability = Reliability.Of(c.Positive, c.Scores, bins);
            double error = 0;
            for (int b = 0; b < bins; b++)
            {
                // p n in double is exact, b / n would not be
                var inside = c.Scores.Zip(c.Positive).Where(e => (double)e.First * bins <= b + 1 && ((double)e.First * bins > b || (b == 0 && e.First == 0))).ToArray();
                Assert.Equal((inside.Length, inside.Count(e => e.Second)), (reliability.Bins[b].Count, reliability.Bins[b].Hits));
                if (inside.Length > 0) error += Math.Abs(inside.Sum(e => e.First - (e.Second ? 1.0 : 0.0))) / c.Scores.Length;
            }

            // n sums of numbers up to 1, in another order
            Assert.Equal(error, reliability.ExpectedCalibrationError, Rounding.Gamma(4 * (c.Scores.Length + bins), Rounding.UnitRoundoffOfDouble));
            Assert.InRange(reliability.ExpectedCalibrationError, 0, reliability.MaximumCalibrationError * (1 + 1e-15 * bins));
            Assert.InRange(reliability.MaximumCalibrationError, 0, 1);
        }
    });
}

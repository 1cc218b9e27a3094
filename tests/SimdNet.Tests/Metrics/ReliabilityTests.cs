using SimdNet.Metrics;

namespace SimdNet.Tests.Metrics;

public class ReliabilityTests
{
    [Fact]
    public void The_errors_are_the_weighted_and_the_largest_gap()
    {
        // By hand: bin (0, 1/2] has mean 3/8 and frequency 1/2, bin (1/2, 1] mean 7/8 and frequency 1/2.
        Reliability reliability = Reliability.Of([true, false, true, false], [0.25f, 0.5f, 0.75f, 1], bins: 2);

        Assert.Equal([new ReliabilityBin(0, 0.5, 2, 1, 0.375), new ReliabilityBin(0.5, 1, 2, 1, 0.875)], reliability.Bins.ToArray());
        Assert.Equal(0.25, reliability.ExpectedCalibrationError);
        Assert.Equal(0.375, reliability.MaximumCalibrationError);
    }

    [Fact]
    public void Edges_belong_to_the_lower_bin_and_zero_to_the_first()
    {
        float above = MathF.BitIncrement(0.25f);
        Reliability reliability = Reliability.Of(new bool[6], [0, 0.25f, above, 0.5f, 0.75f, 1], bins: 4);
        Assert.Equal([2, 2, 1, 1], reliability.Bins.ToArray().Select(bin => bin.Count));
    }

    [Fact]
    public void An_empty_bin_has_no_gap()
    {
        Reliability reliability = Reliability.Of([true], [1]);
        Assert.Equal(0, reliability.ExpectedCalibrationError);
        Assert.Equal((0, 0.0), (reliability.Bins[0].Count, reliability.Bins[0].Gap));
        Assert.True(double.IsNaN(reliability.Bins[0].Frequency));
        Assert.True(double.IsNaN(reliability.Bins[0].MeanProbability));
    }

    [Fact]
    public void The_most_likely_class_counts_and_of_equal_ones_the_first()
    {
        Reliability reliability = Reliability.OfTopClass([0, 1], [0.5f, 0.5f, 0.25f, 0.75f], 2, bins: 1);
        Assert.Equal(new ReliabilityBin(0, 1, 2, 2, 0.625), reliability.Bins[0]);
        Assert.Equal(0.375, reliability.ExpectedCalibrationError);
    }

    [Fact]
    public void Bad_input_is_refused_with_what_came()
    {
        Refused.With("probs[0] is -0.5, expected a probability within [0, 1]", "probs", () => Reliability.Of([true], [-0.5f]));
        Refused.With("row 0 of probs adds up to 2, expected 1", "probs", () => Reliability.OfTopClass([0], [1, 1], 2));
        Assert.Throws<ArgumentOutOfRangeException>("bins", () => Reliability.Of([true], [0.5f], 0));
    }
}

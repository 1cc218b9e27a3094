using SimdNet.Metrics;

namespace SimdNet.Tests.Metrics;

public class TemperatureScalingTests
{
    [Fact]
    public void Of_two_classes_with_one_margin_the_temperature_has_a_closed_form()
    {
        // 3 of 4 are right by a margin of 4: sigmoid(4 / T) = 3/4, so T = 4 / ln 3.
        TemperatureScaling scaling = TemperatureScaling.Fit([0, 0, 0, 1], [4, 0, 4, 0, 4, 0, 4, 0], 2);

        // A slope's rounding of about n 2^-53 over its derivative of about n 4^2 3/16, and the last halving's 2e-14.
        Assert.Equal(4 / Math.Log(3), scaling.Temperature, 1e-13);
        var probs = new float[2];
        scaling.Apply([4, 0], 2, probs);
        Assert.Equal([0.75f, 0.25f], probs);
    }

    [Fact]
    public void Without_a_least_point_the_temperature_is_at_its_limit()
    {
        Assert.Equal(TemperatureScaling.MinTemperature, TemperatureScaling.Fit([0, 1], [1, 0, 0, 3], 2).Temperature);
        Assert.Equal(TemperatureScaling.MaxTemperature, TemperatureScaling.Fit([1, 0], [1, 0, 0, 3], 2).Temperature);
        Assert.Equal(1, TemperatureScaling.Fit([1, 0], [2, 2, 3, 3], 2).Temperature);
    }

    [Fact]
    public void Huge_logits_neither_overflow_nor_become_NaN()
    {
        var probs = new float[3];
        new TemperatureScaling(1e-3).Apply([float.MaxValue, float.MinValue, 0], 3, probs);
        Assert.Equal([1, 0, 0], probs);
        Assert.InRange(TemperatureScaling.Fit([0, 1, 0], [1e30f, 0, 1e30f, 0, 1e30f, 0], 2).Temperature, TemperatureScaling.MinTemperature, TemperatureScaling.MaxTemperature);
    }

    [Fact]
    public void Apply_works_in_place()
    {
        float[] rows = [0, 0, 5, 5];
        new TemperatureScaling(3).Apply(rows, 2, rows);
        Assert.Equal([0.5f, 0.5f, 0.5f, 0.5f], rows);
    }

    [Fact]
    public void Bad_input_is_refused_with_what_came()
    {
        var scaling = new TemperatureScaling(1);
        Refused.With("logits holds 3 values, expected a multiple of 2 classes", "logits", () => scaling.Apply(new float[3], 2, new float[3]));
        Refused.With("logits holds 4 values, but probs holds 2", "probs", () => scaling.Apply(new float[4], 2, new float[2]));
        var memory = new float[5];
        Refused.With("probs is 1 values into logits, expected the same span or a disjoint one", "probs", () => scaling.Apply(memory.AsSpan(0, 4), 2, memory.AsSpan(1, 4)));
        Refused.Untouched("logits[3] is Infinity, expected a finite number", "logits", () => scaling.Apply([1, 2, 3, float.PositiveInfinity], 2, memory.AsSpan(0, 4)), memory);
        Assert.All([0, -1, double.NaN, double.PositiveInfinity], t => Assert.Throws<ArgumentOutOfRangeException>("temperature", () => new TemperatureScaling(t)));
        Assert.Throws<ArgumentOutOfRangeException>("labels", () => TemperatureScaling.Fit([2], [0, 1], 2));
        Assert.Throws<ArgumentException>("logits", () => TemperatureScaling.Fit([0], [0, float.NaN], 2));
    }
}

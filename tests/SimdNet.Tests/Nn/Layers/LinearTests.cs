using SimdNet.Nn;

namespace SimdNet.Tests.Nn;

public class LinearTests
{
    [Fact]
    public void The_values_are_x_times_the_transposed_weight_plus_bias()
    {
        var linear = new Linear(2, 3);
        new float[] { 1, 2, 3, 4, 5, 6 }.CopyTo(linear.Weight.Value);
        new float[] { 10, 20, 30 }.CopyTo(linear.Bias.Value);

        // Row (1, 1): 1 + 2 + 10, 3 + 4 + 20, 5 + 6 + 30; row (1, -1): -1 + 10, -1 + 20, -1 + 30
        Assert.Equal([13, 27, 41, 9, 19, 29], LayerRun.Predict(linear, [1, 1, 1, -1], batch: 2));
    }

    [Fact]
    public void Its_parameters_are_the_weight_and_the_bias()
    {
        var linear = new Linear(2, 3);

        Assert.Equal([linear.Weight, linear.Bias], linear.Parameters);
        Assert.Equal(["weight [3 x 2]", "bias [3]"], linear.Parameters.Select(parameter => parameter.ToString()));
        Assert.Equal("Linear(2, 3)", linear.ToString());
    }

    [Theory, InlineData(0, 1), InlineData(1, 0), InlineData(-1, 1), InlineData(1, -1)]
    public void Widths_below_one_are_refused(int inFeatures, int outFeatures) =>
        Assert.Throws<ArgumentOutOfRangeException>(inFeatures < 1 ? "inFeatures" : "outFeatures", () => new Linear(inFeatures, outFeatures));
}

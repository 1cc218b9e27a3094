using SimdNet.Nn;
using SimdNet.Optim;

namespace SimdNet.Tests.Optim;

public class AdamTests
{
    [Fact]
    public void The_first_step_has_the_length_of_the_learning_rate_whatever_the_gradients_size()
    {
        // m / (1 - beta1) = g, v / (1 - beta2) = g^2: the step is learningRate g / (|g| + epsilon).
        var parameter = new Parameter("w", 4);
        var adam = new Adam(learningRate: 0.125f);
        adam.Attach([parameter]);
        new float[] { 1e-3f, -1, 1e3f, 0 }.CopyTo(parameter.Gradient);

        adam.Step();

        float[] expected = [-0.125f, 0.125f, -0.125f, 0];
        for (int i = 0; i < expected.Length; i++)
            Assert.InRange(parameter.Value[i] - expected[i], -2e-5f * 0.125f, 2e-5f * 0.125f); // epsilon / 1e-3 = 1e-5
    }

    [Fact]
    public void The_numbers_are_kept_and_the_defaults_are_those_of_the_paper()
    {
        var adam = new Adam();
        Assert.Equal((1e-3f, 0.9f, 0.999f, 1e-8f), (adam.LearningRate, adam.Beta1, adam.Beta2, adam.Epsilon));
        adam = new Adam(0.5f, 0.25f, 0.125f, 2);
        Assert.Equal((0.5f, 0.25f, 0.125f, 2f), (adam.LearningRate, adam.Beta1, adam.Beta2, adam.Epsilon));
    }

    [Theory, InlineData(-0.1f), InlineData(1f), InlineData(float.NaN)]
    public void Decay_rates_outside_the_unit_interval_are_refused(float rate)
    {
        Assert.Throws<ArgumentOutOfRangeException>("beta1", () => new Adam(beta1: rate));
        Assert.Throws<ArgumentOutOfRangeException>("beta2", () => new Adam(beta2: rate));
    }

    [Theory, InlineData(0f), InlineData(-1f), InlineData(float.NaN), InlineData(float.PositiveInfinity)]
    public void Epsilon_and_learning_rate_are_positive_numbers(float value)
    {
        Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => new Adam(epsilon: value));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(learningRate: value));
    }
}

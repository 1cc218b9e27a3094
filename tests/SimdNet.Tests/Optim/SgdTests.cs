using SimdNet.Nn;
using SimdNet.Optim;

namespace SimdNet.Tests.Optim;

public class SgdTests
{
    [Fact]
    public void Two_steps_by_hand()
    {
        var parameter = new Parameter("w", 1);
        parameter.Value[0] = 1;
        var sgd = new Sgd(learningRate: 0.5f, momentum: 0.5f);
        sgd.Attach([parameter]);

        parameter.Gradient[0] = 1; // v = 1, w = 1 - 0.5
        sgd.Step();
        Assert.Equal(0.5f, parameter.Value[0]);

        parameter.Gradient[0] = 1; // v = 1.5, w = 0.5 - 0.75
        sgd.Step();
        Assert.Equal(-0.25f, parameter.Value[0]);
    }

    [Fact]
    public void The_numbers_are_kept()
    {
        var sgd = new Sgd(0.25f, 0.5f);
        Assert.Equal((0.25f, 0.5f, 0L), (sgd.LearningRate, sgd.Momentum, sgd.Steps));
        Assert.Equal((1e-3f, 0f), (new Sgd().LearningRate, new Sgd().Momentum));
    }

    [Theory, InlineData(-0.1f), InlineData(1f), InlineData(float.NaN)]
    public void A_momentum_outside_the_unit_interval_is_refused(float momentum) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(momentum), () => new Sgd(0.1f, momentum));

    [Theory, InlineData(0f), InlineData(-1f), InlineData(float.NaN), InlineData(float.PositiveInfinity)]
    public void A_learning_rate_that_is_no_positive_number_is_refused(float rate) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(rate));
}

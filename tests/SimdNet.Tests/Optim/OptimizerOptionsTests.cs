using SimdNet.Nn;
using SimdNet.Optim;

namespace SimdNet.Tests.Optim;

/// <summary>Defaults as PyTorch's documentation and the papers have them, and what optimizers refuse</summary>
public class OptimizerOptionsTests
{
    [Fact]
    public void The_defaults_are_those_of_PyTorch()
    {
        var sgd = new Sgd();
        Assert.Equal((1e-3f, 0f, 0f, 0f, false), (sgd.LearningRate, sgd.Momentum, sgd.Dampening, sgd.WeightDecay, sgd.Nesterov));
        var adam = new Adam();
        Assert.Equal((0f, false), (adam.WeightDecay, adam.AmsGrad));
        var adamW = new AdamW();
        Assert.Equal((1e-3f, 0.9f, 0.999f, 1e-8f, 1e-2f, false), (adamW.LearningRate, adamW.Beta1, adamW.Beta2, adamW.Epsilon, adamW.WeightDecay, adamW.AmsGrad));
        var rmsProp = new RmsProp();
        Assert.Equal((1e-2f, 0.99f, 1e-8f, 0f, false, 0f), (rmsProp.LearningRate, rmsProp.Alpha, rmsProp.Epsilon, rmsProp.Momentum, rmsProp.Centered, rmsProp.WeightDecay));
        var adagrad = new Adagrad();
        Assert.Equal((1e-2f, 0f, 0f, 0f, 1e-10f), (adagrad.LearningRate, adagrad.LearningRateDecay, adagrad.WeightDecay, adagrad.InitialAccumulator, adagrad.Epsilon));
        var lion = new Lion();
        Assert.Equal((1e-4f, 0.9f, 0.99f, 0f), (lion.LearningRate, lion.Beta1, lion.Beta2, lion.WeightDecay));
    }

    [Theory, InlineData(-0.1f), InlineData(1f), InlineData(float.NaN)]
    public void Rates_outside_the_unit_interval_are_refused(float rate)
    {
        Assert.Throws<ArgumentOutOfRangeException>("dampening", () => new Sgd(momentum: 0.5f, dampening: rate));
        Assert.Throws<ArgumentOutOfRangeException>("alpha", () => new RmsProp(alpha: rate));
        Assert.Throws<ArgumentOutOfRangeException>("momentum", () => new RmsProp(momentum: rate));
        Assert.Throws<ArgumentOutOfRangeException>("beta1", () => new AdamW(beta1: rate));
        Assert.Throws<ArgumentOutOfRangeException>("beta1", () => new Lion(beta1: rate));
        var refusal = Assert.Throws<ArgumentOutOfRangeException>("beta2", () => new Lion(beta2: rate));
        Assert.Contains("expected a number from 0 up to, not including, 1", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(rate, refusal.ActualValue);
    }

    [Theory, InlineData(-0.1f), InlineData(float.NaN), InlineData(float.PositiveInfinity)]
    public void Decays_are_not_negative(float decay)
    {
        Assert.Throws<ArgumentOutOfRangeException>("weightDecay", () => new Sgd(weightDecay: decay));
        Assert.Throws<ArgumentOutOfRangeException>("weightDecay", () => new Adam(weightDecay: decay));
        Assert.Throws<ArgumentOutOfRangeException>("weightDecay", () => new AdamW(weightDecay: decay));
        Assert.Throws<ArgumentOutOfRangeException>("weightDecay", () => new RmsProp(weightDecay: decay));
        Assert.Throws<ArgumentOutOfRangeException>("weightDecay", () => new Adagrad(weightDecay: decay));
        Assert.Throws<ArgumentOutOfRangeException>("weightDecay", () => new Lion(weightDecay: decay));
        Assert.Throws<ArgumentOutOfRangeException>("learningRateDecay", () => new Adagrad(learningRateDecay: decay));
        Assert.Throws<ArgumentOutOfRangeException>("initialAccumulator", () => new Adagrad(initialAccumulator: decay));
    }

    [Fact]
    public void Nesterov_needs_momentum_and_no_dampening()
    {
        Assert.Throws<ArgumentException>("nesterov", () => new Sgd(nesterov: true));
        var refusal = Assert.Throws<ArgumentException>("nesterov", () => new Sgd(momentum: 0.5f, dampening: 0.25f, nesterov: true));
        Assert.Contains("0.5 and 0.25", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_velocity_is_the_gradient_undampened()
    {
        var parameter = new Parameter("w", 1);
        var sgd = new Sgd(learningRate: 0.5f, momentum: 0.5f, dampening: 0.5f);
        sgd.Attach([parameter]);

        parameter.Gradient[0] = 1; // v = 1
        sgd.Step();
        Assert.Equal(-0.5f, parameter.Value[0]);
        parameter.Gradient[0] = 1; // v = 0.5 + 0.5
        sgd.Step();
        Assert.Equal(-1f, parameter.Value[0]);
    }

    [Fact]
    public void Decoupled_decay_stays_out_of_the_moments()
    {
        // Without gradients Adam's moments stay 0, so only the decay moves the weight; coupled, the decay is a gradient and the step has the rate's length.
        Parameter coupled = new("w", 1), decoupled = new("w", 1);
        (coupled.Value[0], decoupled.Value[0]) = (2, 2);
        Adam adam = new(0.5f, weightDecay: 0.25f), adamW = new AdamW(0.5f, weightDecay: 0.25f);
        adam.Attach([coupled]);
        adamW.Attach([decoupled]);

        adam.Step();
        adamW.Step();

        Assert.Equal(1.5f, coupled.Value[0], 1e-6f); // epsilon / g = 2e-8, and a few roundings
        Assert.Equal(1.75f, decoupled.Value[0]);
    }
}

using SimdNet.Nn;
using SimdNet.Optim;

namespace SimdNet.Tests.Optim;

public class GradientClippingTests
{
    [Fact]
    public void The_norm_is_that_of_all_gradients_together()
    {
        Parameter[] parameters = Parameters([3, 0], [4]);
        Assert.Equal(5, GradientClipping.Norm(parameters));
        Assert.Equal(0, GradientClipping.Norm([]));
    }

    [Fact]
    public void A_longer_gradient_is_shortened_and_keeps_its_direction()
    {
        Parameter[] parameters = Parameters([3, 0], [4]);
        Assert.Equal(5, GradientClipping.ByNorm(parameters, 1));

        // The factor 1 / (5 + 1e-6) and the product are rounded once each.
        double factor = 1 / (5 + 1e-6);
        Assert.Equal(3 * factor, parameters[0].Gradient[0], 3 * factor * Rounding.Gamma(2));
        Assert.Equal(4 * factor, parameters[1].Gradient[0], 4 * factor * Rounding.Gamma(2));
        Assert.InRange(GradientClipping.Norm(parameters), 1 - 1e-6, 1);
    }

    [Fact]
    public void A_shorter_gradient_keeps_its_bits()
    {
        Parameter[] parameters = Parameters([3, -0f], [4]);
        Assert.Equal(5, GradientClipping.ByNorm(parameters, 5.01f));
        SameBits.AssertEqual([3, -0f], parameters[0].Gradient);
    }

    [Theory, InlineData(float.NaN), InlineData(float.PositiveInfinity)]
    public void A_norm_that_is_no_number_is_refused_and_nothing_changed(float value)
    {
        Parameter[] parameters = Parameters([3, value], [4]);
        Assert.Contains("the norm of the gradients is", Assert.Throws<ArithmeticException>(() => GradientClipping.ByNorm(parameters, 1)).Message, StringComparison.Ordinal);
        Assert.Equal(3, parameters[0].Gradient[0]);
        Assert.Equal(4, parameters[1].Gradient[0]);
    }

    [Fact]
    public void Elements_are_clipped_one_by_one()
    {
        Parameter[] parameters = Parameters([3, -3, 0.5f, float.NaN, float.NegativeInfinity], [-0f]);
        GradientClipping.ByValue(parameters, 1);
        Bits.Equal([1, -1, 0.5f, float.NaN, -1], parameters[0].Gradient.ToArray());
        SameBits.AssertEqual([-0f], parameters[1].Gradient);
    }

    [Theory, InlineData(0f), InlineData(-1f), InlineData(float.NaN), InlineData(float.PositiveInfinity)]
    public void Limits_are_positive_numbers(float limit)
    {
        Assert.Throws<ArgumentOutOfRangeException>("maxNorm", () => GradientClipping.ByNorm([], limit));
        Assert.Throws<ArgumentOutOfRangeException>(nameof(limit), () => GradientClipping.ByValue([], limit));
    }

    [Fact]
    public void Clipping_allocates_nothing()
    {
        Parameter[] parameters = Parameters(Numbers.Uniform(1, 37), Numbers.Uniform(2, 5));
        Assert.Equal(0, Allocation.Measure(() => GradientClipping.ByNorm(parameters, 1e-3f), calls: 100));
        Assert.Equal(0, Allocation.Measure(() => GradientClipping.ByValue(parameters, 1e-3f), calls: 100));
    }

    private static Parameter[] Parameters(params float[][] gradients) =>
        [.. gradients.Select((gradient, i) =>
        {
            var parameter = new Parameter($"p{i}", gradient.Length);
            gradient.CopyTo(parameter.Gradient);
            return parameter;
        })];
}

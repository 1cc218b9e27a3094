using SimdNet.Nn;

namespace SimdNet.Tests.Nn;

public class ParameterTests
{
    [Fact]
    public void A_new_parameter_is_zeros_of_its_shape()
    {
        var parameter = new Parameter("weight", 2, 3);

        Assert.Equal(6, parameter.Length);
        Assert.Equal([2, 3], parameter.Shape.ToArray());
        Assert.Equal(new float[6], parameter.Value.ToArray());
        Assert.Equal(new float[6], parameter.Gradient.ToArray());
        Assert.Equal("weight [2 x 3]", parameter.ToString());
    }

    [Fact]
    public void Value_and_gradient_are_different_memory()
    {
        var parameter = new Parameter("bias", 2);
        parameter.Value.Fill(1);
        parameter.Gradient.Fill(2);

        Assert.Equal([1, 1], parameter.Value.ToArray());
        Assert.Equal([2, 2], parameter.Gradient.ToArray());
    }

    [Fact]
    public void A_cleared_gradient_is_zeros_however_it_is_used_next()
    {
        var parameter = new Parameter("bias", 2);
        Assert.Equal([0, 0], parameter.Gradient.ToArray());
        parameter.Gradient.Fill(2);
        parameter.ClearGradient();
        Assert.Equal([0, 0], parameter.Gradient.ToArray());
        parameter.Gradient.Fill(3);
        Assert.Equal([3, 3], parameter.Gradient.ToArray());
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Backward_passes_add_to_a_gradient_that_is_not_cleared(int passes)
    {
        var layer = new Linear(3, 2);
        float[] x = [1, 2, 3, 4, 5, 6], dy = [1, 10, 100, 1000];
        for (int round = 0; round < 2; round++)
        {
            layer.Weight.Gradient.Fill(float.NaN); // what a cleared gradient's memory holds does not matter
            layer.Weight.ClearGradient();
            layer.Bias.ClearGradient();
            for (int i = 0; i < passes; i++)
                layer.Backward(x, new float[4], dy, 2, [], [], null);
            Assert.Equal([401f * passes, 502f * passes, 603f * passes, 4010f * passes, 5020f * passes, 6030f * passes], layer.Weight.Gradient.ToArray());
            Assert.Equal([101f * passes, 1010f * passes], layer.Bias.Gradient.ToArray());
        }
    }

    [Fact]
    public void Impossible_shapes_and_names_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("shape", () => new Parameter("weight", 2, -1));
        Assert.Throws<OverflowException>(() => new Parameter("weight", 1 << 16, 1 << 16));
        Assert.Throws<ArgumentException>("name", () => new Parameter("", 1));
        Assert.Throws<ArgumentNullException>("name", () => new Parameter(null!, 1));
    }
}

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
    public void Impossible_shapes_and_names_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("shape", () => new Parameter("weight", 2, -1));
        Assert.Throws<OverflowException>(() => new Parameter("weight", 1 << 16, 1 << 16));
        Assert.Throws<ArgumentException>("name", () => new Parameter("", 1));
        Assert.Throws<ArgumentNullException>("name", () => new Parameter(null!, 1));
    }
}

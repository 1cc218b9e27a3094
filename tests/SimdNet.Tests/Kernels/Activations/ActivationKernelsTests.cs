using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels.Activations;

public class ActivationKernelsTests
{
    public static TheoryData<string> Names => ActivationTable.Names;

    [Theory]
    [InlineData("relu", 2f, 2f, 1f)]
    [InlineData("relu", -2f, 0f, 0f)]
    [InlineData("relu", 0f, 0f, 0f)] // the kink: f' = 0
    [InlineData("relu", float.Epsilon, float.Epsilon, 1f)]
    [InlineData("relu", -float.Epsilon, 0f, 0f)]
    [InlineData("relu", float.PositiveInfinity, float.PositiveInfinity, 1f)]
    [InlineData("relu", float.NegativeInfinity, 0f, 0f)]
    [InlineData("relu", float.NaN, float.NaN, 0f)]
    [InlineData("sigmoid", 0f, 0.5f, 0.25f)]
    [InlineData("sigmoid", float.Epsilon, 0.5f, 0.25f)]
    [InlineData("sigmoid", 20f, 1f, 0f)]
    [InlineData("sigmoid", float.MaxValue, 1f, 0f)]
    [InlineData("sigmoid", float.PositiveInfinity, 1f, 0f)]
    [InlineData("sigmoid", -110f, 0f, 0f)]
    [InlineData("sigmoid", float.NegativeInfinity, 0f, 0f)]
    [InlineData("sigmoid", float.NaN, float.NaN, float.NaN)]
    [InlineData("tanh", 0f, 0f, 1f)]
    [InlineData("tanh", float.Epsilon, float.Epsilon, 1f)]
    [InlineData("tanh", -float.Epsilon, -float.Epsilon, 1f)]
    [InlineData("tanh", 1e-40f, 1e-40f, 1f)]
    [InlineData("tanh", 20f, 1f, 0f)]
    [InlineData("tanh", -20f, -1f, 0f)]
    [InlineData("tanh", float.PositiveInfinity, 1f, 0f)]
    [InlineData("tanh", float.NegativeInfinity, -1f, 0f)]
    [InlineData("tanh", float.NaN, float.NaN, float.NaN)]
    public void Special_values(string name, float x, float value, float derivative)
    {
        float[] xs = new float[39], y = new float[39], dy = new float[39], dx = new float[39];
        xs.AsSpan().Fill(x);
        dy.AsSpan().Fill(1);
        ActivationKernels.Forward(Activation.Parse(name), xs, y);
        ActivationKernels.Backward(Activation.Parse(name), xs, y, dy, dx);
        for (int i = 0; i < 39; i++)
        {
            Bits.Equal(value, y[i], $"f({x}) at {i}");
            Bits.Equal(derivative, dx[i], $"f'({x}) at {i}");
        }
    }

    [Fact]
    public void Minus_zero()
    {
        Special_values("relu", -0f, -0f, 0f);
        Special_values("sigmoid", -0f, 0.5f, 0.25f);
        Special_values("tanh", -0f, -0f, 1f);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_finds_its_function(string name)
    {
        var activation = Activation.Parse(name);
        Assert.Equal(name, activation.Name);
        Assert.Contains(activation, Activation.All);
        Assert.Equal(activation.Parameter is null ? name : $"{name}({activation.Parameter})", activation.ToString());
    }

    [Fact]
    public void A_parameter_is_part_of_the_text()
    {
        float[] y = [-2, 3];
        ActivationKernels.Forward(Activation.Parse("leaky_relu(0.25)"), y, y);
        Assert.Equal([-0.5f, 3], y);
        Assert.Equal("leaky_relu(0.25)", Activation.LeakyRelu(0.25f).ToString());
        Assert.Equal(0.1f, Activation.Parse(Activation.Elu(0.1f).ToString()).Parameter);
        Assert.Equal(-1e-9f, Activation.Parse(Activation.LeakyRelu(-1e-9f).ToString()).Parameter);
    }

    [Theory]
    [InlineData("relu(1)", "the activation 'relu(1)' has a parameter, but relu takes none.")]
    [InlineData("elu()", "the activation 'elu()' needs one finite number in its parentheses, as in elu(1).")]
    [InlineData("elu(1", "the activation 'elu(1' needs one finite number in its parentheses, as in elu(1).")]
    [InlineData("elu(", "the activation 'elu(' needs one finite number in its parentheses, as in elu(1).")]
    [InlineData("elu(1,2)", "the activation 'elu(1,2)' needs one finite number in its parentheses, as in elu(1).")]
    [InlineData("elu(NaN)", "the activation 'elu(NaN)' needs one finite number in its parentheses, as in elu(1).")]
    [InlineData("elu(1e99)", "the activation 'elu(1e99)' needs one finite number in its parentheses, as in elu(1).")]
    public void A_damaged_text_is_refused(string text, string message) => Refused.With(message, "text", () => Activation.Parse(text));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_parameter_must_be_finite(float parameter)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Activation.LeakyRelu(parameter));
        Assert.Throws<ArgumentOutOfRangeException>(() => Activation.Elu(parameter));
    }

    [Fact]
    public void Far_away()
    {
        foreach (string name in new[] { "gelu", "gelu_tanh", "silu", "mish" })
        {
            foreach (float x in new[] { float.NegativeInfinity, -float.MaxValue })
            {
                float[] y = new float[1], dx = new float[1];
                ActivationKernels.Forward(Activation.Parse(name), [x], y);
                ActivationKernels.Backward(Activation.Parse(name), [x], y, [1], dx);
                Bits.Equal(-0f, y[0], $"{name} at {x}");
                Assert.Equal(0, Math.Abs(dx[0]));
            }

            Special_values(name, float.PositiveInfinity, float.PositiveInfinity, 1f);
            Special_values(name, float.NaN, float.NaN, float.NaN);
        }
    }

    [Fact]
    public void An_unknown_name_is_refused_with_those_that_exist() =>
        Refused.With($"there is no activation called 'rel'; expected one of {string.Join(", ", Activation.All.Select(activation => activation.Name))}.", "text", () => Activation.Parse("rel"));

    [Theory]
    [MemberData(nameof(Names))]
    public void Lengths_must_be_equal(string name)
    {
        var f = Activation.Parse(name);
        float[] four = new float[4], five = new float[5];
        Refused.With("y holds 4 elements, but x holds 5.", "y", () => ActivationKernels.Forward(f, five, four));
        Refused.With("y holds 4 elements, but x holds 5.", "y", () => ActivationKernels.Backward(f, five, four, five, five));
        Refused.With("dy holds 4 elements, but x holds 5.", "dy", () => ActivationKernels.Backward(f, five, five, four, five));
        Refused.With("dx holds 4 elements, but x holds 5.", "dx", () => ActivationKernels.Backward(f, five, five, five, four));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Partial_overlap_is_refused_and_nothing_written(string name)
    {
        var f = Activation.Parse(name);
        float[] memory = Gens.Ordinary(60, seed: 1), other = Gens.Ordinary(20, seed: 2);
        Refused.Untouched("y overlaps x (it starts 1 elements from it); they must be the same span or disjoint.", "y",
            () => ActivationKernels.Forward(f, memory.AsSpan(20, 20), memory.AsSpan(21, 20)), memory);
        Refused.Untouched("dx overlaps x (it starts -3 elements from it); they must be the same span or disjoint.", "dx",
            () => ActivationKernels.Backward(f, memory.AsSpan(20, 20), other, other, memory.AsSpan(17, 20)), memory, other);
        Refused.Untouched("dx overlaps y (it starts 19 elements from it); they must be the same span or disjoint.", "dx",
            () => ActivationKernels.Backward(f, other, memory.AsSpan(20, 20), other, memory.AsSpan(39, 20)), memory, other);
        Refused.Untouched("dx overlaps dy (it starts 7 elements from it); they must be the same span or disjoint.", "dx",
            () => ActivationKernels.Backward(f, other, other, memory.AsSpan(20, 20), memory.AsSpan(27, 20)), memory, other);
    }

    [Fact]
    public void The_function_must_be_given()
    {
        Assert.Throws<ArgumentNullException>("activation", () => ActivationKernels.Forward(null!, [], []));
        Assert.Throws<ArgumentNullException>("activation", () => ActivationKernels.Backward(null!, [], [], [], []));
    }
}

using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels.Elementwise;

public class ElementwiseKernelsTests
{
    [Theory]
    [InlineData(0f, 1f)]
    [InlineData(float.Epsilon, 1f)]
    [InlineData(-float.Epsilon, 1f)]
    [InlineData(1e-40f, 1f)]
    [InlineData(1f, 2.71828175f)]
    [InlineData(88.73f, float.PositiveInfinity)]
    [InlineData(1e30f, float.PositiveInfinity)]
    [InlineData(float.MaxValue, float.PositiveInfinity)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(-103.97f, float.Epsilon)]
    [InlineData(-103.98f, 0f)]
    [InlineData(-1e30f, 0f)]
    [InlineData(float.MinValue, 0f)]
    [InlineData(float.NegativeInfinity, 0f)]
    [InlineData(float.NaN, float.NaN)]
    public void Exp_of_special_values(float x, float expected) => Everywhere(ElementwiseKernels.Exp, x, expected);

    [Theory]
    [InlineData(0f, float.NegativeInfinity)]
    [InlineData(1f, 0f)]
    [InlineData(float.Epsilon, -103.278931f)]
    [InlineData(1.1754942e-38f, -87.33655f)]
    [InlineData(float.MaxValue, 88.7228394f)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(-float.Epsilon, float.NaN)]
    [InlineData(-1f, float.NaN)]
    [InlineData(float.MinValue, float.NaN)]
    [InlineData(float.NegativeInfinity, float.NaN)]
    [InlineData(float.NaN, float.NaN)]
    public void Log_of_special_values(float x, float expected)
    {
        Everywhere(ElementwiseKernels.Log, x, expected);
        Bits.Equal(expected, ElementwiseKernels.Log(x), "the log of one number");
    }

    [Fact]
    public void Minus_zero()
    {
        Exp_of_special_values(-0f, 1);
        Log_of_special_values(-0f, float.NegativeInfinity);
    }

    [Fact]
    public void Lengths_must_be_equal()
    {
        float[] x = new float[5], y = [7, 7, 7, 7];
        Refused.Untouched("y holds 4 elements, but x holds 5.", "y", () => ElementwiseKernels.Exp(x, y), x, y);
        Refused.Untouched("y holds 4 elements, but x holds 5.", "y", () => ElementwiseKernels.Log(x, y), x, y);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(19)]
    [InlineData(-19)]
    public void Partial_overlap_is_refused_and_nothing_written(int offset)
    {
        float[] memory = Gens.Ordinary(60, seed: 1);
        string message = $"y overlaps x (it starts {offset} elements from it); they must be the same span or disjoint.";
        Refused.Untouched(message, "y", () => ElementwiseKernels.Exp(memory.AsSpan(20, 20), memory.AsSpan(20 + offset, 20)), memory);
        Refused.Untouched(message, "y", () => ElementwiseKernels.Log(memory.AsSpan(20, 20), memory.AsSpan(20 + offset, 20)), memory);
    }

    [Fact]
    public void Spans_that_touch_are_disjoint()
    {
        float[] memory = new float[40];
        ElementwiseKernels.Exp(memory.AsSpan(20, 20), memory.AsSpan(0, 20));
        Assert.Equal(20, memory.AsSpan(0, 20).Count(1f));
        Assert.Equal(20, memory.AsSpan(20, 20).Count(0f));
    }

    private delegate void Map(ReadOnlySpan<float> x, Span<float> y);

    // In each lane of a whole register and of a partial one, among other numbers.
    private static void Everywhere(Map map, float x, float expected)
    {
        float[] from = new float[39], to = new float[39];
        for (int i = 0; i < from.Length; i++)
        {
            from.AsSpan().Fill(0.5f);
            from[i] = x;
            map(from, to);
            Bits.Equal(expected, to[i], $"element {i}");
        }
    }
}

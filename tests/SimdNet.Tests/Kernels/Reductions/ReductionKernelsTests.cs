using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels.Reductions;

public class ReductionKernelsTests
{
    private const float Inf = float.PositiveInfinity, NaN = float.NaN;

    [Fact]
    public void Sums_of_special_values()
    {
        Bits.Equal(0, ReductionKernels.Sum([]));
        Bits.Equal(0, ReductionKernels.Sum([-0f]));
        Bits.Equal(6, ReductionKernels.Sum([1, 2, 3]));
        Bits.Equal(2 * float.Epsilon, ReductionKernels.Sum([float.Epsilon, float.Epsilon]));
        Bits.Equal(Inf, ReductionKernels.Sum([1, Inf, 3]));
        Bits.Equal(NaN, ReductionKernels.Sum([-Inf, Inf]));
        Bits.Equal(NaN, ReductionKernels.Sum([1, NaN]));
    }

    [Fact]
    public void Every_element_is_added_once()
    {
        for (int length = 1; length < 200; length++)
        {
            var x = new float[length];
            for (int i = 0; i < length; i++) x[i] = i + 1;
            Assert.Equal(length * (length + 1) / 2, ReductionKernels.Sum(x));
        }
    }

    [Theory]
    [InlineData(new[] { 3f }, 3f, 0)]
    [InlineData(new[] { 1f, 3f, 3f, 2f }, 3f, 1)]
    [InlineData(new[] { -Inf, -Inf }, -Inf, 0)]
    [InlineData(new[] { float.MinValue, -Inf }, float.MinValue, 0)]
    [InlineData(new[] { -1f, Inf, Inf }, Inf, 1)]
    [InlineData(new[] { Inf, NaN, NaN }, NaN, 1)]
    [InlineData(new[] { NaN, Inf }, NaN, 0)]
    public void Max_and_ArgMax_of_special_values(float[] x, float max, int index)
    {
        Bits.Equal(max, ReductionKernels.Max(x));
        Assert.Equal(index, ReductionKernels.ArgMax(x));
    }

    [Fact]
    public void Plus_zero_is_larger_than_minus_zero()
    {
        Max_and_ArgMax_of_special_values([-0f, 0f], 0f, 1);
        Max_and_ArgMax_of_special_values([0f, -0f], 0f, 0);
        Max_and_ArgMax_of_special_values([-0f, -0f], -0f, 0);
    }

    [Fact]
    public void Max_and_ArgMax_find_one_element_at_any_place_of_any_length()
    {
        foreach (float special in new[] { 2f, Inf, NaN })
        {
            for (int length = 1; length <= 70; length++)
            {
                float[] x = Gens.Ordinary(length, seed: length);
                for (int i = 0; i < length; i++)
                {
                    (float kept, x[i]) = (x[i], special);
                    Bits.Equal(special, ReductionKernels.Max(x), $"the maximum of {length} at {i}");
                    Assert.Equal(i, ReductionKernels.ArgMax(x));
                    x[i] = kept;
                }
            }
        }
    }

    [Fact]
    public void A_maximum_needs_an_element()
    {
        Refused.With("x is empty; a maximum needs at least one element.", "x", () => ReductionKernels.Max([]));
        Refused.With("x is empty; a maximum needs at least one element.", "x", () => ReductionKernels.ArgMax([]));
    }
}

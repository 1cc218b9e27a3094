using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels.Updates;

public class UpdateKernelsTests
{
    private static readonly AdamCoefficients Adam = new(0.1f, 0.5f, 0.5f, 0, 0.5, 0.5);

    [Fact]
    public void Sgd_of_an_example()
    {
        float[] w = [1, 2], g = [4, -4];
        UpdateKernels.Sgd(w, g, 0.25f);
        Bits.Equal([0, 3], w);
        Bits.Equal([0, 0], g);
    }

    [Fact]
    public void SgdMomentum_of_an_example()
    {
        float[] w = [1, 2], g = [4, -4], v = [2, 2];
        UpdateKernels.SgdMomentum(w, g, v, 0.25f, 0.5f);
        Bits.Equal([5, -3], v);
        Bits.Equal([-0.25f, 2.75f], w);
        Bits.Equal([0, 0], g);
    }

    [Fact]
    public void Adams_first_step_is_as_long_as_the_learning_rate_whatever_the_gradients_length()
    {
        float[] w = [1, 1, 1], g = [4, -0.25f, 1024], m = new float[3], v = new float[3];
        UpdateKernels.Adam(w, g, m, v, Adam);
        Bits.Equal([2, -0.125f, 512], m);
        Bits.Equal([8, 0.03125f, 524288], v);
        for (int i = 0; i < 3; i++) Assert.True(Ulp.Between(w[i], i == 1 ? 1.1f : 0.9f) <= 2, $"w[{i}] = {w[i]}");
        Bits.Equal([0, 0, 0], g);
    }

    [Fact]
    public void A_gradient_that_is_not_a_number_reaches_its_weight_alone_and_is_cleared()
    {
        float[] w = [1, 1, 1], g = [0, float.NaN, 0];
        UpdateKernels.Sgd(w, g, 0.5f);
        Bits.Equal([1, float.NaN, 1], w);
        Bits.Equal([0, 0, 0], g);
    }

    [Fact]
    public void Lengths_must_be_equal()
    {
        float[] four = new float[4], a = new float[5], b = new float[5], c = new float[5];
        Refused.With("gradient holds 4 elements, but weights holds 5.", "gradient", () => UpdateKernels.Sgd(a, four, 1));
        Refused.With("gradient holds 4 elements, but weights holds 5.", "gradient", () => UpdateKernels.SgdMomentum(a, four, b, 1, 0));
        Refused.With("velocity holds 4 elements, but weights holds 5.", "velocity", () => UpdateKernels.SgdMomentum(a, b, four, 1, 0));
        Refused.With("gradient holds 4 elements, but weights holds 5.", "gradient", () => UpdateKernels.Adam(a, four, b, c, Adam));
        Refused.With("m holds 4 elements, but weights holds 5.", "m", () => UpdateKernels.Adam(a, b, four, c, Adam));
        Refused.With("v holds 4 elements, but weights holds 5.", "v", () => UpdateKernels.Adam(a, b, c, four, Adam));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-4)]
    public void Overlap_is_refused_and_nothing_written(int offset)
    {
        float[] memory = Gens.Ordinary(30, seed: 1), x = Gens.Ordinary(5, seed: 2), y = Gens.Ordinary(5, seed: 3);
        const int at = 10;
        Check("gradient", "weights", () => UpdateKernels.Sgd(memory.AsSpan(at, 5), memory.AsSpan(at + offset, 5), 1));
        Check("gradient", "weights", () => UpdateKernels.SgdMomentum(memory.AsSpan(at, 5), memory.AsSpan(at + offset, 5), x, 1, 0));
        Check("velocity", "weights", () => UpdateKernels.SgdMomentum(memory.AsSpan(at, 5), x, memory.AsSpan(at + offset, 5), 1, 0));
        Check("velocity", "gradient", () => UpdateKernels.SgdMomentum(x, memory.AsSpan(at, 5), memory.AsSpan(at + offset, 5), 1, 0));
        Check("gradient", "weights", () => UpdateKernels.Adam(memory.AsSpan(at, 5), memory.AsSpan(at + offset, 5), x, y, Adam));
        Check("m", "weights", () => UpdateKernels.Adam(memory.AsSpan(at, 5), x, memory.AsSpan(at + offset, 5), y, Adam));
        Check("v", "weights", () => UpdateKernels.Adam(memory.AsSpan(at, 5), x, y, memory.AsSpan(at + offset, 5), Adam));
        Check("m", "gradient", () => UpdateKernels.Adam(x, memory.AsSpan(at, 5), memory.AsSpan(at + offset, 5), y, Adam));
        Check("v", "gradient", () => UpdateKernels.Adam(x, memory.AsSpan(at, 5), y, memory.AsSpan(at + offset, 5), Adam));
        Check("v", "m", () => UpdateKernels.Adam(x, y, memory.AsSpan(at, 5), memory.AsSpan(at + offset, 5), Adam));

        void Check(string second, string first, Action call) =>
            Refused.Untouched($"{first} overlaps {second} (it starts {-offset} elements from it); they must be disjoint.", first, call, memory, x, y);
    }
}

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
        Bits.Equal([4, -4], g);
    }

    [Fact]
    public void SgdMomentum_of_an_example()
    {
        float[] w = [1, 2], g = [4, -4], v = [2, 2];
        UpdateKernels.SgdMomentum(w, g, v, 0.25f, 0.5f);
        Bits.Equal([5, -3], v);
        Bits.Equal([-0.25f, 2.75f], w);
        Bits.Equal([4, -4], g);
    }

    [Fact]
    public void Adams_first_step_is_as_long_as_the_learning_rate_whatever_the_gradients_length()
    {
        float[] w = [1, 1, 1], g = [4, -0.25f, 1024], m = new float[3], v = new float[3];
        UpdateKernels.Adam(w, g, m, v, Adam);
        Bits.Equal([2, -0.125f, 512], m);
        Bits.Equal([8, 0.03125f, 524288], v);
        for (int i = 0; i < 3; i++) Assert.True(Ulp.Between(w[i], i == 1 ? 1.1f : 0.9f) <= 2, $"w[{i}] = {w[i]}");
    }

    [Fact]
    public void Nesterovs_step_of_an_example()
    {
        // g = 4 + 0.5 * 2, v = 0.5 * 2 + 0.5 * 5, w = 2 - 0.25 (5 + 0.5 * 3.5)
        float[] w = [2], g = [4], v = [2];
        UpdateKernels.SgdMomentum(w, g, v, new SgdMomentumCoefficients(0.25f, 0.5f) { GradientShare = 0.5f, WeightDecay = 0.5f, Nesterov = true });
        Bits.Equal([3.5f], v);
        Bits.Equal([0.3125f], w);
    }

    [Fact]
    public void Decay_pulls_a_weight_to_0_through_the_gradient_or_past_it()
    {
        float[] w = [2, -8], g = [0, 0], m = new float[2], v = new float[2];
        UpdateKernels.Sgd(w, g, 0.25f, weightDecay: 0.5f);
        Bits.Equal([1.75f, -7], w);
        UpdateKernels.Adam(w, g, m, v, new AdamCoefficients(0.25f, 0.5f, 0.5f, 1, 0.5, 0.5) { Shrinkage = 0.5f });
        Bits.Equal([0.875f, -3.5f], w);
        Bits.Equal([0, 0], m);
    }

    [Fact]
    public void Without_decay_an_infinite_weight_leaves_the_moments_alone()
    {
        float[] w = [float.PositiveInfinity], g = [4], v = [0];
        UpdateKernels.SgdMomentum(w, g, v, 0.25f, 0.5f);
        Bits.Equal([4], v);
    }

    [Fact]
    public void AmsGrad_divides_by_the_largest_second_moment()
    {
        float[] w = [0, 0], g = [4, 4], m = [0, 0], v = [0, 0], vMax = [32, 2];
        UpdateKernels.AmsGrad(w, g, m, v, vMax, new AdamCoefficients(0.25f, 0.5f, 0.5f, 0, 0.5, 0.5));
        Bits.Equal([8, 8], v);
        Bits.Equal([32, 8], vMax); // w = -0.5 * 2 / sqrt(64) and -0.5 * 2 / sqrt(16)
        Assert.True(Ulp.Between(w[0], -0.125f) <= 2 && Ulp.Between(w[1], -0.25f) <= 2, $"{w[0]}, {w[1]}");
    }

    [Fact]
    public void RmsProp_of_an_example_plain_and_centred_with_momentum()
    {
        float[] w = [1], g = [4], v = [2];
        UpdateKernels.RmsProp(w, g, v, default, default, new RmsPropCoefficients(0.5f, 0.5f, 1));
        Bits.Equal([9], v);
        Bits.Equal([0.5f], w); // 1 - 0.5 * 4 / (3 + 1)

        float[] mean = [2], velocity = [2];
        (w[0], g[0], v[0]) = (1, 4, 10); // v = 13, mean = 3, variance 4: 4 / (2 + 2) + 0.5 * 2
        UpdateKernels.RmsProp(w, g, v, mean, velocity, new RmsPropCoefficients(0.5f, 0.5f, 2, 0.5f));
        Bits.Equal([13, 3, 2, 0], [v[0], mean[0], velocity[0], w[0]]);
    }

    [Fact]
    public void A_variance_below_0_counts_as_0_and_NaN_stays()
    {
        float[] w = [1, 1], g = [1, float.NaN], v = [0, 0], mean = [8, 0];
        UpdateKernels.RmsProp(w, g, v, mean, default, new RmsPropCoefficients(0.5f, 0.5f, 2));
        Bits.Equal([0.75f, float.NaN], w);
    }

    [Fact]
    public void Adagrad_of_an_example()
    {
        float[] w = [1, 1], g = [4, 0], sum = [9, 0];
        UpdateKernels.Adagrad(w, g, sum, 0.5f, 3);
        Bits.Equal([25, 0], sum);
        Bits.Equal([0.75f, 1], w);
    }

    [Fact]
    public void Lion_moves_by_the_sign_and_not_at_all_for_0()
    {
        float[] w = [1, 1, 1, 1], g = [4, -1e-30f, 0, float.NaN], m = [-2, 0, 0, 0];
        UpdateKernels.Lion(w, g, m, 0.25f, 0.5f, 0.75f);
        Bits.Equal([0.75f, 1.25f, 1, float.NaN], w);
        Bits.Equal([-0.5f, -0.25f * 1e-30f, 0, float.NaN], m);
    }

    [Fact]
    public void A_gradient_that_is_not_a_number_reaches_its_weight_alone()
    {
        float[] w = [1, 1, 1], g = [0, float.NaN, 0];
        UpdateKernels.Sgd(w, g, 0.5f);
        Bits.Equal([1, float.NaN, 1], w);
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
        Refused.With("vMax holds 4 elements, but weights holds 5.", "vMax", () => UpdateKernels.AmsGrad(a, b, c, new float[5], four, Adam));
        Refused.With("v holds 4 elements, but weights holds 5.", "v", () => UpdateKernels.RmsProp(a, b, four, default, default, default));
        Refused.With("mean holds 4 elements, but weights holds 5.", "mean", () => UpdateKernels.RmsProp(a, b, c, four, default, default));
        Refused.With("velocity holds 4 elements, but weights holds 5.", "velocity", () => UpdateKernels.RmsProp(a, b, c, default, four, default));
        Refused.With("sum holds 4 elements, but weights holds 5.", "sum", () => UpdateKernels.Adagrad(a, b, four, 1, 1));
        Refused.With("m holds 4 elements, but weights holds 5.", "m", () => UpdateKernels.Lion(a, b, four, 1, 0, 0));
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

        Check("vMax", "v", () => UpdateKernels.AmsGrad(x, y, new float[5], memory.AsSpan(at, 5), memory.AsSpan(at + offset, 5), Adam));
        Check("mean", "v", () => UpdateKernels.RmsProp(x, y, memory.AsSpan(at, 5), memory.AsSpan(at + offset, 5), default, default));
        Check("velocity", "mean", () => UpdateKernels.RmsProp(x, y, new float[5], memory.AsSpan(at, 5), memory.AsSpan(at + offset, 5), default));
        Check("sum", "weights", () => UpdateKernels.Adagrad(memory.AsSpan(at, 5), x, memory.AsSpan(at + offset, 5), 1, 1));
        Check("m", "weights", () => UpdateKernels.Lion(memory.AsSpan(at, 5), x, memory.AsSpan(at + offset, 5), 1, 0, 0));

        void Check(string second, string first, Action call) =>
            Refused.Untouched($"{first} overlaps {second} (it starts {-offset} elements from it); they must be disjoint.", first, call, memory, x, y);
    }
}

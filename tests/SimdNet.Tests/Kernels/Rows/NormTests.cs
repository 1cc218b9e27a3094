using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels.Rows;

/// <summary>Layer, RMS and batch norm: examples, special rows, errors</summary>
public class NormTests
{
    private const float Inf = float.PositiveInfinity, NaN = float.NaN;

    private static readonly float[] _ones = [1, 1], _zeros = [0, 0];

    [Fact]
    public void Examples_without_epsilon()
    {
        float[] y = new float[4], mean = new float[2], rstd = new float[2];
        RowKernels.LayerNorm([1, 3, -2, 6], 2, [1, 2], [0, 10], 0, y, mean, rstd);
        Bits.Equal([-1, 12, -1, 12], y);
        Bits.Equal([2, 2], mean);
        Bits.Equal([1, 0.25f], rstd);

        RowKernels.RmsNorm([1, 7, -5, 5], 2, [1, 2], 0, y, rstd);
        Bits.Equal([0.2f, 2.8f, -1, 2], y);
        Bits.Equal([0.2f, 0.2f], rstd);

        float[] variance = new float[2];
        RowKernels.BatchNormStatistics([1, -2, 3, 6], 2, mean, variance);
        Bits.Equal([2, 2], mean);
        Bits.Equal([1, 16], variance);
        RowKernels.BatchNorm([1, -2, 3, 6], 2, mean, variance, [1, 2], [0, 10], 0, y);
        Bits.Equal([-1, 8, 1, 12], y);

        float[] runningMean = [0, 4], runningVariance = [1, 0];
        RowKernels.BatchNormRunning(mean, variance, rows: 2, 0.5f, runningMean, runningVariance);
        Bits.Equal([1, 3], runningMean);
        Bits.Equal([1.5f, 16], runningVariance); // unbiased: twice the biased one
    }

    [Theory]
    [InlineData(new[] { 3f, 3f }, new[] { 0.5f, 0.5f })] // nothing but the epsilon
    [InlineData(new[] { 1e30f, -1e30f }, new[] { 0.5f, 0.5f })] // squares overflow
    [InlineData(new[] { 3e38f, 3e38f }, new[] { NaN, NaN })] // the sum overflows
    [InlineData(new[] { 1f, Inf }, new[] { NaN, NaN })]
    [InlineData(new[] { NaN, 1f }, new[] { NaN, NaN })]
    public void LayerNorm_of_special_rows(float[] x, float[] expected)
    {
        float[] y = new float[2], rstd = new float[1];
        RowKernels.LayerNorm(x, 2, _ones, [0.5f, 0.5f], 1e-5f, y, [], rstd);
        Bits.Equal(expected, y);
        Assert.Equal(float.IsNaN(expected[0]), float.IsNaN(rstd[0]));
    }

    [Fact]
    public void A_row_of_equal_numbers_without_epsilon_gives_NaN()
    {
        var y = new float[2];
        RowKernels.LayerNorm([3, 3], 2, _ones, _zeros, 0, y, [], []);
        Bits.Equal([NaN, NaN], y);
        RowKernels.RmsNorm(_zeros, 2, _ones, 0, y, []);
        Bits.Equal([NaN, NaN], y);
    }

    [Fact]
    public void RmsNorm_of_zeros_is_zero()
    {
        var y = new float[2];
        RowKernels.RmsNorm([0, -0f], 2, _ones, 1e-5f, y, []);
        Bits.Equal([0, -0f], y);
    }

    [Fact]
    public void LayerNorms_arguments_are_checked()
    {
        float[] six = Gens.Ordinary(6, seed: 1), five = new float[5], three = Gens.Ordinary(3, seed: 2), memory = Gens.Ordinary(20, seed: 3), y = new float[6];
        Refused.With("x holds 5 floats, which is not a multiple of 2 columns.", "x", () => RowKernels.LayerNorm(five, 2, _ones, _zeros, 1, five, [], []));
        Refused.With("gamma holds 3 elements, but columns = 2.", "gamma", () => RowKernels.LayerNorm(six, 2, three, _zeros, 1, y, [], []));
        Refused.With("beta holds 3 elements, but columns = 2.", "beta", () => RowKernels.LayerNorm(six, 2, _ones, three, 1, y, [], []));
        Refused.With("mean holds 2 elements, but rows = 3.", "mean", () => RowKernels.LayerNorm(six, 2, _ones, _zeros, 1, y, new float[2], []));
        Refused.With("rstd holds 2 elements, but rows = 3.", "rstd", () => RowKernels.LayerNorm(six, 2, _ones, _zeros, 1, y, [], new float[2]));
        foreach (float epsilon in new[] { -1e-5f, NaN, Inf })
        {
            Refused.With($"epsilon = {epsilon}; expected a finite number, 0 or more.", "epsilon", () => RowKernels.LayerNorm(six, 2, _ones, _zeros, epsilon, y, [], []));
            Refused.With($"epsilon = {epsilon}; expected a finite number, 0 or more.", "epsilon", () => RowKernels.RmsNorm(six, 2, _ones, epsilon, y, []));
            Refused.With($"epsilon = {epsilon}; expected a finite number, 0 or more.", "epsilon", () => RowKernels.BatchNorm(six, 2, _zeros, _ones, _ones, _zeros, epsilon, y));
        }

        Refused.Untouched("y overlaps x (it starts 1 elements from it); they must be the same span or disjoint.", "y",
            () => RowKernels.LayerNorm(memory.AsSpan(0, 6), 2, _ones, _zeros, 1, memory.AsSpan(1, 6), [], []), memory);
        Refused.Untouched("y overlaps gamma (it starts -5 elements from it); they must be disjoint.", "y",
            () => RowKernels.LayerNorm(six, 2, memory.AsSpan(5, 2), _zeros, 1, memory.AsSpan(0, 6), [], []), memory);
        Refused.Untouched("mean overlaps x (it starts 4 elements from it); they must be disjoint.", "mean",
            () => RowKernels.LayerNorm(memory.AsSpan(0, 6), 2, _ones, _zeros, 1, y, memory.AsSpan(4, 3), []), memory, y);
        Refused.Untouched("rstd overlaps mean (it starts 0 elements from it); they must be disjoint.", "rstd",
            () => RowKernels.LayerNorm(six, 2, _ones, _zeros, 1, y, memory.AsSpan(4, 3), memory.AsSpan(4, 3)), memory, y);
    }

    [Fact]
    public void The_backward_passes_arguments_are_checked()
    {
        float[] x = Gens.Ordinary(6, seed: 1), dy = Gens.Ordinary(6, seed: 4), three = Gens.Ordinary(3, seed: 2), memory = Gens.Ordinary(20, seed: 3), dx = new float[6], dGamma = new float[2], dBeta = new float[2];
        Refused.With("dy holds 5 elements, but x holds 6.", "dy", () => RowKernels.LayerNormBackward(x, 2, _ones, three, three, new float[5], dx, dGamma, dBeta));
        Refused.With("dx holds 5 elements, but x holds 6.", "dx", () => RowKernels.RmsNormBackward(x, 2, _ones, three, dy, new float[5], dGamma));
        Refused.With("dGamma holds 3 elements, but columns = 2.", "dGamma", () => RowKernels.RmsNormBackward(x, 2, _ones, three, dy, dx, three));
        Refused.With("dBeta holds 3 elements, but columns = 2.", "dBeta", () => RowKernels.LayerNormBackward(x, 2, _ones, three, three, dy, dx, dGamma, three));
        Refused.With("rstd holds 2 elements, but rows = 3.", "rstd", () => RowKernels.RmsNormBackward(x, 2, _ones, _ones, dy, dx, dGamma));
        Refused.Untouched("dx overlaps x (it starts 0 elements from it); they must be disjoint.", "dx",
            () => RowKernels.LayerNormBackward(x, 2, _ones, three, three, dy, x, dGamma, dBeta), x, dGamma, dBeta);
        Refused.Untouched("dx overlaps dy (it starts 2 elements from it); they must be the same span or disjoint.", "dx",
            () => RowKernels.BatchNormBackward(x, 2, _zeros, _ones, true, _ones, 1, memory.AsSpan(0, 6), memory.AsSpan(2, 6), dGamma, dBeta), memory, dGamma, dBeta);
        Refused.Untouched("dGamma overlaps gamma (it starts 1 elements from it); they must be disjoint.", "dGamma",
            () => RowKernels.LayerNormBackward(x, 2, memory.AsSpan(0, 2), three, three, dy, dx, memory.AsSpan(1, 2), dBeta), memory, dx, dBeta);
        Refused.Untouched("dBeta overlaps dGamma (it starts 0 elements from it); they must be disjoint.", "dBeta",
            () => RowKernels.BatchNormBackward(x, 2, _zeros, _ones, true, _ones, 1, dy, dx, dGamma, dGamma), dGamma, dx);
    }

    [Fact]
    public void BatchNorms_arguments_are_checked()
    {
        float[] six = Gens.Ordinary(6, seed: 1), y = new float[6], mean = new float[2], variance = new float[2], memory = Gens.Ordinary(20, seed: 3);
        Refused.With("x has no row; statistics need at least one.", "x", () => RowKernels.BatchNormStatistics([], 2, mean, variance));
        Refused.With("variance holds 3 elements, but columns = 2.", "variance", () => RowKernels.BatchNormStatistics(six, 2, mean, new float[3]));
        Refused.With("rows = 1, but an unbiased variance needs at least 2.", "rows", () => RowKernels.BatchNormRunning(_ones, _ones, 1, 0.1f, mean, variance));
        foreach (float momentum in new[] { -0.1f, 1.1f, NaN })
            Refused.With($"momentum = {momentum}; expected a number from 0 to 1.", "momentum", () => RowKernels.BatchNormRunning(_ones, _ones, 2, momentum, mean, variance));
        Refused.With("mean holds 3 elements, but columns = 2.", "mean", () => RowKernels.BatchNorm(six, 2, new float[3], _ones, _ones, _zeros, 1, y));
        Refused.Untouched("variance overlaps mean (it starts 1 elements from it); they must be disjoint.", "variance",
            () => RowKernels.BatchNormStatistics(six, 2, memory.AsSpan(0, 2), memory.AsSpan(1, 2)), memory);
        Refused.Untouched("y overlaps x (it starts 1 elements from it); they must be the same span or disjoint.", "y",
            () => RowKernels.BatchNorm(memory.AsSpan(0, 6), 2, _zeros, _ones, _ones, _zeros, 1, memory.AsSpan(1, 6)), memory);
        Refused.Untouched("runningVariance overlaps runningMean (it starts 0 elements from it); they must be disjoint.", "runningVariance",
            () => RowKernels.BatchNormRunning(_ones, _ones, 2, 0.1f, mean, mean), mean);
    }
}

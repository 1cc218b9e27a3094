using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels.LinearAlgebra;

/// <summary>Dot, Axpy, Gemv</summary>
public class BlasVectorTests
{
    private const float Inf = float.PositiveInfinity, NaN = float.NaN;

    [Fact]
    public void Dot_of_examples()
    {
        Bits.Equal(0, Blas.Dot([], []));
        Bits.Equal(32, Blas.Dot([1, 2, 3], [4, 5, 6]));
        Bits.Equal(0, Blas.Dot([-0f], [1]));
        Bits.Equal(Inf, Blas.Dot([Inf, 1], [2, 3]));
        Bits.Equal(NaN, Blas.Dot([Inf], [0]));
        Bits.Equal(NaN, Blas.Dot([NaN, 1], [0, 1]));
        Bits.Equal(NaN, Blas.Dot([Inf, -Inf], [1, 1]));
    }

    [Fact]
    public void Dot_fuses()
    {
        // (1 + 2^-12)^2 - 1 - 2^-11 = 2^-24: lost if the product is rounded. The terms meet in one of the 64 lanes.
        float[] x = new float[129], y = new float[129];
        (x[0], y[0]) = (-1 - (1f / 2048), 1);
        x[64] = y[64] = 1 + (1f / 4096);
        Bits.Equal(1f / (1 << 24), Blas.Dot(x, y));
        Bits.Equal(1f / (1 << 24), Blas.Dot(x.AsSpan(0, 65), y.AsSpan(0, 65)), "with the product in the rest");
    }

    [Fact]
    public void Axpy_fuses()
    {
        float[] x = [.. Enumerable.Repeat(1 + (1f / 4096), 39)], y = [.. Enumerable.Repeat(-1 - (1f / 2048), 39)];
        Blas.Axpy(1 + (1f / 4096), x, y);
        Bits.Equal([.. Enumerable.Repeat(1f / (1 << 24), 39)], y);
    }

    [Fact]
    public void Gemv_of_an_example()
    {
        float[] a = [1, 2, 3, NaN, 4, 5, 6], y = [1, 1], yTransposed = [1, 1, 1];
        Blas.Gemv(Transpose.No, 2, 3, 2, a, 4, [1, 10, 100], 3, y);
        Bits.Equal([645, 1311], y);
        Blas.Gemv(Transpose.Yes, 2, 3, 2, a, 4, [1, 10], 3, yTransposed);
        Bits.Equal([85, 107, 129], yTransposed);
    }

    [Fact]
    public void Gemv_with_nothing_to_sum_scales_y()
    {
        float[] y = [1, 2], overwritten = [NaN, NaN];
        foreach (Transpose trans in new[] { Transpose.No, Transpose.Yes })
        {
            (int m, int n) = trans == Transpose.No ? (2, 0) : (0, 2);
            Blas.Gemv(trans, m, n, 1, [], 2, [], 0.5f, y);
            Blas.Gemv(trans, m, n, 1, [], 2, [], 0, overwritten);
            Bits.Equal([0, 0], overwritten);
        }
        Bits.Equal([0.25f, 0.5f], y);
    }

    [Fact]
    public void Dots_and_Axpys_arguments_are_checked()
    {
        float[] x = new float[5], y = [7, 7, 7, 7], memory = Gens.Ordinary(20, seed: 1);
        Refused.With("y holds 4 elements, but x holds 5.", "y", () => Blas.Dot(x, y));
        Refused.Untouched("y holds 4 elements, but x holds 5.", "y", () => Blas.Axpy(1, x, y), y);
        Refused.Untouched("y overlaps x (it starts 3 elements from it); they must be the same span or disjoint.", "y",
            () => Blas.Axpy(1, memory.AsSpan(0, 5), memory.AsSpan(3, 5)), memory);
    }

    [Fact]
    public void Gemvs_arguments_are_checked()
    {
        float[] a = new float[12], x3 = new float[3], x4 = new float[4], y = Gens.Ordinary(3, seed: 1), memory = Gens.Ordinary(30, seed: 2);
        Assert.Throws<ArgumentOutOfRangeException>("m", () => Blas.Gemv(Transpose.No, -1, 4, 1, a, 4, x4, 0, y));
        Assert.Throws<ArgumentOutOfRangeException>("n", () => Blas.Gemv(Transpose.No, 3, -4, 1, a, 4, x4, 0, y));
        Refused.Untouched("lda = 3 is shorter than a row of a, n = 4.", "lda", () => Blas.Gemv(Transpose.No, 3, 4, 1, a, 3, x4, 0, y), y);
        Refused.Untouched("a holds 12 floats, but m = 3 rows of n = 4 with lda = 5 need 14.", "a", () => Blas.Gemv(Transpose.No, 3, 4, 1, a, 5, x4, 0, y), y);
        Refused.Untouched("x holds 3 floats, but op(A)'s 4 columns need 4.", "x", () => Blas.Gemv(Transpose.No, 3, 4, 1, a, 4, x3, 0, y), y);
        Refused.Untouched("y holds 3 floats, but op(A)'s 4 rows need 4.", "y", () => Blas.Gemv(Transpose.Yes, 3, 4, 1, a, 4, x3, 0, y), y);
        Refused.Untouched("y overlaps a (it starts 11 elements from it); they must be disjoint.", "y", () => Blas.Gemv(Transpose.No, 3, 4, 1, memory.AsSpan(0, 12), 4, x4, 0, memory.AsSpan(11, 3)), memory);
        Refused.Untouched("y overlaps x (it starts 0 elements from it); they must be disjoint.", "y", () => Blas.Gemv(Transpose.No, 3, 4, 1, a, 4, memory.AsSpan(0, 4), 0, memory.AsSpan(0, 3)), memory);
    }
}

using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels.LinearAlgebra;

public class BlasGerTests
{
    [Fact]
    public void An_example()
    {
        float[] a = [1, 1, 1, 7, 1, 1, 1];
        Blas.Ger(2, 3, 2, [1, 10], [1, 2, 3], a, 4);
        Bits.Equal([3, 5, 7, 7, 21, 41, 61], a);
    }

    [Fact]
    public void No_rows_or_no_columns_leave_A_alone()
    {
        float[] a = [7, 7];
        Blas.Ger(0, 2, 1, [], [1, 2], a, 2);
        Blas.Ger(2, 0, 1, [1, 2], [], a, 1);
        Blas.Ger(2, 0, 1, [1, 2], [], [], 1);
        Bits.Equal([7, 7], a);
    }

    [Fact]
    public void Its_arguments_are_checked()
    {
        float[] x = new float[3], y = new float[4], a = Gens.Ordinary(12, seed: 1), memory = Gens.Ordinary(20, seed: 2);
        Assert.Throws<ArgumentOutOfRangeException>("m", () => Blas.Ger(-3, 4, 1, x, y, a, 4));
        Assert.Throws<ArgumentOutOfRangeException>("n", () => Blas.Ger(3, -4, 1, x, y, a, 4));
        Refused.Untouched("a holds 12 floats, but m = 3 rows of n = 4 with lda = 5 need 14.", "a", () => Blas.Ger(3, 4, 1, x, y, a, 5), a);
        Refused.Untouched("lda = 3 is shorter than a row of a, n = 4.", "lda", () => Blas.Ger(3, 4, 1, x, y, a, 3), a);
        Refused.Untouched("x holds 2 floats, but A's 3 rows need 3.", "x", () => Blas.Ger(3, 4, 1, x.AsSpan(1), y, a, 4), a);
        Refused.Untouched("y holds 3 floats, but A's 4 columns need 4.", "y", () => Blas.Ger(3, 4, 1, x, y.AsSpan(1), a, 4), a);
        Refused.Untouched("a overlaps x (it starts 2 elements from it); they must be disjoint.", "a", () => Blas.Ger(3, 4, 1, memory.AsSpan(0, 3), y, memory.AsSpan(2, 12), 4), memory);
        Refused.Untouched("a overlaps y (it starts -11 elements from it); they must be disjoint.", "a", () => Blas.Ger(3, 4, 1, x, memory.AsSpan(11, 4), memory.AsSpan(0, 12), 4), memory);
    }
}

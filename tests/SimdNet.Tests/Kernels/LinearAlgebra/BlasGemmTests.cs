using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels.LinearAlgebra;

public class BlasGemmTests
{
    private const float NaN = float.NaN;

    [Fact]
    public void An_example()
    {
        float[] c = [1, 1, 7, 1, 1];
        Blas.Gemm(Transpose.No, Transpose.No, 2, 2, 3, 2, [1, 2, 3, 4, 5, 6], 3, [1, 2, 3, 4, 5, 6], 2, 10, c, 3);
        Bits.Equal([54, 66, 7, 108, 138], c);
        Blas.Gemm(Transpose.Yes, Transpose.Yes, 2, 2, 3, 1, [1, 2, 3, 4, 5, 6], 2, [1, 2, 3, 4, 5, 6], 3, 0, c, 3);
        Bits.Equal([22, 49, 7, 28, 64], c);
    }

    [Fact]
    public void An_example_in_double()
    {
        double[] c = [1, 1, 7, 1, 1];
        Blas.Gemm(Transpose.No, Transpose.No, 2, 2, 3, 2, [1, 2, 3, 4, 5, 6], 3, [1, 2, 3, 4, 5, 6], 2, 10, c, 3);
        Bits.Equal<double>([54, 66, 7, 108, 138], c);
        Blas.Gemm(Transpose.Yes, Transpose.Yes, 2, 2, 3, 1, [1, 2, 3, 4, 5, 6], 2, [1, 2, 3, 4, 5, 6], 3, 0, c, 3);
        Bits.Equal<double>([22, 49, 7, 28, 64], c);
        double x = Math.ScaleB(1, -50);
        Blas.Gemm(Transpose.No, Transpose.No, 1, 1, 1, 1, [1 + x], 1, [1 - x], 1, -1, c = [1], 1);
        Bits.Equal<double>([-x * x], c, "(1 + x)(1 - x) - 1, fused");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 9)]
    [InlineData(20, 40)]
    public void Beta_of_zero_of_either_sign_never_reads_C(int m, int n)
    {
        foreach (float beta in new[] { 0f, -0f })
        {
            float[] a = Gens.Ordinary(m * 3, 1), b = Gens.Ordinary(3 * n, 2), c = [.. Enumerable.Repeat(NaN, m * n)], zeros = new float[m * n];
            Blas.Gemm(Transpose.No, Transpose.No, m, n, 3, 1, a, 3, b, n, beta, c, n);
            Blas.Gemm(Transpose.No, Transpose.No, m, n, 3, 1, a, 3, b, n, 1, zeros, n);
            Bits.Equal(zeros, c);
        }
    }

    [Fact]
    public void Nothing_to_sum_scales_C()
    {
        float[] c = [1, 2, 3, 4];
        Blas.Gemm(Transpose.No, Transpose.No, 2, 2, 0, 1, [], 1, [], 2, 0.5f, c, 2);
        Bits.Equal([0.5f, 1, 1.5f, 2], c);
        c.AsSpan().Fill(NaN);
        Blas.Gemm(Transpose.Yes, Transpose.Yes, 2, 2, 0, 1, [], 2, [], 1, 0, c, 2);
        Bits.Equal([0, 0, 0, 0], c);
    }

    [Fact]
    public void No_rows_or_no_columns_leave_C_alone()
    {
        float[] c = [7, 7, 7];
        Blas.Gemm(Transpose.No, Transpose.No, 0, 3, 2, 1, [], 2, new float[6], 3, 0, c, 3);
        Blas.Gemm(Transpose.No, Transpose.No, 3, 0, 2, 1, new float[6], 2, [], 1, 0, c, 1);
        Bits.Equal([7, 7, 7], c);
    }

    [Fact]
    public void A_factor_that_is_not_a_number_reaches_its_row_or_column_alone()
    {
        const int m = 20, n = 40, k = 5;
        float[] a = Gens.Ordinary(m * k, 1), b = Gens.Ordinary(k * n, 2), c = new float[m * n];
        (a[7 * k], b[n + 3]) = (NaN, float.PositiveInfinity);
        Blas.Gemm(Transpose.No, Transpose.No, m, n, k, 1, a, k, b, n, 0, c, n);
        for (int i = 0; i < c.Length; i++)
        {
            if (i / n == 7) Assert.Equal(NaN, c[i]);
            else Assert.Equal(i % n == 3, !float.IsFinite(c[i]));
        }
    }

    [Fact]
    public void Sizes_must_not_be_negative()
    {
        float[] x = new float[9], c = new float[9];
        Assert.Throws<ArgumentOutOfRangeException>("m", () => Blas.Gemm(Transpose.No, Transpose.No, -1, 3, 3, 1, x, 3, x, 3, 0, c, 3));
        Assert.Throws<ArgumentOutOfRangeException>("n", () => Blas.Gemm(Transpose.No, Transpose.No, 3, -1, 3, 1, x, 3, x, 3, 0, c, 3));
        Assert.Throws<ArgumentOutOfRangeException>("k", () => Blas.Gemm(Transpose.No, Transpose.No, 3, 3, -1, 1, x, 3, x, 3, 0, c, 3));
    }

    [Theory]
    [InlineData("a", Transpose.No, Transpose.No, 39, 48, 30, "a holds 39 floats, but m = 5 rows of k = 8 with lda = 8 need 40.")]
    [InlineData("a", Transpose.Yes, Transpose.No, 39, 48, 30, "a holds 39 floats, but k = 8 rows of m = 5 with lda = 5 need 40.")]
    [InlineData("b", Transpose.No, Transpose.No, 40, 40, 30, "b holds 40 floats, but k = 8 rows of n = 6 with ldb = 6 need 48.")]
    [InlineData("b", Transpose.No, Transpose.Yes, 40, 40, 30, "b holds 40 floats, but n = 6 rows of k = 8 with ldb = 8 need 48.")]
    [InlineData("c", Transpose.No, Transpose.No, 40, 48, 29, "c holds 29 floats, but m = 5 rows of n = 6 with ldc = 6 need 30.")]
    public void Spans_must_hold_their_matrices(string parameter, Transpose transA, Transpose transB, int aLength, int bLength, int cLength, string message)
    {
        float[] a = new float[aLength], b = new float[bLength], c = Gens.Ordinary(cLength, 1);
        Refused.Untouched(message, parameter, () => Blas.Gemm(transA, transB, 5, 6, 8, 1, a, transA == Transpose.No ? 8 : 5, b, transB == Transpose.No ? 6 : 8, 0, c, 6), c);
    }

    [Theory]
    [InlineData("lda", Transpose.No, Transpose.No, 7, 6, 6, "lda = 7 is shorter than a row of a, k = 8.")]
    [InlineData("lda", Transpose.Yes, Transpose.No, 4, 6, 6, "lda = 4 is shorter than a row of a, m = 5.")]
    [InlineData("ldb", Transpose.No, Transpose.No, 8, 5, 6, "ldb = 5 is shorter than a row of b, n = 6.")]
    [InlineData("ldb", Transpose.No, Transpose.Yes, 8, 7, 6, "ldb = 7 is shorter than a row of b, k = 8.")]
    [InlineData("ldc", Transpose.No, Transpose.No, 8, 6, 5, "ldc = 5 is shorter than a row of c, n = 6.")]
    [InlineData("lda", Transpose.No, Transpose.No, -8, 6, 6, "lda = -8 is shorter than a row of a, k = 8.")]
    public void Leading_dimensions_must_hold_a_row(string parameter, Transpose transA, Transpose transB, int lda, int ldb, int ldc, string message)
    {
        float[] a = new float[100], b = new float[100], c = Gens.Ordinary(100, 1);
        Refused.Untouched(message, parameter, () => Blas.Gemm(transA, transB, 5, 6, 8, 1, a, lda, b, ldb, 0, c, ldc), c);
    }

    [Fact]
    public void A_need_beyond_the_range_of_integers_is_refused_with_its_true_size() =>
        Refused.With("a holds 9 floats, but m = 65536 rows of k = 65536 with lda = 65536 need 4294967296.", "a",
            () => Blas.Gemm(Transpose.No, Transpose.No, 65536, 1, 65536, 1, new float[9], 65536, new float[9], 1, 0, new float[9], 1));

    [Fact]
    public void C_must_not_overlap_A_or_B()
    {
        float[] memory = Gens.Ordinary(30, 1), other = Gens.Ordinary(9, 2);
        Refused.Untouched("c overlaps a (it starts 0 elements from it); they must be disjoint.", "c",
            () => Blas.Gemm(Transpose.No, Transpose.No, 3, 3, 3, 1, memory.AsSpan(0, 9), 3, other, 3, 0, memory.AsSpan(0, 9), 3), memory);
        Refused.Untouched("c overlaps b (it starts -8 elements from it); they must be disjoint.", "c",
            () => Blas.Gemm(Transpose.No, Transpose.No, 3, 3, 3, 1, other, 3, memory.AsSpan(8, 9), 3, 0, memory.AsSpan(0, 9), 3), memory);
    }

    [Fact]
    public void Products_of_doubles_are_checked_in_the_same_way()
    {
        double[] a = new double[40], b = new double[48], c = [.. Enumerable.Repeat(7.0, 30)];
        Assert.Throws<ArgumentOutOfRangeException>("m", () => Product(-1, a, 8, b, c));
        Refused.With("a holds 39 doubles, but m = 5 rows of k = 8 with lda = 8 need 40.", "a", () => Product(5, a.AsSpan(1), 8, b, c));
        Refused.With("b holds 47 doubles, but k = 8 rows of n = 6 with ldb = 6 need 48.", "b", () => Product(5, a, 8, b.AsSpan(1), c));
        Refused.With("c holds 29 doubles, but m = 5 rows of n = 6 with ldc = 6 need 30.", "c", () => Product(5, a, 8, b, c.AsSpan(1)));
        Refused.With("lda = 7 is shorter than a row of a, k = 8.", "lda", () => Product(5, a, 7, b, c));
        Assert.All(c, each => Assert.Equal(7, each));

        double[] memory = [.. Enumerable.Repeat(7.0, 78)];
        Refused.With("c overlaps b (it starts 47 elements from it); they must be disjoint.", "c", () => Product(5, a, 8, memory.AsSpan(0, 48), memory.AsSpan(47, 30)));
        Assert.All(memory, each => Assert.Equal(7, each));

        static void Product(int m, ReadOnlySpan<double> a, int lda, ReadOnlySpan<double> b, Span<double> c) =>
            Blas.Gemm(Transpose.No, Transpose.No, m, 6, 8, 1, a, lda, b, 6, 0, c, 6);
    }
}

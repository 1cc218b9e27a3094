using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels.LinearAlgebra;

public class BlasTrsmTests
{
    private const float NaN = float.NaN;

    [Fact]
    public void Examples()
    {
        // [2 0; 3 4] X = 2 [1 2; 11 7]
        float[] a = [2, NaN, 9, 3, 4], b = [1, 2, 7, 11, 7];
        Blas.Trsm(Side.Left, Triangle.Lower, Transpose.No, Diagonal.Stored, 2, 2, 2, a, 3, b, 3);
        Bits.Equal([1, 2, 7, 4.75f, 2], b);

        // X [1 3; 0 1] = [1 5]
        a = [NaN, NaN, 3, NaN];
        b = [1, 5];
        Blas.Trsm(Side.Right, Triangle.Lower, Transpose.Yes, Diagonal.Unit, 1, 2, 1, a, 2, b, 2);
        Bits.Equal([1, 2], b);
    }

    [Fact]
    public void Doubles_are_solved_to_their_own_precision()
    {
        foreach ((int m, int n) in new[] { (3, 5), (70, 40), (150, 33) })
        {
            foreach (Side side in Enum.GetValues<Side>())
            {
                foreach (Transpose transA in Enum.GetValues<Transpose>())
                {
                    int size = side == Side.Left ? m : n;
                    double[] a = Gens.Ordinary<double>(size * size, seed: 1), x = Gens.Ordinary<double>(m * n, seed: 2), b = new double[m * n];
                    for (int i = 0; i < size; i++)
                    {
                        for (int j = i + 1; j < size; j++) a[(i * size) + j] = 0;
                        a[(i * size) + i] = size;
                    }

                    if (side == Side.Left) Blas.Gemm(transA, Transpose.No, m, n, m, 1, a, m, x, n, 0, b, n);
                    else Blas.Gemm(Transpose.No, transA, m, n, n, 1, x, n, a, n, 0, b, n);
                    Blas.Trsm(side, Triangle.Lower, transA, Diagonal.Stored, m, n, 1.0, a, size, b, n);
                    for (int i = 0; i < x.Length; i++) Assert.Equal(x[i], b[i], 1e-13 * Math.Max(1, Math.Abs(x[i])));
                }
            }
        }
    }

    [Fact]
    public void A_zero_on_the_diagonal_gives_infinities_and_NaN()
    {
        float[] b = [1, 0];
        Blas.Trsm(Side.Left, Triangle.Lower, Transpose.No, Diagonal.Stored, 1, 2, 1, [0], 1, b, 2);
        Bits.Equal([float.PositiveInfinity, NaN], b);
    }

    [Theory]
    [InlineData(Side.Left, 0, 0)]
    [InlineData(Side.Left, 0, 40)]
    [InlineData(Side.Left, 40, 0)]
    [InlineData(Side.Right, 0, 0)]
    [InlineData(Side.Right, 0, 40)]
    [InlineData(Side.Right, 40, 0)]
    public void An_empty_B_is_left_alone(Side side, int m, int n)
    {
        float[] a = Gens.Ordinary(40 * 40, seed: 1);
        foreach (float alpha in new[] { 1f, 2f }) Blas.Trsm(side, Triangle.Upper, Transpose.No, Diagonal.Stored, m, n, alpha, a, 40, [], 40);
    }

    [Theory]
    [InlineData(Side.Left, "a holds 21 floats, but m = 3 rows of m = 3 with lda = 10 need 23.", "lda = 2 is shorter than a row of a, m = 3.")]
    [InlineData(Side.Right, "a holds 21 floats, but n = 4 rows of n = 4 with lda = 10 need 34.", "lda = 2 is shorter than a row of a, n = 4.")]
    public void Its_arguments_are_checked(Side side, string aTooShort, string ldaTooShort)
    {
        float[] a = Gens.Ordinary(21, seed: 1), b = Gens.Ordinary(12, seed: 2), memory = Gens.Ordinary(30, seed: 3);
        Assert.Throws<ArgumentOutOfRangeException>("m", () => Solve(-3, 4, a, 4, b, 4));
        Assert.Throws<ArgumentOutOfRangeException>("n", () => Solve(3, -4, a, 4, b, 4));
        Refused.Untouched(aTooShort, "a", () => Solve(3, 4, a, 10, b, 4), a, b);
        Refused.Untouched(ldaTooShort, "lda", () => Solve(3, 4, a, 2, b, 4), a, b);
        Refused.Untouched("b holds 12 floats, but m = 3 rows of n = 4 with ldb = 5 need 14.", "b", () => Solve(3, 4, a, 4, b, 5), a, b);
        Refused.Untouched("ldb = 3 is shorter than a row of b, n = 4.", "ldb", () => Solve(3, 4, a, 4, b, 3), a, b);
        Refused.Untouched("b overlaps a (it starts 15 elements from it); they must be disjoint.", "b", () => Solve(3, 4, memory.AsSpan(0, 16), 4, memory.AsSpan(15, 12), 4), memory);

        void Solve(int m, int n, ReadOnlySpan<float> a, int lda, Span<float> b, int ldb) => Blas.Trsm(side, Triangle.Lower, Transpose.No, Diagonal.Stored, m, n, 2, a, lda, b, ldb);
    }
}

using System.Numerics;
using System.Numerics.Tensors;

namespace SimdNet.Kernels;

public static unsafe partial class Blas
{
    /// <summary>Solves op(A) X = alpha B or X op(A) = alpha B for X, A triangular; X overwrites B.</summary>
    /// <param name="side">where A stands</param>
    /// <param name="triangle">the triangle of A that is used</param>
    /// <param name="transA">op(A): A as it stands, or transposed</param>
    /// <param name="diagonal">A's own diagonal, or ones</param>
    /// <param name="m">rows of B; the size of A on the left</param>
    /// <param name="n">columns of B; the size of A on the right</param>
    /// <param name="alpha">the factor of B</param>
    /// <param name="a">m x m or n x n, row-major</param>
    /// <param name="lda">elements between the starts of A's rows</param>
    /// <param name="b">m x n, row-major, ldb >= n: B in, X out; must not overlap A</param>
    /// <param name="ldb">elements between the starts of B's rows</param>
    /// <remarks>
    /// Allocates nothing after a thread's first call of a size. The same bits on every CPU. As in BLAS no diagonal element is checked: a zero
    /// there gives infinities or NaN. Nearly all of it is products; X op(A) = B is solved as op(A)^T X^T = B^T, 128 rows at a time. Backward error of a column of X: at most gamma_k |A||X|, k the size of A.
    /// </remarks>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, a leading dimension shorter than a row, or B overlaps A; the message has the numbers</exception>
    public static void Trsm(Side side, Triangle triangle, Transpose transA, Diagonal diagonal, int m, int n, float alpha, ReadOnlySpan<float> a, int lda, Span<float> b, int ldb) =>
        Trsm<float>(side, triangle, transA, diagonal, m, n, alpha, a, lda, b, ldb);

    /// <inheritdoc cref="Trsm(Side, Triangle, Transpose, Diagonal, int, int, float, ReadOnlySpan{float}, int, Span{float}, int)"/>
    public static void Trsm(Side side, Triangle triangle, Transpose transA, Diagonal diagonal, int m, int n, double alpha, ReadOnlySpan<double> a, int lda, Span<double> b, int ldb) =>
        Trsm<double>(side, triangle, transA, diagonal, m, n, alpha, a, lda, b, ldb);

    private static void Trsm<T>(Side side, Triangle triangle, Transpose transA, Diagonal diagonal, int m, int n, T alpha, ReadOnlySpan<T> a, int lda, Span<T> b, int ldb)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Guard.NotNegative(m);
        Guard.NotNegative(n);
        int size = side == Side.Left ? m : n;
        string sizeName = side == Side.Left ? "m" : "n";
        Guard.Matrix(a, size, size, lda, sizeName, sizeName);
        Guard.Matrix<T>(b, m, n, ldb, "m", "n");
        Guard.Disjoint(a, b);
        if (m == 0 || n == 0)
            return;
        for (int i = 0; alpha != T.One && i < m; i++)
            TensorPrimitives.Multiply(b.Slice(i * ldb, n), alpha, b.Slice(i * ldb, n));

        // What stands on the right is solved transposed.
        bool isTransposed = (transA == Transpose.Yes) == (side == Side.Left);
        bool isLower = (triangle == Triangle.Lower) != isTransposed;
        fixed (T* pa = a, pb = b)
        {
            var solver = new TriangularSolver<T>(pa, isTransposed ? 1 : lda, isTransposed ? lda : 1, isLower, diagonal == Diagonal.Unit);
            if (side == Side.Left)
                solver.Solve(size, n, pb, ldb, pool: null);
            else
                solver.SolveRows(size, m, pb, ldb);
        }
    }
}

using System.Numerics.Tensors;

namespace SimdNet.Kernels;

public static unsafe partial class Blas
{
    // Rows or columns solved at a time; the rest is a product. Chosen so that a block's triangle stays in the level-1 cache.
    private const int TrsmBlock = 32;

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
    /// there gives infinities or NaN. Blocks of 32 by substitution, the rest by <c>Gemm</c>. Backward error of a column of X: at most gamma_k |A||X|, k the size of A.
    /// </remarks>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, a leading dimension shorter than a row, or B overlaps A; the message has the numbers</exception>
    public static void Trsm(Side side, Triangle triangle, Transpose transA, Diagonal diagonal, int m, int n, float alpha, ReadOnlySpan<float> a, int lda, Span<float> b, int ldb)
    {
        Guard.NotNegative(m);
        Guard.NotNegative(n);
        int size = side == Side.Left ? m : n;
        string sizeName = side == Side.Left ? "m" : "n";
        Guard.Matrix(a, size, size, lda, sizeName, sizeName);
        Guard.Matrix<float>(b, m, n, ldb, "m", "n");
        Guard.Disjoint(a, b);
        if (m == 0 || n == 0)
            return;

        if (alpha != 1f)
        {
            for (int i = 0; i < m; i++)
                Scale(alpha, b.Slice(i * ldb, n));
        }

        // op(A) is lower triangular: on the left the first rows come first, on the right the last columns.
        bool isLower = (triangle == Triangle.Lower) == (transA == Transpose.No);
        bool isForward = isLower == (side == Side.Left);
        float* block = stackalloc float[TrsmBlock * TrsmBlock];
        for (int done = 0; done < size; done += TrsmBlock)
        {
            int count = int.Min(TrsmBlock, size - done);
            int first = isForward ? done : size - done - count;
            int solved = isForward ? 0 : first + count;
            CopyBlock(transA, a, lda, first, count, block);
            if (side == Side.Left)
            {
                // B[block, :] -= op(A)[block, solved] X[solved, :], then the block's own rows
                Span<float> rows = RowsOf(b, first, count, ldb, n);
                if (done > 0)
                    SubtractRows(transA, count, n, done, OpBlock(transA, a, lda, first, solved), lda, b, solved, first, ldb);
                SolveLeft(block, count, isForward, diagonal, n, rows, ldb);
            }
            else
            {
                // B[:, block] -= X[:, solved] op(A)[solved, block], then the block's own columns
                if (done > 0)
                    SubtractColumns(transA, m, count, done, OpBlock(transA, a, lda, solved, first), lda, b, solved, first, ldb);
                SolveRight(block, count, isForward, diagonal, m, b, first, ldb);
            }
        }
    }

    // op(A)[first:first+count, first:first+count] as [count][TrsmBlock]
    private static void CopyBlock(Transpose transA, ReadOnlySpan<float> a, int lda, int first, int count, float* block)
    {
        for (int i = 0; i < count; i++)
            for (int j = 0; j < count; j++)
                block[(i * TrsmBlock) + j] = transA == Transpose.No ? a[((first + i) * lda) + first + j] : a[((first + j) * lda) + first + i];
    }

    private static ReadOnlySpan<float> OpBlock(Transpose transA, ReadOnlySpan<float> a, int lda, int row, int column) =>
        a[(transA == Transpose.No ? (row * lda) + column : (column * lda) + row)..];

    private static Span<float> RowsOf(Span<float> b, int first, int count, int ldb, int n) => b.Slice(first * ldb, ((count - 1) * ldb) + n);

    // rows of block -= op(A)[block, solved] X[solved, :]
    private static void SubtractRows(Transpose transA, int m, int n, int k, ReadOnlySpan<float> a, int lda, Span<float> b, int solved, int first, int ldb)
    {
        fixed (float* pa = a, pb = b)
        {
            Subtract(new GemmOperands<float>
            {
                M = m,
                N = n,
                K = k,
                A = pa,
                ARow = transA == Transpose.No ? lda : 1,
                AStep = transA == Transpose.No ? 1 : lda,
                B = pb + ((nint)solved * ldb),
                Ldb = ldb,
                C = pb + ((nint)first * ldb),
                Ldc = ldb,
            });
        }
    }

    // columns of block -= X[:, solved] op(A)[solved, block]
    private static void SubtractColumns(Transpose transA, int m, int n, int k, ReadOnlySpan<float> a, int lda, Span<float> b, int solved, int first, int ldb)
    {
        fixed (float* pa = a, pb = b)
        {
            Subtract(new GemmOperands<float>
            {
                M = m,
                N = n,
                K = k,
                A = pb + solved,
                ARow = ldb,
                AStep = 1,
                B = pa,
                Ldb = lda,
                BIsTransposed = transA == Transpose.Yes,
                C = pb + first,
                Ldc = ldb,
            });
        }
    }

    // C -= A*B, always by chains: a column alone must have the bits that it has beside others.
    private static void Subtract(GemmOperands<float> g)
    {
        g.Alpha = -1f;
        g.Beta = 1f;
        g.Start = g.C;
        g.StartRow = g.Ldc;
        GemmKernels<float>.Run(g);
    }

    private static void SolveLeft(float* block, int count, bool isForward, Diagonal diagonal, int n, Span<float> rows, int ldb)
    {
        for (int step = 0; step < count; step++)
        {
            int i = isForward ? step : count - 1 - step;
            Span<float> row = rows.Slice(i * ldb, n);
            for (int s = 0; s < step; s++)
            {
                int p = isForward ? s : count - 1 - s;
                Axpy(-block[(i * TrsmBlock) + p], rows.Slice(p * ldb, n), row);
            }

            if (diagonal == Diagonal.Stored)
                TensorPrimitives.Divide(row, block[(i * TrsmBlock) + i], row);
        }
    }

    private static void SolveRight(float* block, int count, bool isForward, Diagonal diagonal, int m, Span<float> b, int first, int ldb)
    {
        for (int i = 0; i < m; i++)
        {
            Span<float> row = b.Slice((i * ldb) + first, count);
            for (int step = 0; step < count; step++)
            {
                int j = isForward ? step : count - 1 - step;
                if (diagonal == Diagonal.Stored)
                    row[j] /= block[(j * TrsmBlock) + j];
                var factors = new ReadOnlySpan<float>(block + (j * TrsmBlock), count);
                if (isForward)
                    Axpy(-row[j], factors[(j + 1)..], row[(j + 1)..]);
                else
                    Axpy(-row[j], factors[..j], row[..j]);
            }
        }
    }
}

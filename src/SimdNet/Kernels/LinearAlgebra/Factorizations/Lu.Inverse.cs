using System.Numerics;
using SimdNet.Buffers;

namespace SimdNet.Kernels;

public static unsafe partial class Lu
{
    /// <summary>The inverse of a matrix; A is not changed.</summary>
    /// <param name="n">rows and columns</param>
    /// <param name="a">n x n, row-major, lda >= n</param>
    /// <param name="lda">elements between the starts of A's rows</param>
    /// <param name="inverse">n x n, row-major, ldi >= n; may be a itself (lda = ldi), which it then overwrites, else disjoint</param>
    /// <param name="ldi">elements between the starts of the inverse's rows</param>
    /// <param name="result">Complete; or the pivot that is 0 or not finite; or that the inverse is not finite</param>
    /// <param name="pool">null: the calling thread alone</param>
    /// <returns>whether the inverse is there, and finite</returns>
    /// <remarks>Scratch: n^2 + 3n + 64 (n + 31) elements, and 128 n where rows stand more than 2 KB apart. Right residual: |A X - I| at most 3 gamma_n P^T |L||U||X| to first order. U X = L^-1 P is solved, so most of it is products.</remarks>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, a leading dimension shorter than a row, or the spans overlap without being the same; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static bool TryInverse<T>(int n, ReadOnlySpan<T> a, int lda, Span<T> inverse, int ldi, out FactorizationResult result, WorkerPool? pool = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Precision<T>.Check();
        Guard.NotNegative(n);
        Guard.Matrix(a, n, n, lda, "n", "n");
        if (ldi < int.Max(n, 1))
            Guard.Throw($"ldi = {ldi} is shorter than a row of inverse, n = {n}.", nameof(ldi));
        Guard.Matrix<T>(inverse, n, n, ldi, "n", "n");
        if (a.Overlaps(inverse, out int offset) && (offset != 0 || lda != ldi))
            Guard.Throw($"inverse overlaps a (it starts {offset} elements from it, lda = {lda}, ldi = {ldi}); they must be the same or disjoint.", nameof(inverse));

        // [LU][panel][row][pivots]
        long square = (long)n * n;
        long panel = FactorScratch<T>(n);
        T* lu = ThreadScratch.RentOuter<T>(square + panel + (3L * n) + 1);
        T* row = lu + square + panel;
        int* pivots = (int*)(row + n);
        int* columns = pivots + n;
        fixed (T* pa = a, px = inverse)
        {
            Chains<T>.Copy(pa, lda, n, n, lu, n);
            result = Factor(n, lu, n, pivots, lu + square, pool);
            if (!result.IsComplete)
                return false;

            TriangularSolver<T>.InvertLower(n, lu, n, isUnit: true, px, ldi, pool);
            FindColumns(n, pivots, columns);
            MoveColumns(n, px, ldi, columns, row);
            TriangularSolver<T>.Upper(lu, n).Solve(n, n, px, ldi, pool);
            if (!Chains<T>.AreFinite(px, ldi, n, n))
                result = FactorizationResult.NotFinite;
        }

        return result.IsComplete;
    }

    /// <summary>The inverse of a matrix without gaps.</summary>
    /// <param name="a">n x n, row-major</param>
    /// <param name="n">rows and columns</param>
    /// <param name="inverse">n x n, row-major; may be a itself</param>
    /// <param name="result">Complete; or the pivot that is 0 or not finite; or that the inverse is not finite</param>
    /// <returns>whether the inverse is there, and finite</returns>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, or the spans overlap without being the same; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static bool TryInverse<T>(ReadOnlySpan<T> a, int n, Span<T> inverse, out FactorizationResult result)
        where T : unmanaged, IFloatingPointIeee754<T> => TryInverse(n, a, int.Max(n, 1), inverse, int.Max(n, 1), out result);

    /// <summary>As <c>TryInverse</c>, but throws where that returns false.</summary>
    /// <param name="a">n x n, row-major</param>
    /// <param name="n">rows and columns</param>
    /// <param name="inverse">n x n, row-major; may be a itself</param>
    /// <exception cref="FactorizationException">A is singular or not finite, or its inverse is not finite; the message has the pivot</exception>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, or the spans overlap without being the same; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static void Inverse<T>(ReadOnlySpan<T> a, int n, Span<T> inverse)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TryInverse(a, n, inverse, out FactorizationResult result);
        result.ThrowIfNotComplete();
    }

    // Column j of L^-1 is column columns[j] of L^-1 P.
    private static void FindColumns(int n, int* pivots, int* columns)
    {
        for (int k = 0; k < n; k++)
            columns[k] = k;
        for (int k = 0; k < n; k++)
            (columns[k], columns[pivots[k]]) = (columns[pivots[k]], columns[k]);
    }

    private static void MoveColumns<T>(int n, T* x, nint ldx, int* columns, T* row)
        where T : unmanaged
    {
        for (int i = 0; i < n; i++, x += ldx)
        {
            new ReadOnlySpan<T>(x, i + 1).CopyTo(new Span<T>(row, n));
            new Span<T>(x, i + 1).Clear();
            for (int j = 0; j <= i; j++)
                x[columns[j]] = row[j];
        }
    }
}

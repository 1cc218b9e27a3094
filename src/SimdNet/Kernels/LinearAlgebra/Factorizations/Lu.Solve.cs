using System.Numerics;
using System.Runtime.CompilerServices;
using SimdNet.Buffers;

namespace SimdNet.Kernels;

public static unsafe partial class Lu
{
    /// <summary>op(A) X = B for a factored A; X overwrites B.</summary>
    /// <param name="transA">op(A): A as it stands, or transposed</param>
    /// <param name="n">rows and columns of A</param>
    /// <param name="columns">right-hand sides</param>
    /// <param name="lu">what <c>Factor</c> made of A</param>
    /// <param name="ldlu">elements between the starts of its rows</param>
    /// <param name="pivots">as <c>Factor</c> left them</param>
    /// <param name="b">n x columns, row-major, ldb >= columns: B in, X out; must not overlap lu</param>
    /// <param name="ldb">elements between the starts of B's rows</param>
    /// <param name="pool">null: the calling thread alone</param>
    /// <remarks>Scratch: that of the products; 128 n elements for several right-hand sides whose rows stand more than 2 KB apart. A column's bits do not depend on how many there are. Backward error: (A + E) x = b with |E| at most gamma_3n P^T |L||U|.</remarks>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, a leading dimension shorter than a row, b overlaps lu, or a pivot is no row; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static void SolveFactored<T>(Transpose transA, int n, int columns, ReadOnlySpan<T> lu, int ldlu, ReadOnlySpan<int> pivots, Span<T> b, int ldb, WorkerPool? pool = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(n, lu, ldlu, pivots, nameof(lu));
        CheckPivots(n, pivots);
        Guard.NotNegative(columns);
        Guard.Matrix<T>(b, n, columns, ldb, "n", "columns");
        Guard.Disjoint(lu, b);
        fixed (T* plu = lu, pb = b)
        fixed (int* pp = pivots)
            SolveFactored(transA, n, columns, plu, ldlu, pp, pb, ldb, pool);
    }

    /// <summary>Solves A X = B; A and B are not changed.</summary>
    /// <param name="n">rows and columns of A</param>
    /// <param name="columns">right-hand sides</param>
    /// <param name="a">n x n, row-major, lda >= n</param>
    /// <param name="lda">elements between the starts of A's rows</param>
    /// <param name="b">n x columns, row-major, ldb >= columns; must not overlap x</param>
    /// <param name="ldb">elements between the starts of B's rows</param>
    /// <param name="x">n x columns, row-major, ldx >= columns: X out; must not overlap a</param>
    /// <param name="ldx">elements between the starts of X's rows</param>
    /// <param name="result">Complete; or the pivot that is 0 or not finite; or that X is not finite</param>
    /// <param name="refinements">how often X is corrected by the solution for its residual b - A x, summed up in double: 1 mostly gives the backward error of u</param>
    /// <param name="pool">null: the calling thread alone</param>
    /// <returns>whether X is there, and finite</returns>
    /// <remarks>Scratch: n^2 + 2n + 64 (n + 31) elements, none for one right-hand side and n up to 32, and that of <c>SolveFactored</c>. Error as <c>SolveFactored</c>; for floats the residual is rounded once.</remarks>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, a leading dimension shorter than a row, or X overlaps A or B; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static bool TrySolve<T>(int n, int columns, ReadOnlySpan<T> a, int lda, ReadOnlySpan<T> b, int ldb, Span<T> x, int ldx, out FactorizationResult result, int refinements = 0, WorkerPool? pool = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Precision<T>.Check();
        Guard.NotNegative(n);
        Guard.NotNegative(columns);
        Guard.NotNegative(refinements);
        Guard.Matrix(a, n, n, lda, "n", "n");
        Guard.Matrix(b, n, columns, ldb, "n", "columns");
        Guard.Matrix<T>(x, n, columns, ldx, "n", "columns");
        Guard.Disjoint(a, x);
        Guard.Disjoint(b, x);

        if (n <= SmallLu<T>.MaxSize && columns == 1 && refinements == 0)
        {
            fixed (T* pa = a, pb = b, px = x)
                result = SolveSmall(n, pa, lda, pb, ldb, px, ldx);
            return result.IsComplete;
        }

        // [LU][panel][residual][pivots]
        long square = (long)n * n;
        long panel = FactorScratch<T>(n);
        T* lu = ThreadScratch.RentOuter<T>(square + panel + (2L * n) + 1);
        T* residual = lu + square + panel;
        int* pivots = (int*)(residual + n);
        fixed (T* pa = a, pb = b, px = x)
        {
            Chains<T>.Copy(pa, lda, n, n, lu, n);
            result = Factor(n, lu, n, pivots, lu + square, pool);
            if (!result.IsComplete)
                return false;
            Chains<T>.Copy(pb, ldb, n, columns, px, ldx);
            SolveFactored(Transpose.No, n, columns, lu, n, pivots, px, ldx, pool);
            for (int i = 0; i < refinements; i++)
                Refine(n, columns, pa, lda, lu, pivots, pb, ldb, px, ldx, residual);
            if (!Chains<T>.AreFinite(px, ldx, n, columns))
                result = FactorizationResult.NotFinite;
        }

        return result.IsComplete;
    }

    /// <summary>Solves A x = b for one right-hand side and a matrix without gaps.</summary>
    /// <param name="a">n x n, row-major</param>
    /// <param name="n">rows and columns</param>
    /// <param name="b">n numbers; must not overlap x</param>
    /// <param name="x">n numbers: the solution</param>
    /// <param name="result">Complete; or the pivot that is 0 or not finite; or that x is not finite</param>
    /// <returns>whether x is there, and finite</returns>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, or x overlaps a or b; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static bool TrySolve<T>(ReadOnlySpan<T> a, int n, ReadOnlySpan<T> b, Span<T> x, out FactorizationResult result)
        where T : unmanaged, IFloatingPointIeee754<T> => TrySolve(n, 1, a, int.Max(n, 1), b, 1, x, 1, out result);

    /// <summary>As <c>TrySolve</c>, but throws where that returns false.</summary>
    /// <param name="a">n x n, row-major</param>
    /// <param name="n">rows and columns</param>
    /// <param name="b">n numbers; must not overlap x</param>
    /// <param name="x">n numbers: the solution</param>
    /// <exception cref="FactorizationException">A is singular or not finite, or x is not finite; the message has the pivot</exception>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, or x overlaps a or b; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static void Solve<T>(ReadOnlySpan<T> a, int n, ReadOnlySpan<T> b, Span<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TrySolve(a, n, b, x, out FactorizationResult result);
        result.ThrowIfNotComplete();
    }

    private static FactorizationResult SolveSmall<T>(int n, T* a, nint lda, T* b, nint ldb, T* x, nint ldx)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int failed = SmallLu<T>.Solve(n, a, lda, b, ldb, x, ldx, out T value);
        if (failed >= 0)
            return FactorizationResult.OfPivot(failed, value);
        return Chains<T>.AreFinite(x, ldx, n, 1) ? FactorizationResult.Complete : FactorizationResult.NotFinite;
    }

    private static void SolveFactored<T>(Transpose transA, int n, int columns, T* lu, nint ldlu, int* pivots, T* b, nint ldb, WorkerPool? pool)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (transA == Transpose.No)
        {
            BlockedLu<T>.SwapRows(b, ldb, columns, pivots, n);
            TriangularSolver<T>.Lower(lu, ldlu, isUnit: true).Solve(n, columns, b, ldb, pool);
            TriangularSolver<T>.Upper(lu, ldlu).Solve(n, columns, b, ldb, pool);
        }
        else
        {
            TriangularSolver<T>.UpperTransposed(lu, ldlu).Solve(n, columns, b, ldb, pool);
            TriangularSolver<T>.LowerTransposed(lu, ldlu, isUnit: true).Solve(n, columns, b, ldb, pool);
            BlockedLu<T>.SwapRowsBack(b, ldb, columns, pivots, n);
        }
    }

    // x += A^-1 (b - A x), a column after the other
    private static void Refine<T>(int n, int columns, T* a, nint lda, T* lu, int* pivots, T* b, nint ldb, T* x, nint ldx, T* residual)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < n; i++)
                residual[i] = Residual(n, a + (i * lda), b[(i * ldb) + j], x + j, ldx);
            SolveFactored(Transpose.No, n, 1, lu, n, pivots, residual, 1, pool: null);
            for (int i = 0; i < n; i++)
                x[(i * ldx) + j] += residual[i];
        }
    }

    // Products of floats are exact in double.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Residual<T>(int n, T* a, T b, T* x, nint ldx)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double sum = double.CreateTruncating(b);
        for (int p = 0; p < n; p++)
            sum = double.FusedMultiplyAdd(-double.CreateTruncating(a[p]), double.CreateTruncating(x[p * ldx]), sum);
        return T.CreateTruncating(sum);
    }

    private static void CheckPivots(int n, ReadOnlySpan<int> pivots)
    {
        for (int k = 0; k < n; k++)
        {
            if (pivots[k] < k || pivots[k] >= n)
                Guard.Throw($"pivots[{k}] = {pivots[k]}, but row {k} is exchanged with one of rows {k} to {n - 1}.", nameof(pivots));
        }
    }
}

using System.Numerics;
using SimdNet.Buffers;

namespace SimdNet.Kernels;

/// <summary>
/// Cholesky's factorization A = L L^T of a symmetric positive definite matrix of floats or doubles, row-major: factor, solutions, inverse, determinant and condition.
/// </summary>
/// <remarks>
/// Only the lower triangle is used: what stands above it may be anything and stays as it is. Nothing is allocated after a thread's first call of a size: scratch memory
/// belongs to the thread, as that of <c>Blas.Gemm</c>, and each method says how much it takes. The same bits on every CPU and for any number of threads: every element of L
/// is one chain of fused multiply-adds, a[i,j], then fma(-l[i,p], l[j,p], .) for p = 0, 1, ..., and its square root or quotient.
/// A matrix that is not positive definite, or not finite, is reported with the pivot that shows it.
/// </remarks>
public static unsafe class Cholesky
{
    /// <summary>A = L L^T in place: L in the lower triangle.</summary>
    /// <param name="n">rows and columns</param>
    /// <param name="a">n x n, row-major, lda >= n: A's lower triangle in, L out</param>
    /// <param name="lda">elements between the starts of A's rows</param>
    /// <param name="pool">null: the calling thread alone</param>
    /// <returns>Complete, or the first pivot that is not positive and finite; the lower triangle is then partly factored and good for nothing</returns>
    /// <remarks>Scratch: 64 (n + 31) elements. Backward error: |L L^T - A| at most gamma_(n+1) |L||L^T|.</remarks>
    /// <exception cref="ArgumentException">the span is shorter than its shape needs, or lda shorter than a row; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static FactorizationResult Factor<T>(int n, Span<T> a, int lda, WorkerPool? pool = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check<T>(n, a, lda, nameof(a));
        fixed (T* pa = a)
            return Factor(n, pa, lda, ThreadScratch.RentOuter<T>(BlockedCholesky<T>.ScratchLength(n)), pool);
    }

    /// <summary>A = L L^T in place of a matrix without gaps.</summary>
    /// <param name="a">n x n, row-major: A's lower triangle in, L out</param>
    /// <param name="n">rows and columns</param>
    /// <returns>Complete, or the first pivot that is not positive and finite</returns>
    /// <exception cref="ArgumentException">the span is shorter than its shape needs; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static FactorizationResult Factor<T>(Span<T> a, int n)
        where T : unmanaged, IFloatingPointIeee754<T> => Factor(n, a, int.Max(n, 1));

    /// <summary>A X = B for a factored A; X overwrites B.</summary>
    /// <param name="n">rows and columns of A</param>
    /// <param name="columns">right-hand sides</param>
    /// <param name="l">what <c>Factor</c> made of A</param>
    /// <param name="ldl">elements between the starts of its rows</param>
    /// <param name="b">n x columns, row-major, ldb >= columns: B in, X out; must not overlap l</param>
    /// <param name="ldb">elements between the starts of B's rows</param>
    /// <param name="pool">null: the calling thread alone</param>
    /// <remarks>Scratch: that of the products; 128 n elements for several right-hand sides whose rows stand more than 2 KB apart. A column's bits do not depend on how many there are. Backward error: (A + E) x = b with |E| at most gamma_(3n+1) |L||L^T|.</remarks>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, a leading dimension shorter than a row, or b overlaps l; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static void SolveFactored<T>(int n, int columns, ReadOnlySpan<T> l, int ldl, Span<T> b, int ldb, WorkerPool? pool = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(n, l, ldl, nameof(l));
        Guard.NotNegative(columns);
        Guard.Matrix<T>(b, n, columns, ldb, "n", "columns");
        Guard.Disjoint(l, b);
        fixed (T* pl = l, pb = b)
            SolveFactored(n, columns, pl, ldl, pb, ldb, pool);
    }

    /// <summary>Solves A X = B; A and B are not changed.</summary>
    /// <param name="n">rows and columns of A</param>
    /// <param name="columns">right-hand sides</param>
    /// <param name="a">n x n, row-major, lda >= n: its lower triangle</param>
    /// <param name="lda">elements between the starts of A's rows</param>
    /// <param name="b">n x columns, row-major, ldb >= columns; must not overlap x</param>
    /// <param name="ldb">elements between the starts of B's rows</param>
    /// <param name="x">n x columns, row-major, ldx >= columns: X out; must not overlap a</param>
    /// <param name="ldx">elements between the starts of X's rows</param>
    /// <param name="result">Complete; or the pivot that is not positive and finite; or that X is not finite</param>
    /// <param name="pool">null: the calling thread alone</param>
    /// <returns>whether X is there, and finite</returns>
    /// <remarks>Scratch: n^2 elements and those of <c>Factor</c> and <c>SolveFactored</c>. Error as <c>SolveFactored</c>.</remarks>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, a leading dimension shorter than a row, or X overlaps A or B; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static bool TrySolve<T>(int n, int columns, ReadOnlySpan<T> a, int lda, ReadOnlySpan<T> b, int ldb, Span<T> x, int ldx, out FactorizationResult result, WorkerPool? pool = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(n, a, lda, nameof(a));
        Guard.NotNegative(columns);
        Guard.Matrix(b, n, columns, ldb, "n", "columns");
        Guard.Matrix<T>(x, n, columns, ldx, "n", "columns");
        Guard.Disjoint(a, x);
        Guard.Disjoint(b, x);
        long square = (long)n * n;
        T* l = ThreadScratch.RentOuter<T>(square + BlockedCholesky<T>.ScratchLength(n));
        fixed (T* pa = a, pb = b, px = x)
        {
            Chains<T>.Copy(pa, lda, n, n, l, n);
            result = Factor(n, l, n, l + square, pool);
            if (!result.IsComplete)
                return false;
            Chains<T>.Copy(pb, ldb, n, columns, px, ldx);
            SolveFactored(n, columns, l, n, px, ldx, pool);
            if (!Chains<T>.AreFinite(px, ldx, n, columns))
                result = FactorizationResult.NotFinite;
        }

        return result.IsComplete;
    }

    /// <summary>Solves A x = b for one right-hand side and a matrix without gaps.</summary>
    /// <param name="a">n x n, row-major: its lower triangle</param>
    /// <param name="n">rows and columns</param>
    /// <param name="b">n numbers; must not overlap x</param>
    /// <param name="x">n numbers: the solution</param>
    /// <param name="result">Complete; or the pivot that is not positive and finite; or that x is not finite</param>
    /// <returns>whether x is there, and finite</returns>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, or x overlaps a or b; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static bool TrySolve<T>(ReadOnlySpan<T> a, int n, ReadOnlySpan<T> b, Span<T> x, out FactorizationResult result)
        where T : unmanaged, IFloatingPointIeee754<T> => TrySolve(n, 1, a, int.Max(n, 1), b, 1, x, 1, out result);

    /// <summary>The inverse of a symmetric positive definite matrix, both triangles of it; A is not changed.</summary>
    /// <param name="a">n x n, row-major: its lower triangle</param>
    /// <param name="n">rows and columns</param>
    /// <param name="inverse">n x n, row-major; must not overlap a</param>
    /// <param name="result">Complete; or the pivot that is not positive and finite; or that the inverse is not finite</param>
    /// <returns>whether the inverse is there, and finite</returns>
    /// <remarks>Scratch: as <c>TrySolve</c>. L^-T L^-1, which is symmetric bit for bit.</remarks>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, or the spans overlap; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static bool TryInverse<T>(ReadOnlySpan<T> a, int n, Span<T> inverse, out FactorizationResult result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(n, a, int.Max(n, 1), nameof(a));
        Guard.Matrix<T>(inverse, n, n, int.Max(n, 1), "n", "n");
        Guard.Disjoint(a, inverse);
        long square = (long)n * n;
        T* l = ThreadScratch.RentOuter<T>(square + BlockedCholesky<T>.ScratchLength(n));
        fixed (T* pa = a, px = inverse)
        {
            Chains<T>.Copy(pa, n, n, n, l, n);
            result = Factor(n, l, n, l + square, pool: null);
            if (!result.IsComplete)
                return false;
            TriangularSolver<T>.InvertLower(n, l, n, isUnit: false, px, n, pool: null);
            Chains<T>.Copy(px, n, n, n, l, n);
            Chains<T>.Multiply(n, n, n, l, 1, n, l, n, px, n, pool: null);
            if (!Chains<T>.AreFinite(px, n, n, n))
                result = FactorizationResult.NotFinite;
        }

        return result.IsComplete;
    }

    /// <summary>The determinant of a factored matrix: the squares of L's diagonal.</summary>
    /// <param name="n">rows and columns</param>
    /// <param name="l">what <c>Factor</c> made</param>
    /// <param name="ldl">elements between the starts of its rows</param>
    /// <exception cref="ArgumentException">the span is shorter than its shape needs; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static Determinant Determinant<T>(int n, ReadOnlySpan<T> l, int ldl)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(n, l, ldl, nameof(l));
        var determinant = Kernels.Determinant.One;
        for (int k = 0; k < n; k++)
        {
            double diagonal = double.CreateTruncating(l[(k * ldl) + k]);
            determinant = determinant.Times(diagonal).Times(diagonal);
        }

        return determinant;
    }

    /// <summary>An estimate of 1 / (|A| |A^-1|) in the 1-norm, as <c>Lu.ReciprocalCondition</c>.</summary>
    /// <param name="n">rows and columns</param>
    /// <param name="l">what <c>Factor</c> made of A</param>
    /// <param name="ldl">elements between the starts of its rows</param>
    /// <param name="norm">the 1-norm of A (both triangles) before it was factored: <c>Lu.OneNorm</c></param>
    /// <returns>in [0, 1] but for roundings; 1 for n = 0, 0 where a number is not finite on the way</returns>
    /// <remarks>Scratch: 2n elements.</remarks>
    /// <exception cref="ArgumentException">the span is shorter than its shape needs; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static double ReciprocalCondition<T>(int n, ReadOnlySpan<T> l, int ldl, double norm)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(n, l, ldl, nameof(l));
        if (n == 0)
            return 1;
        fixed (T* pl = l)
            return OneNormEstimator<T>.Reciprocal(norm, OneNormEstimator<T>.Estimate(new FactoredInverse<T>(n, pl, ldl), n, ThreadScratch.RentOuter<T>(2L * n)));
    }

    private static FactorizationResult Factor<T>(int n, T* a, nint lda, T* scratch, WorkerPool? pool)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (int failed, T pivot) = BlockedCholesky<T>.Factor(n, n, a, lda, scratch, pool);
        if (failed < 0)
            return FactorizationResult.Complete;
        return new FactorizationResult(T.IsFinite(pivot) ? FactorizationOutcome.NotPositive : FactorizationOutcome.NotFinite, failed, double.CreateTruncating(pivot));
    }

    private static void SolveFactored<T>(int n, int columns, T* l, nint ldl, T* b, nint ldb, WorkerPool? pool)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TriangularSolver<T>.Lower(l, ldl, isUnit: false).Solve(n, columns, b, ldb, pool);
        TriangularSolver<T>.LowerTransposed(l, ldl, isUnit: false).Solve(n, columns, b, ldb, pool);
    }

    private static void Check<T>(int n, ReadOnlySpan<T> a, int lda, string name)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Precision<T>.Check();
        Guard.NotNegative(n);
        Guard.Matrix(a, n, n, lda, "n", "n", name);
    }

    private readonly struct FactoredInverse<T>(int n, T* l, nint ldl) : IInverse<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Solve(Transpose transA, T* x) => SolveFactored(n, 1, l, ldl, x, 1, pool: null);
    }
}

using System.Numerics;
using SimdNet.Buffers;

namespace SimdNet.Kernels;

/// <summary>
/// LU with partial pivoting, P A = L U: factors, solutions, inverse, determinant and condition of a square matrix of floats or doubles, row-major.
/// </summary>
/// <remarks>
/// Nothing is allocated after a thread's first call of a size: scratch memory belongs to the thread, as that of <c>Blas.Gemm</c>, and each method says how much it takes.
/// The same bits on every CPU and for any number of threads: every element of L and U is one chain of fused multiply-adds, a[i,j], then fma(-l[i,p], u[p,j], .) for
/// p = 0, 1, ..., and l is divided by its pivot; the pivot is the first element of the largest magnitude.
/// A matrix that is singular, or not finite, is reported with the pivot that shows it; what was to be computed is then unspecified, and no method returns true with infinities or NaN in it.
/// Method: Toledo 1997, Locality of reference in LU decomposition with partial pivoting.
/// </remarks>
public static unsafe partial class Lu
{
    /// <summary>P A = L U in place: U in the upper triangle, L without its ones below.</summary>
    /// <param name="n">rows and columns</param>
    /// <param name="a">n x n, row-major, lda >= n: A in, L and U out</param>
    /// <param name="lda">elements between the starts of A's rows</param>
    /// <param name="pivots">n numbers: row k was exchanged with row pivots[k] >= k, for k = 0, 1, ...</param>
    /// <param name="pool">null: the calling thread alone</param>
    /// <returns>Complete, or the first pivot that is 0 or not finite; the matrix is then partly factored and good for nothing</returns>
    /// <remarks>Scratch: 64 (n + 31) elements and 128 n, none for n up to 32. Backward error: |L U - P A| at most gamma_n |L||U|, |l| at most 1.</remarks>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, or lda shorter than a row; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static FactorizationResult Factor<T>(int n, Span<T> a, int lda, Span<int> pivots, WorkerPool? pool = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check<T>(n, a, lda, pivots);
        fixed (T* pa = a)
        fixed (int* pp = pivots)
            return Factor(n, pa, lda, pp, n <= SmallLu<T>.MaxSize ? null : ThreadScratch.RentOuter<T>(BlockedLu<T>.ScratchLength(n)), pool);
    }

    /// <summary>P A = L U in place of a matrix without gaps.</summary>
    /// <param name="a">n x n, row-major: A in, L and U out</param>
    /// <param name="n">rows and columns</param>
    /// <param name="pivots">n numbers: row k was exchanged with row pivots[k]</param>
    /// <returns>Complete, or the first pivot that is 0 or not finite</returns>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static FactorizationResult Factor<T>(Span<T> a, int n, Span<int> pivots)
        where T : unmanaged, IFloatingPointIeee754<T> => Factor(n, a, int.Max(n, 1), pivots);

    /// <summary>The determinant of a factored matrix.</summary>
    /// <param name="n">rows and columns</param>
    /// <param name="lu">what <c>Factor</c> made; a zero on the diagonal gives 0</param>
    /// <param name="ldlu">elements between the starts of its rows</param>
    /// <param name="pivots">as <c>Factor</c> left them</param>
    /// <remarks>Scratch: none. The product is kept in double with an exponent of its own, so that it neither overflows nor underflows.</remarks>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static Determinant Determinant<T>(int n, ReadOnlySpan<T> lu, int ldlu, ReadOnlySpan<int> pivots)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(n, lu, ldlu, pivots, nameof(lu));
        var determinant = Kernels.Determinant.One;
        for (int k = 0; k < n; k++)
            determinant = determinant.Times(double.CreateChecked(lu[(k * ldlu) + k]), negated: pivots[k] != k);
        return determinant;
    }

    internal static FactorizationResult Factor<T>(int n, T* a, nint lda, int* pivots, T* scratch, WorkerPool? pool)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int failed = n <= SmallLu<T>.MaxSize ? SmallLu<T>.Factor(n, a, lda, pivots) : BlockedLu<T>.Factor(n, n, a, lda, pivots, scratch, pool);
        return failed < 0 ? FactorizationResult.Complete : FactorizationResult.OfPivot(failed, a[(failed * lda) + failed]);
    }

    private static long FactorScratch<T>(int n)
        where T : unmanaged, IFloatingPointIeee754<T> => n <= SmallLu<T>.MaxSize ? 0 : BlockedLu<T>.ScratchLength(n);

    private static void Check<T>(int n, ReadOnlySpan<T> a, int lda, ReadOnlySpan<int> pivots, string name = "a")
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Precision<T>.Check();
        Guard.NotNegative(n);
        Guard.Matrix(a, n, n, lda, "n", "n", name);
        if (pivots.Length < n)
            Guard.Throw($"pivots holds {pivots.Length} numbers, but n = {n} rows need {n}.", nameof(pivots));
    }
}

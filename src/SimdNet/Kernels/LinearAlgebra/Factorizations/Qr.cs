using System.Numerics;
using SimdNet.Buffers;

namespace SimdNet.Kernels;

/// <summary>QR by Householder reflections, A = Q R, of a matrix of floats or doubles, row-major: factors, products with Q, least squares.</summary>
/// <remarks>
/// Nothing is allocated after a thread's first call of a size: scratch memory belongs to the thread, as that of <c>Blas.Gemm</c>, and each method says how much it takes.
/// The same bits on every CPU and for any number of threads: everything is products of chains in a fixed order. Blocks of 32 reflections are applied at once
/// as I - V T V^T (Schreiber and Van Loan 1989).
/// </remarks>
public static unsafe partial class Qr
{
    private const int Block = Householder<float>.Block;

    /// <summary>A = Q R in place: R in the upper triangle; below it the vectors of the reflections H = I - tau v v^T, without their leading ones.</summary>
    /// <param name="m">rows</param>
    /// <param name="n">columns</param>
    /// <param name="a">m x n, row-major, lda >= n: A in, R and the vectors out</param>
    /// <param name="lda">elements between the starts of A's rows</param>
    /// <param name="tau">min(m, n) numbers: the reflections' factors, 0 or in [1, 2]</param>
    /// <param name="pool">null: the calling thread alone</param>
    /// <remarks>
    /// Scratch: 34 m + 64 n + 4096 elements. Backward error: each column of Q R is that of A to gamma_cmn of its 2-norm, c a small constant (Higham 2002, theorem 19.4).
    /// Products of a column's length are summed up: elements up to the largest number divided by m are safe from overflow. NaN and infinities go through to R.
    /// </remarks>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, or lda shorter than a row; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static void Factor<T>(int m, int n, Span<T> a, int lda, Span<T> tau, WorkerPool? pool = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check<T>(m, n, a, lda, tau, nameof(a));
        Guard.Disjoint<T>(a, tau);
        fixed (T* pa = a, pt = tau)
            Factor(m, n, pa, lda, pt, ThreadScratch.RentOuter<T>(Householder<T>.ScratchLength(m, n)), pool);
    }

    /// <summary>C = op(Q) C for the Q of a factored matrix.</summary>
    /// <param name="transQ">op(Q): Q as it stands, or transposed</param>
    /// <param name="m">rows of the factored matrix and of C; Q is m x m</param>
    /// <param name="n">columns of the factored matrix</param>
    /// <param name="qr">what <c>Factor</c> made</param>
    /// <param name="ldqr">elements between the starts of its rows</param>
    /// <param name="tau">as <c>Factor</c> left them</param>
    /// <param name="columns">columns of C</param>
    /// <param name="c">m x columns, row-major, ldc >= columns, overwritten; must not overlap qr or tau</param>
    /// <param name="ldc">elements between the starts of C's rows</param>
    /// <param name="pool">null: the calling thread alone</param>
    /// <remarks>Scratch: 34 m + 64 columns + 4096 elements.</remarks>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, a leading dimension shorter than a row, or c overlaps an input; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static void ApplyQ<T>(Transpose transQ, int m, int n, ReadOnlySpan<T> qr, int ldqr, ReadOnlySpan<T> tau, int columns, Span<T> c, int ldc, WorkerPool? pool = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(m, n, qr, ldqr, tau, nameof(qr));
        Guard.NotNegative(columns);
        Guard.Matrix<T>(c, m, columns, ldc, "m", "columns");
        Guard.Disjoint(qr, c);
        Guard.Disjoint(tau, c);
        fixed (T* pqr = qr, pt = tau, pc = c)
            ApplyQ(transQ, m, n, pqr, ldqr, pt, columns, pc, ldc, ThreadScratch.RentOuter<T>(Householder<T>.ScratchLength(m, columns)), pool);
    }

    /// <summary>The first columns of Q, which are orthonormal: A = Q R with the first rows of R.</summary>
    /// <param name="m">rows of the factored matrix and of Q</param>
    /// <param name="n">columns of the factored matrix</param>
    /// <param name="qr">what <c>Factor</c> made</param>
    /// <param name="ldqr">elements between the starts of its rows</param>
    /// <param name="tau">as <c>Factor</c> left them</param>
    /// <param name="columns">how many columns of Q, at most m</param>
    /// <param name="q">m x columns, row-major, ldq >= columns: Q out; must not overlap qr or tau</param>
    /// <param name="ldq">elements between the starts of Q's rows</param>
    /// <param name="pool">null: the calling thread alone</param>
    /// <remarks>Scratch: as <c>ApplyQ</c>.</remarks>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, a leading dimension shorter than a row, or q overlaps an input; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static void FormQ<T>(int m, int n, ReadOnlySpan<T> qr, int ldqr, ReadOnlySpan<T> tau, int columns, Span<T> q, int ldq, WorkerPool? pool = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(m, n, qr, ldqr, tau, nameof(qr));
        Guard.NotNegative(columns);
        if (columns > m)
            Guard.Throw($"columns = {columns}, but Q has m = {m}.", nameof(columns));
        Guard.Matrix<T>(q, m, columns, ldq, "m", "columns");
        Guard.Disjoint(qr, q);
        Guard.Disjoint(tau, q);
        for (int i = 0; i < m && columns > 0; i++)
        {
            Span<T> row = q.Slice(i * ldq, columns);
            row.Clear();
            if (i < columns)
                row[i] = T.One;
        }

        fixed (T* pqr = qr, pt = tau, pq = q)
            ApplyQ(Transpose.No, m, n, pqr, ldqr, pt, columns, pq, ldq, ThreadScratch.RentOuter<T>(Householder<T>.ScratchLength(m, columns)), pool);
    }

    private static void Factor<T>(int m, int n, T* a, nint lda, T* tau, T* scratch, WorkerPool? pool)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int reflections = int.Min(m, n);
        for (int k = 0; k < reflections; k += Block)
        {
            int count = int.Min(Block, reflections - k);
            T* panel = a + (k * lda) + k;
            Householder<T>.FactorPanel(m - k, int.Min(Block, n - k), count, panel, lda, tau + k, scratch);
            if (n > k + Block)
                Householder<T>.ApplyBlock(Transpose.Yes, m - k, count, panel, lda, tau + k, n - k - Block, panel + Block, lda, scratch, pool);
        }
    }

    private static void ApplyQ<T>(Transpose transQ, int m, int n, T* qr, nint ldqr, T* tau, int columns, T* c, nint ldc, T* scratch, WorkerPool? pool)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Q = H0 H1 ...: the last block first, or the first block where Q is transposed.
        int reflections = int.Min(m, n);
        int blocks = (reflections + Block - 1) / Block;
        for (int step = 0; step < blocks && columns > 0; step++)
        {
            int k = Block * (transQ == Transpose.Yes ? step : blocks - 1 - step);
            Householder<T>.ApplyBlock(transQ, m - k, int.Min(Block, reflections - k), qr + (k * ldqr) + k, ldqr, tau + k, columns, c + (k * ldc), ldc, scratch, pool);
        }
    }

    private static void Check<T>(int m, int n, ReadOnlySpan<T> a, int lda, ReadOnlySpan<T> tau, string name)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Precision<T>.Check();
        Guard.NotNegative(m);
        Guard.NotNegative(n);
        Guard.Matrix(a, m, n, lda, "m", "n", name);
        if (tau.Length < int.Min(m, n))
            Guard.Throw($"tau holds {tau.Length} numbers, but {int.Min(m, n)} reflections need as many.", nameof(tau));
    }
}

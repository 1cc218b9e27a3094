using System.Numerics;
using SimdNet.Buffers;

namespace SimdNet.Kernels;

public static unsafe partial class Qr
{
    /// <summary>The X that makes the 2-norm of each column of B - A X least, for an A of full column rank; A and B are not changed.</summary>
    /// <param name="m">rows of A and B, at least n</param>
    /// <param name="n">columns of A, rows of X</param>
    /// <param name="columns">right-hand sides</param>
    /// <param name="a">m x n, row-major, lda >= n</param>
    /// <param name="lda">elements between the starts of A's rows</param>
    /// <param name="b">m x columns, row-major, ldb >= columns</param>
    /// <param name="ldb">elements between the starts of B's rows</param>
    /// <param name="x">n x columns, row-major, ldx >= columns: X out; must not overlap a or b</param>
    /// <param name="ldx">elements between the starts of X's rows</param>
    /// <param name="result">Complete; or the column that depends on those before it; or what is not finite</param>
    /// <param name="pool">null: the calling thread alone</param>
    /// <returns>whether X is there, and finite</returns>
    /// <remarks>
    /// Scratch: m (n + columns) + n elements and those of <c>Factor</c> and <c>ApplyQ</c>. A column depends on those before it if |r[j,j]| is at most m u times the largest one.
    /// Dependence can hide from that test, as there is no column pivoting. X is the exact solution for A + E, each column of E at most gamma_cmn of A's.
    /// </remarks>
    /// <exception cref="ArgumentException">m is less than n, a span is shorter than its shape needs, a leading dimension shorter than a row, or X overlaps A or B; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static bool TryLeastSquares<T>(int m, int n, int columns, ReadOnlySpan<T> a, int lda, ReadOnlySpan<T> b, int ldb, Span<T> x, int ldx, out FactorizationResult result, WorkerPool? pool = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Precision<T>.Check();
        Guard.NotNegative(m);
        Guard.NotNegative(n);
        Guard.NotNegative(columns);
        if (m < n)
            Guard.Throw($"m = {m} rows are fewer than n = {n} columns: the solution is not unique.", nameof(m));
        Guard.Matrix(a, m, n, lda, "m", "n");
        Guard.Matrix(b, m, columns, ldb, "m", "columns");
        Guard.Matrix<T>(x, n, columns, ldx, "n", "columns");
        Guard.Disjoint(a, x);
        Guard.Disjoint(b, x);

        // [QR][B][tau][of Factor and ApplyQ]
        long ofA = (long)m * n;
        long ofB = (long)m * columns;
        T* qr = ThreadScratch.RentOuter<T>(ofA + ofB + n + Householder<T>.ScratchLength(m, int.Max(n, columns)));
        T* qb = qr + ofA;
        T* tau = qb + ofB;
        T* scratch = tau + n;
        fixed (T* pa = a, pb = b, px = x)
        {
            Chains<T>.Copy(pa, lda, m, n, qr, n);
            Factor(m, n, qr, n, tau, scratch, pool);
            result = CheckRank(m, n, qr);
            if (!result.IsComplete)
                return false;
            Chains<T>.Copy(pb, ldb, m, columns, qb, columns);
            ApplyQ(Transpose.Yes, m, n, qr, n, tau, columns, qb, columns, scratch, pool);
            Chains<T>.Copy(qb, columns, n, columns, px, ldx);
            TriangularSolver<T>.Upper(qr, n).Solve(n, columns, px, ldx, pool);
            if (!Chains<T>.AreFinite(px, ldx, n, columns))
                result = FactorizationResult.NotFinite;
        }

        return result.IsComplete;
    }

    private static FactorizationResult CheckRank<T>(int m, int n, T* r)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double largest = 0;
        for (int j = 0; j < n; j++)
        {
            double diagonal = double.CreateTruncating(r[((long)j * n) + j]);
            if (!double.IsFinite(diagonal))
                return new FactorizationResult(FactorizationOutcome.NotFinite, j, diagonal);
            largest = Math.Max(largest, Math.Abs(diagonal));
        }

        for (int j = 0; j < n; j++)
        {
            double diagonal = double.CreateTruncating(r[((long)j * n) + j]);
            if (Math.Abs(diagonal) <= m * Precision<T>.UnitRoundoff * largest)
                return new FactorizationResult(FactorizationOutcome.Dependent, j, diagonal);
        }

        return FactorizationResult.Complete;
    }
}

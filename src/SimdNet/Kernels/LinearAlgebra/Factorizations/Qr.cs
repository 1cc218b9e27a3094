using System.Numerics;
using SimdNet.Buffers;

namespace SimdNet.Kernels;

/// <summary>QR by Householder reflections, A = Q R, of a matrix of floats or doubles, row-major: factors, products with Q, least squares.</summary>
/// <remarks>
/// Nothing is allocated after a thread's first call of a size: scratch memory belongs to the thread, as that of <c>Blas.Gemm</c>, and each method says how much it takes.
/// The same bits on every CPU and for any number of threads: everything is products of chains in a fixed order. Blocks of 32 reflections are applied at once
/// as I - V T V^T (Schreiber and Van Loan 1989).
/// </remarks>
public static unsafe class Qr
{
    // Reflections applied at once.
    private const int Block = 32;

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
            Factor(m, n, pa, lda, pt, ThreadScratch.RentOuter<T>(ScratchLength(m, n)), pool);
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
            ApplyQ(transQ, m, n, pqr, ldqr, pt, columns, pc, ldc, ThreadScratch.RentOuter<T>(ScratchLength(m, columns)), pool);
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
            ApplyQ(Transpose.No, m, n, pqr, ldqr, pt, columns, pq, ldq, ThreadScratch.RentOuter<T>(ScratchLength(m, columns)), pool);
    }

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
        T* qr = ThreadScratch.RentOuter<T>(ofA + ofB + n + ScratchLength(m, int.Max(n, columns)));
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

    // [V: m x 32][v, -tau v: 2 m][W, T^T W: 64 x columns][V^T V, T: 2 x 32 x 32]
    private static long ScratchLength(int m, int columns) => ((Block + 2L) * m) + (2L * Block * int.Max(columns, Block)) + (2 * Block * Block);

    private static void Factor<T>(int m, int n, T* a, nint lda, T* tau, T* scratch, WorkerPool? pool)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int reflections = int.Min(m, n);
        for (int k = 0; k < reflections; k += Block)
        {
            int count = int.Min(Block, reflections - k);
            T* panel = a + (k * lda) + k;
            FactorPanel(m - k, int.Min(Block, n - k), count, panel, lda, tau + k, scratch);
            if (n > k + Block)
                ApplyBlock(Transpose.Yes, m - k, count, panel, lda, tau + k, n - k - Block, panel + Block, lda, scratch, pool);
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
            ApplyBlock(transQ, m - k, int.Min(Block, reflections - k), qr + (k * ldqr) + k, ldqr, tau + k, columns, c + (k * ldc), ldc, scratch, pool);
        }
    }

    // Reflection after reflection, within at most 32 columns.
    private static void FactorPanel<T>(int m, int n, int count, T* a, nint lda, T* tau, T* scratch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* v = scratch + ((long)Block * m);
        T* scaled = v + m;
        T* products = scaled + m;
        for (int k = 0; k < count; k++)
        {
            int rows = m - k;
            T* corner = a + (k * lda) + k;
            for (int i = 0; i < rows; i++)
                v[i] = corner[i * lda];
            corner[0] = Reflect(rows, v, out tau[k]);
            for (int i = 1; i < rows; i++)
                corner[i * lda] = v[i];
            if (n - k == 1 || tau[k] == T.Zero)
                continue;

            // A -= tau v (v^T A)
            for (int i = 0; i < rows; i++)
                scaled[i] = -tau[k] * v[i];
            Chains<T>.Multiply(1, n - k - 1, rows, v, rows, 1, corner + 1, lda, products, n, pool: null);
            Chains<T>.AddSmall(rows, n - k - 1, 1, scaled, 1, products, n, corner + 1, lda);
        }
    }

    // x becomes v with v[0] = 1, where (I - tau v v^T) x = beta e0; returns beta. A column of zeros below its first element has tau = 0.
    private static T Reflect<T>(int length, T* x, out T tau)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T first = x[0];
        x[0] = T.One;
        T rest = Norm(x + 1, length - 1);
        tau = T.Zero;
        if (rest == T.Zero)
            return first;
        T beta = -T.CopySign(Hypotenuse(first, rest), first);
        tau = (beta - first) / beta;
        T divisor = first - beta;
        for (int i = 1; i < length; i++)
            x[i] /= divisor;
        return beta;
    }

    private static T Hypotenuse<T>(T x, T y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* both = stackalloc T[2];
        (both[0], both[1]) = (x, y);
        return Norm(both, 2);
    }

    // The 2-norm of x scaled by the power of two of its largest element, four chains side by side.
    private static T Norm<T>(T* x, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (length == 0)
            return T.Zero;
        T largest = T.Abs(x[PivotSearch.IndexOfLargest(x, length)]);
        if (largest == T.Zero || !T.IsFinite(largest))
            return largest;
        int exponent = T.ILogB(largest);
        T half = T.ScaleB(T.One, -exponent / 2);
        T otherHalf = T.ScaleB(T.One, -exponent - (-exponent / 2));
        T s0 = T.Zero, s1 = T.Zero, s2 = T.Zero, s3 = T.Zero;
        int i = 0;
        for (; i + 4 <= length; i += 4)
        {
            T y0 = x[i] * half * otherHalf, y1 = x[i + 1] * half * otherHalf, y2 = x[i + 2] * half * otherHalf, y3 = x[i + 3] * half * otherHalf;
            s0 = T.FusedMultiplyAdd(y0, y0, s0);
            s1 = T.FusedMultiplyAdd(y1, y1, s1);
            s2 = T.FusedMultiplyAdd(y2, y2, s2);
            s3 = T.FusedMultiplyAdd(y3, y3, s3);
        }

        for (; i < length; i++)
        {
            T y = x[i] * half * otherHalf;
            s0 = T.FusedMultiplyAdd(y, y, s0);
        }

        return T.ScaleB(T.Sqrt(s0 + s2 + (s1 + s3)), exponent);
    }

    // C = (I - V T V^T) C, or with T^T: the product of the block's reflections, or its transpose.
    private static void ApplyBlock<T>(Transpose trans, int m, int count, T* vectors, nint ldv, T* tau, int columns, T* c, nint ldc, T* scratch, WorkerPool? pool)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* v = scratch;
        T* w = v + ((Block + 2L) * m);
        T* tw = w + ((long)Block * int.Max(columns, Block));
        T* squares = tw + ((long)Block * int.Max(columns, Block));
        T* t = squares + (Block * Block);
        for (int i = 0; i < m; i++)
        {
            int stored = int.Min(i, count);
            T* row = v + ((long)i * count);
            Chains<T>.Copy(vectors + (i * ldv), ldv, 1, stored, row, count);
            new Span<T>(row + stored, count - stored).Clear();
            if (i < count)
                row[i] = T.One;
        }

        Chains<T>.Multiply(count, count, m, v, 1, count, v, count, squares, count, pool);
        FormT(count, squares, tau, t);
        Chains<T>.Multiply(count, columns, m, v, 1, count, c, ldc, w, columns, pool);
        Chains<T>.Multiply(count, columns, count, t, trans == Transpose.No ? count : 1, trans == Transpose.No ? 1 : count, w, columns, tw, columns, pool);
        Chains<T>.Subtract(m, columns, count, v, count, 1, tw, columns, bIsTransposed: false, c, ldc, pool);
    }

    // T is upper triangular: T[j,j] = tau[j], T[0:j, j] = -tau[j] T[0:j, 0:j] (V^T V)[0:j, j]
    private static void FormT<T>(int count, T* squares, T* tau, T* t)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        new Span<T>(t, count * count).Clear();
        for (int j = 0; j < count; j++)
        {
            for (int i = 0; i < j; i++)
            {
                T sum = T.Zero;
                for (int p = i; p < j; p++)
                    sum = T.FusedMultiplyAdd(t[(i * count) + p], squares[(p * count) + j], sum);
                t[(i * count) + j] = -tau[j] * sum;
            }

            t[(j * count) + j] = tau[j];
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

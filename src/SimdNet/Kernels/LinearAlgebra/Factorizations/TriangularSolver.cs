using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SimdNet.Buffers;

namespace SimdNet.Kernels;

/// <summary>
/// A triangular matrix op(T) for solving op(T) X = B in place, by halves (Elmroth, Gustavson, Jonsson and Kagstrom 2004): nearly all of it is products.
/// </summary>
/// <remarks>
/// Halves end at the largest power of two below n. Forward, x[i] takes its fma(-t[i,p], x[p], .) for p = 0 .. i-1. Backward it takes the aligned blocks of powers
/// of two to its right from the largest to the smallest, each in rising order. Then it is divided by the diagonal. A column's bits do not depend on how many there are.
/// </remarks>
internal readonly unsafe struct TriangularSolver<T>(T* t, nint row, nint step, bool isLower, bool isUnit)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Up to this size the block is copied, its sign turned.
    private const int Block = 32;

    // Columns of B that are solved at a time. Where B's own rows stand far apart, in a copy: products then read them where they stand. In LU of
    // 1024 x 1024 floats on a Zen 5 all solutions took 1.07 ms in place, 1.02 ms so.
    private const int Strip = 128;

    // Up to this size an inverse is the solution for ones on the diagonal.
    private const int InverseBlock = 16;

    /// <summary>op(T) = T, row-major</summary>
    public static TriangularSolver<T> Lower(T* t, nint ldt, bool isUnit) => new(t, ldt, 1, isLower: true, isUnit);

    public static TriangularSolver<T> Upper(T* t, nint ldt) => new(t, ldt, 1, isLower: false, isUnit: false);

    /// <summary>op(T) = T^T of a T that is lower</summary>
    public static TriangularSolver<T> LowerTransposed(T* t, nint ldt, bool isUnit) => new(t, 1, ldt, isLower: false, isUnit);

    /// <summary>op(T) = T^T of a T that is upper</summary>
    public static TriangularSolver<T> UpperTransposed(T* t, nint ldt) => new(t, 1, ldt, isLower: true, isUnit: false);

    /// <summary>B (n x columns) becomes X.</summary>
    public void Solve(int n, int columns, T* b, nint ldb, WorkerPool? pool)
    {
        if (n == 0 || columns == 0)
            return;
        if (columns == 1 || GemmBlocking.IsNear<T>(ldb))
        {
            SolveHalves(n, columns, b, ldb, pool);
            return;
        }

        var job = new StripJob { Solver = this, N = n, Columns = columns, B = b, Ldb = ldb };
        int strips = (columns + Strip - 1) / Strip;
        if (pool is not null && (long)n * n * Strip > GemmThreads<T>.Grain)
        {
            pool.Run(ref job, strips);
            return;
        }

        for (int strip = 0; strip < strips; strip++)
            job.Execute(strip);
    }

    /// <summary>The rows of B (rows x n) become those of X: op(T) X^T = B^T, a strip of rows at a time in a transposed copy.</summary>
    public void SolveRows(int n, int rows, T* b, nint ldb)
    {
        for (int i = 0; i < rows && n > 0; i += Strip)
        {
            int columns = int.Min(Strip, rows - i);
            int ld = StripRow(columns);
            T* part = b + (i * ldb);
            T* copy = ThreadScratch.RentStrip<T>((long)n * ld);
            Chains<T>.Transpose(part, ldb, columns, n, copy, ld);
            SolveHalves(n, columns, copy, ld, pool: null);
            Chains<T>.Transpose(copy, ld, n, columns, part, ldb);
        }
    }

    private void SolveHalves(int n, int columns, T* b, nint ldb, WorkerPool? pool)
    {
        if (n <= Block)
        {
            if (columns == 1)
                SolveColumn(n, b, ldb);
            else
                SolveBlock(n, columns, b, ldb);
            return;
        }

        int half = Chains<T>.Half(n);
        T* second = b + (half * ldb);
        if (isLower)
        {
            SolveHalves(half, columns, b, ldb, pool);
            Chains<T>.Subtract(n - half, columns, half, t + (half * row), row, step, b, ldb, bIsTransposed: false, second, ldb, pool);
            Part(half).SolveHalves(n - half, columns, second, ldb, pool);
        }
        else
        {
            Part(half).SolveHalves(n - half, columns, second, ldb, pool);
            Chains<T>.Subtract(half, columns, n - half, t + (half * step), row, step, second, ldb, bIsTransposed: false, b, ldb, pool);
            SolveHalves(half, columns, b, ldb, pool);
        }
    }

    /// <summary>X = L^-1, zeros above its diagonal: X21 = -L22^-1 (L21 X11), by halves. X must not overlap L.</summary>
    public static void InvertLower(int n, T* l, nint ldl, bool isUnit, T* x, nint ldx, WorkerPool? pool)
    {
        if (n <= InverseBlock)
        {
            for (int i = 0; i < n; i++)
            {
                var row = new Span<T>(x + (i * ldx), n);
                row.Clear();
                row[i] = T.One;
            }

            Lower(l, ldl, isUnit).Solve(n, n, x, ldx, pool);
            return;
        }

        int half = Chains<T>.Half(n);
        T* lBelow = l + (half * ldl);
        T* below = x + (half * ldx);
        InvertLower(half, l, ldl, isUnit, x, ldx, pool);
        for (int i = 0; i < half; i++)
            new Span<T>(x + (i * ldx) + half, n - half).Clear();
        for (int i = half; i < n; i++)
            new Span<T>(x + (i * ldx), half).Clear();
        Chains<T>.Subtract(n - half, half, half, lBelow, ldl, 1, x, ldx, bIsTransposed: false, below, ldx, pool);
        Lower(lBelow + half, ldl, isUnit).Solve(n - half, half, below, ldx, pool);
        InvertLower(n - half, lBelow + half, ldl, isUnit, below + half, ldx, pool);
    }

    private static int StripRow(int columns) => GemmBlocking.PaddedColumns(columns, AlignedBuffer.Alignment / sizeof(T));

    private TriangularSolver<T> Part(int first) => new(t + (first * (row + step)), row, step, isLower, isUnit);

    private void SolveBlock(int n, int columns, T* b, nint ldb)
    {
        T* negated = stackalloc T[Block * Block];
        for (int i = 0; i < n; i++)
        {
            (int from, int to) = isLower ? (0, i) : (i + 1, n);
            for (int j = from; j < to; j++)
                negated[(i * Block) + j] = -t[(i * row) + (j * step)];
            negated[(i * Block) + i] = isUnit ? T.One : t[i * (row + step)];
        }

        for (int j = 0; j < columns; j += Strip)
            SolveNegated(0, n, int.Min(Strip, columns - j), negated, b + j, ldb);
    }

    // Rows [first, first + n) of B, which have taken the rows solved before.
    private void SolveNegated(int first, int n, int columns, T* negated, T* b, nint ldb)
    {
        if (n == 4 && columns >= Vector256<T>.Count)
        {
            int whole = columns / Vector256<T>.Count * Vector256<T>.Count;
            SolveFour(whole, negated + (first * (Block + 1)), b + (first * ldb), ldb);
            b += whole;
            columns -= whole;
            if (columns == 0)
                return;
        }

        if (n == 1)
        {
            var x = new Span<T>(b + (first * ldb), columns);
            if (!isUnit)
                TensorPrimitives.Divide(x, negated[first * (Block + 1)], x);
            return;
        }

        int half = Chains<T>.Half(n);
        (int solved, int solvedCount, int next, int nextCount) = isLower ? (first, half, first + half, n - half) : (first + half, n - half, first, half);
        SolveNegated(solved, solvedCount, columns, negated, b, ldb);
        Chains<T>.AddSmall(nextCount, columns, solvedCount, negated + (next * Block) + solved, Block, b + (solved * ldb), ldb, b + (next * ldb), ldb);
        SolveNegated(next, nextCount, columns, negated, b, ldb);
    }

    // Four rows in registers, whole registers of columns: fewer calls than by halves.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SolveFour(int columns, T* negated, T* b, nint ldb)
    {
        // x1 takes t10 x0 and so on; backward the last two rows, in this order, before the first two.
        nint right = isLower ? 1 : -1;
        nint step = right * ldb;
        nint next = right * Block;
        T* t0 = negated + (isLower ? 0 : 3 * (Block + 1));
        T* t1 = t0 + next;
        T* t2 = t1 + next;
        T* t3 = t2 + next;
        for (T* r0 = b + (isLower ? 0 : 3 * ldb); columns > 0; r0 += Vector256<T>.Count, columns -= Vector256<T>.Count)
        {
            T* r1 = r0 + step;
            T* r2 = r1 + step;
            T* r3 = r2 + step;
            Vector256<T> x0 = Divide(Vector256.Load(r0), t0);
            Vector256<T> x1 = Divide(Take(t1, x0, Vector256.Load(r1)), t1 + right);
            Vector256<T> x2 = Vector256.Load(r2), x3 = Vector256.Load(r3);
            if (isLower)
            {
                x2 = Take(t2 + right, x1, Take(t2, x0, x2));
                x3 = Take(t3 + right, x1, Take(t3, x0, x3));
            }
            else
            {
                x2 = Take(t2, x0, Take(t2 + right, x1, x2));
                x3 = Take(t3, x0, Take(t3 + right, x1, x3));
            }

            x2 = Divide(x2, t2 + (2 * right));
            x3 = Divide(Take(t3 + (2 * right), x2, x3), t3 + (3 * right));
            x0.Store(r0);
            x1.Store(r1);
            x2.Store(r2);
            x3.Store(r3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Take(T* factor, Vector256<T> x, Vector256<T> sum) => Chains<T>.FusedMultiplyAdd(Vector256.Create(*factor), x, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<T> Divide(Vector256<T> x, T* diagonal) => isUnit ? x : x / Vector256.Create(*diagonal);

    /// <summary>One right-hand side in the same order, n at most 32: no call is worth its while.</summary>
    public void SolveColumn(int n, T* b, nint ldb)
    {
        for (int done = 0; done < n; done++)
        {
            int i = isLower ? done : n - 1 - done;
            T* factors = t + (i * row);
            T x = b[i * ldb];
            if (isLower)
                x = Take(factors, 0, i, b, ldb, x);
            else
            {
                for (int level = BitOperations.Log2((uint)n); level >= 0; level--)
                {
                    // The aligned block of 2^level to the right of the one that holds i, where i is in a first half.
                    int from = ((i >> level) | 1) << level;
                    if (((i >> level) & 1) == 0 && from < n)
                        x = Take(factors, from, int.Min(n, from + (1 << level)), b, ldb, x);
                }
            }

            b[i * ldb] = isUnit ? x : x / factors[i * step];
        }
    }

    private T Take(T* factors, int from, int to, T* b, nint ldb, T x)
    {
        for (int p = from; p < to; p++)
            x = T.FusedMultiplyAdd(-factors[p * step], b[p * ldb], x);
        return x;
    }

    private struct StripJob : IWorkerJob
    {
        public TriangularSolver<T> Solver;
        public int N;
        public int Columns;
        public T* B;
        public nint Ldb;

        public readonly void Execute(int chunk)
        {
            int columns = int.Min(Strip, Columns - (chunk * Strip));
            int ld = StripRow(columns);
            T* b = B + (chunk * Strip);
            T* copy = ThreadScratch.RentStrip<T>((long)N * ld);
            Chains<T>.Copy(b, Ldb, N, columns, copy, ld);
            Solver.SolveHalves(N, columns, copy, ld, pool: null);
            Chains<T>.Copy(copy, ld, N, columns, b, Ldb);
        }
    }
}

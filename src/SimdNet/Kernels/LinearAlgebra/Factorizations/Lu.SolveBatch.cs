using System.Numerics;
using SimdNet.Buffers;

namespace SimdNet.Kernels;

public static unsafe partial class Lu
{
    /// <summary>Solves many systems A X = B of one shape; A and B are not changed. Small ones are solved side by side, one in each lane of a register.</summary>
    /// <param name="count">how many systems</param>
    /// <param name="n">rows and columns of each A</param>
    /// <param name="columns">right-hand sides of each</param>
    /// <param name="a">count x n x n, row-major, without gaps</param>
    /// <param name="b">count x n x columns, row-major, without gaps; must not overlap x</param>
    /// <param name="x">count x n x columns: X out; must not overlap a. A system whose result is not complete leaves unspecified numbers</param>
    /// <param name="results">count results: as that of <c>TrySolve</c> for each system</param>
    /// <param name="pool">null: the calling thread alone</param>
    /// <returns>whether every result is complete</returns>
    /// <remarks>
    /// Scratch: (n + 1) (n + columns) registers for n and columns up to 32, else as <c>TrySolve</c>. X has the bits that <c>TrySolve</c> gives each system, whatever the others are.
    /// </remarks>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, or X overlaps A or B; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static bool TrySolveBatch<T>(int count, int n, int columns, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> x, Span<FactorizationResult> results, WorkerPool? pool = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Precision<T>.Check();
        Guard.NotNegative(count);
        Guard.NotNegative(n);
        Guard.NotNegative(columns);
        CheckBatch(a, count, n, n, "n", nameof(a));
        CheckBatch(b, count, n, columns, "columns", nameof(b));
        CheckBatch<T>(x, count, n, columns, "columns", nameof(x));
        Guard.Disjoint(a, x);
        Guard.Disjoint(b, x);
        if (results.Length < count)
            Guard.Throw($"results holds {results.Length} results, but count = {count} systems need as many.", nameof(results));

        int atOnce = n <= SmallLu<T>.MaxSize && columns <= SmallLu<T>.MaxSize ? BatchLu<T>.Count : 1;
        fixed (T* pa = a, pb = b, px = x)
        fixed (FactorizationResult* pr = results)
        {
            var job = new BatchJob<T> { Count = count, AtOnce = atOnce, N = n, Columns = columns, A = pa, B = pb, X = px, Results = pr };
            int chunks = (count + atOnce - 1) / atOnce;
            if (pool is not null && (long)count * n * n * (n + columns) > GemmThreads<T>.Grain)
            {
                pool.Run(ref job, chunks);
            }
            else
            {
                for (int chunk = 0; chunk < chunks; chunk++)
                    job.Execute(chunk);
            }
        }

        bool areComplete = true;
        for (int i = 0; i < count; i++)
            areComplete &= results[i].IsComplete;
        return areComplete;
    }

    private static void CheckBatch<T>(ReadOnlySpan<T> values, int count, int rows, int columns, string columnsName, string name)
    {
        Int128 needed = (Int128)count * rows * columns;
        if (values.Length < needed)
            Guard.Throw($"{name} holds {values.Length} numbers, but count = {count} matrices of n = {rows} rows and {columnsName} = {columns} columns need {needed}.", name);
    }

    private struct BatchJob<T> : IWorkerJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public int Count;
        public int AtOnce;
        public int N;
        public int Columns;
        public T* A;
        public T* B;
        public T* X;
        public FactorizationResult* Results;

        public readonly void Execute(int chunk)
        {
            nint ofA = (nint)N * N;
            nint ofX = (nint)N * Columns;
            nint first = (nint)chunk * AtOnce;
            if (AtOnce > 1 && first + AtOnce <= Count && ofX > 0)
            {
                T* scratch = ThreadScratch.RentOuter<T>(BatchLu<T>.ScratchLength(N, Columns));
                BatchLu<T>.Solve(N, Columns, A + (first * ofA), B + (first * ofX), X + (first * ofX), Results + first, scratch);
                return;
            }

            int ld = int.Max(Columns, 1);
            for (nint i = first; i < nint.Min(first + AtOnce, Count); i++)
            {
                TrySolve<T>(
                    N, Columns, new(A + (i * ofA), (int)ofA), int.Max(N, 1), new(B + (i * ofX), (int)ofX), ld, new(X + (i * ofX), (int)ofX), ld, out Results[i]);
            }
        }
    }
}

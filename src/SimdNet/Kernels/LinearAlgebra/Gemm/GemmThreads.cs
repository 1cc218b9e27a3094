using System.Numerics;
using System.Runtime.CompilerServices;
using SimdNet.Buffers;

namespace SimdNet.Kernels;

/// <summary>Splits C among threads: rows and columns, never the depth, so that the bits stay the same.</summary>
internal static unsafe class GemmThreads<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Multiply-adds that are worth a thread's while.</summary>
    public const long Grain = 1 << 20;
    private const int ChunksPerThread = 4;

    /// <summary>C = start + A*B on the threads of a pool, or on this one.</summary>
    public static void Run(in GemmOperands<T> g, WorkerPool? pool) => Run(g, pool, AreDots(g));

    /// <summary>The same by chains, also where there are few columns: a column alone has the bits that it has beside others.</summary>
    public static void RunChains(in GemmOperands<T> g, WorkerPool? pool) => Run(g, pool, areDots: false);

    private static void Run(in GemmOperands<T> g, WorkerPool? pool, bool areDots)
    {
        if (g.M == 0 || g.N == 0)
            return;
        long work = (long)g.M * g.N * int.Max(g.K, 1);
        int chunks = pool is null ? 1 : (int)long.Min(work / Grain, (long)pool.Threads * ChunksPerThread);
        if (pool is null || pool.Threads == 1 || chunks < 2 || g.BIsForOneRow)
        {
            RunPart(g, firstColumn: 0, areDots);
            return;
        }

        int panel = GemmKernels<T>.Panel;
        int columnChunks = int.Clamp(chunks * g.N / (g.M + g.N), 1, (g.N + panel - 1) / panel);
        int rowChunks = int.Clamp(chunks / columnChunks, 1, g.M);
        var job = new Job
        {
            Operands = g,
            AreDots = areDots,
            Rows = (g.M + rowChunks - 1) / rowChunks,
            Columns = GemmBlocking.PaddedColumns((g.N + columnChunks - 1) / columnChunks, panel),
        };
        job.ColumnChunks = (g.N + job.Columns - 1) / job.Columns;
        pool.Run(ref job, (g.M + job.Rows - 1) / job.Rows * job.ColumnChunks);
    }

    private static bool AreDots(in GemmOperands<T> g) => typeof(T) == typeof(float) && GemmDots.Takes(g.N, g.K);

    // Few columns of a wider product are no dots: the order of their sums is the wider one's.
    private static void RunPart(in GemmOperands<T> g, int firstColumn, bool areDots)
    {
        if (areDots)
        {
            GemmOperands<float> dots = Unsafe.As<GemmOperands<T>, GemmOperands<float>>(ref Unsafe.AsRef(in g));
            if (dots.BIsPacked)
                dots.B += (nint)firstColumn * dots.K;
            GemmDots.Run(dots);
        }
        else
        {
            GemmKernels<T>.Run(g, firstColumn);
        }
    }

    private struct Job : IWorkerJob
    {
        public GemmOperands<T> Operands;
        public bool AreDots;
        public int Rows;
        public int Columns;
        public int ColumnChunks;

        public readonly void Execute(int chunk)
        {
            // C[i:i+Rows, j:j+Columns]
            int i = chunk / ColumnChunks * Rows;
            int j = chunk % ColumnChunks * Columns;
            GemmOperands<T> part = Operands.Part(i, int.Min(Rows, Operands.M - i), j, int.Min(Columns, Operands.N - j));
            RunPart(part, firstColumn: j, AreDots);
        }
    }
}

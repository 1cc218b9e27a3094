using System.Runtime.CompilerServices;
using SimdNet.Buffers;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>
/// Products with one column, in float: c[i] = fma(alpha, dot(row i of op(A), b), beta*start[i]) or relu of that, each dot in the contract's order of reductions.
/// One chain for each output would wait on the latency of its multiply-adds; which order is used depends on n = 1 alone.
/// </summary>
internal static unsafe class GemmColumn
{
    // Rows of a transposed A that are brought together at a time: one cache line of each of its columns.
    private const int RowsAtOnce = AlignedBuffer.Alignment / sizeof(float);

    /// <summary>Runs a product with N = 1; packed B is the column itself.</summary>
    public static void Run(in GemmOperands<float> g)
    {
        nint step = g.BIsPacked || g.BIsTransposed ? 1 : g.Ldb;
        int gathered = step == 1 ? 0 : Arena.Padded(g.K);
        int rows = g.AStep == 1 ? 0 : checked(int.Min(RowsAtOnce, g.M) * g.K);
        float* scratch = gathered + rows > 0 ? ThreadScratch.Rent(checked(gathered + rows)) : null;
        float* b = g.B;
        if (gathered > 0)
        {
            b = scratch;
            for (int p = 0; p < g.K; p++)
                b[p] = g.B[p * step];
        }

        if (g.AStep == 1)
        {
            var dots = new RowDots(g, g.A, g.ARow, b, firstRow: 0, g.M);
            Isa.Run(ref dots);
            return;
        }

        for (int i = 0; i < g.M; i += RowsAtOnce)
        {
            int count = int.Min(RowsAtOnce, g.M - i);
            float* block = scratch + gathered;
            for (int p = 0; p < g.K; p++)
                for (int r = 0; r < count; r++)
                    block[((nint)r * g.K) + p] = g.A[((i + r) * g.ARow) + (p * g.AStep)];
            var dots = new RowDots(g, block, g.K, b, i, count);
            Isa.Run(ref dots);
        }
    }

    private readonly struct RowDots(in GemmOperands<float> g, float* a, nint lda, float* b, int firstRow, int rows) : ILaneAction
    {
        private readonly float* _start = g.Start + (firstRow * g.StartRow);
        private readonly float* _c = g.C + (firstRow * g.Ldc);
        private readonly nint _startRow = g.StartRow;
        private readonly nint _ldc = g.Ldc;
        private readonly float _alpha = g.Alpha;
        private readonly float _beta = g.Beta;
        private readonly int _k = g.K;
        private readonly bool _isRelu = g.IsRelu;

        public void Run<T>()
            where T : unmanaged, ILane<T> => Loop<T>(a, lda, b, rows, _k, _alpha, _beta, _start, _startRow, _c, _ldc, _isRelu);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Loop<T>(float* a, nint lda, float* b, int rows, int k, float alpha, float beta, float* start, nint startRow, float* c, nint ldc, bool isRelu)
        where T : unmanaged, ILane<T>
    {
        for (int i = 0; i < rows; i++, a += lda, start += startRow, c += ldc)
        {
            float dot = ReductionLoop.Sum<DotKernel, T>(new DotKernel(a, b), (nuint)k);
            float y = MathF.FusedMultiplyAdd(alpha, dot, beta == 0f ? 0f : beta * *start);
            *c = isRelu && y < 0f ? 0f : y;
        }
    }
}

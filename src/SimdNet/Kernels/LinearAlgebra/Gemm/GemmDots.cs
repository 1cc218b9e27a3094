using System.Runtime.CompilerServices;
using SimdNet.Buffers;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>
/// Products with few columns, in float: c[i,j] = fma(alpha, dot(row i of op(A), column j of op(B)), beta*start[i,j]) or relu of that, each dot in the contract's
/// order of reductions. One chain for each output would wait on the latency of its multiply-adds: 512 of them take 490 ns on a Zen 5, ten such dots 100 ns.
/// </summary>
internal static unsafe class GemmDots
{
    private const int MostColumns = 16;
    private const int LeastDepth = 128;

    // Up to so many rows a row-major B is read where it stands: to transpose 512 x 10 takes 770 ns, a row so 250 ns.
    private const int MostRowsInPlace = 4;

    // Rows of a transposed A that are brought together at a time: one cache line of each of its columns.
    private const int RowsAtOnce = AlignedBuffer.Alignment / sizeof(float);

    /// <summary>Whether a product is computed so; it depends on the whole product's n and k alone.</summary>
    public static bool Takes(int n, int k) => n == 1 || (n <= MostColumns && k >= LeastDepth);

    /// <summary>Runs a product; packed B is its columns, one after the other.</summary>
    public static void Run(in GemmOperands<float> g)
    {
        bool areColumns = g.BIsPacked || g.BIsTransposed || (g.N == 1 && g.Ldb == 1);
        if (!areColumns && g.M == 1)
        {
            // A row-major B is read where it stands: with 512 x 10 560 ns; to transpose it takes 770.
            var row = new RowMajorDots(g);
            Isa.Run(ref row);
            return;
        }

        int gathered = areColumns ? 0 : Arena.Padded(checked(g.K * g.N));
        int rows = g.AStep == 1 ? 0 : checked(int.Min(RowsAtOnce, g.M) * g.K);
        float* scratch = gathered + rows > 0 ? ThreadScratch.Rent(checked(gathered + rows)) : null;
        GemmOperands<float> dots = g;
        if (areColumns)
        {
            dots.Ldb = g.BIsTransposed ? g.Ldb : g.K;
        }
        else
        {
            Transpose(g.B, g.Ldb, g.K, g.N, scratch);
            dots.B = scratch;
            dots.Ldb = g.K;
        }

        if (g.AStep == 1)
        {
            var action = new RowDots(dots);
            Isa.Run(ref action);
            return;
        }

        for (int i = 0; i < g.M; i += RowsAtOnce)
        {
            int count = int.Min(RowsAtOnce, g.M - i);
            float* block = scratch + gathered;
            if (g.ARow == 1)
            {
                Transpose(g.A + i, g.AStep, g.K, count, block);
            }
            else
            {
                for (int p = 0; p < g.K; p++)
                    for (int r = 0; r < count; r++)
                        block[((nint)r * g.K) + p] = g.A[((i + r) * g.ARow) + (p * g.AStep)];
            }

            GemmOperands<float> part = dots;
            part.M = count;
            part.A = block;
            part.ARow = g.K;
            part.Start += i * g.StartRow;
            part.C += i * g.Ldc;
            var action = new RowDots(part);
            Isa.Run(ref action);
        }
    }

    // It uses 128-bit vectors at every level.
    private static void Transpose(float* source, nint sourceRow, int rows, int columns, float* destination) =>
        GemmPacking<float, float, GemmKernelScalar<float>>.Transpose(source, sourceRow, rows, columns, destination, rows);

    // B's columns are contiguous, Ldb elements apart.
    private readonly struct RowDots(in GemmOperands<float> g) : ILaneAction
    {
        private readonly GemmOperands<float> _g = g;

        public void Run<T>()
            where T : unmanaged, ILane<T> => Loop<T>(in _g);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Loop<T>(in GemmOperands<float> g)
        where T : unmanaged, ILane<T>
    {
        float* dots = stackalloc float[4];
        for (int i = 0; i < g.M; i++)
        {
            float* a = g.A + (i * g.ARow);
            for (int j = 0; j < g.N;)
            {
                float* b = g.B + (j * g.Ldb);
                int count = T.Count == 16 && g.N - j >= 4 ? 4 : 1;
                if (count == 4)
                    FourDots<T>(a, b, g.Ldb, (nuint)g.K, dots);
                else
                    dots[0] = ReductionLoop.Sum<DotKernel, T>(new DotKernel(a, b), (nuint)g.K);
                for (int q = 0; q < count; q++, j++)
                    Finish(g, i, j, dots[q]);
            }
        }
    }

    // B is row-major: the 64 lanes of each column stand in memory, [lane][column], and take a row of B at a time.
    private readonly struct RowMajorDots(in GemmOperands<float> g) : ILaneAction
    {
        private readonly GemmOperands<float> _g = g;

        public void Run<T>()
            where T : unmanaged, ILane<T> => RowMajorLoop<T>(in _g);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void RowMajorLoop<T>(in GemmOperands<float> g)
        where T : unmanaged, ILane<T>
    {
        const int lanes = ReductionLoop.LaneCount;
        float* sums = ThreadScratch.Rent(lanes * MostColumns);
        new Span<float>(sums, lanes * MostColumns).Clear();

        // A whole register from a row's last columns on, except in the last rows, stays inside B; the numbers that it takes from the next row are never looked at.
        int rest = g.N % T.Count;
        int columns = rest == 0 ? g.N : g.N - rest + T.Count;
        int inside = (int)nint.Max(0, g.K - ((columns - g.N + g.Ldb - 1) / g.Ldb));
        float* a = g.A;
        float* b = g.B;
        int p = 0;
        for (; p < inside; p++, a += g.AStep, b += g.Ldb)
        {
            T x = T.Broadcast(*a);
            float* lane = sums + ((uint)p % lanes * MostColumns);
            for (int j = 0; j < columns; j += T.Count)
                T.Store(T.FusedMultiplyAdd(x, T.Load(b + j), T.Load(lane + j)), lane + j);
        }

        for (; p < g.K; p++, a += g.AStep, b += g.Ldb)
        {
            float* lane = sums + ((uint)p % lanes * MostColumns);
            for (int j = 0; j < g.N; j++)
                lane[j] = MathF.FusedMultiplyAdd(*a, b[j], lane[j]);
        }

        for (int half = lanes / 2; half > 0; half /= 2)
            for (int l = 0; l < half * MostColumns; l += T.Count)
                T.Store(T.Load(sums + l) + T.Load(sums + (half * MostColumns) + l), sums + l);
        for (int j = 0; j < g.N; j++)
            Finish(g, 0, j, sums[j]);
    }

    private static void Finish(in GemmOperands<float> g, int i, int j, float dot)
    {
        float y = MathF.FusedMultiplyAdd(g.Alpha, dot, g.Beta == 0f ? 0f : g.Beta * g.Start[(i * g.StartRow) + j]);
        g.C[(i * g.Ldc) + j] = g.IsRelu && y < 0f ? 0f : y;
    }

    // a with four columns: 16 registers hold their 64 lanes each, and their trees overlap.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void FourDots<T>(float* a, float* b0, nint ldb, nuint k, float* dots)
        where T : unmanaged, ILane<T>
    {
        const nuint w = ReductionLoop.LaneCount / 4;
        float* b1 = b0 + ldb;
        float* b2 = b1 + ldb;
        float* b3 = b2 + ldb;
        T s00, s01, s02, s03, s10, s11, s12, s13, s20, s21, s22, s23, s30, s31, s32, s33;
        s00 = s01 = s02 = s03 = s10 = s11 = s12 = s13 = s20 = s21 = s22 = s23 = s30 = s31 = s32 = s33 = T.Broadcast(0f);
        nuint p = 0;
        for (; p + ReductionLoop.LaneCount <= k; p += ReductionLoop.LaneCount)
        {
            T x = T.Load(a + p);
            s00 = T.FusedMultiplyAdd(x, T.Load(b0 + p), s00);
            s10 = T.FusedMultiplyAdd(x, T.Load(b1 + p), s10);
            s20 = T.FusedMultiplyAdd(x, T.Load(b2 + p), s20);
            s30 = T.FusedMultiplyAdd(x, T.Load(b3 + p), s30);
            x = T.Load(a + p + w);
            s01 = T.FusedMultiplyAdd(x, T.Load(b0 + p + w), s01);
            s11 = T.FusedMultiplyAdd(x, T.Load(b1 + p + w), s11);
            s21 = T.FusedMultiplyAdd(x, T.Load(b2 + p + w), s21);
            s31 = T.FusedMultiplyAdd(x, T.Load(b3 + p + w), s31);
            x = T.Load(a + p + (2 * w));
            s02 = T.FusedMultiplyAdd(x, T.Load(b0 + p + (2 * w)), s02);
            s12 = T.FusedMultiplyAdd(x, T.Load(b1 + p + (2 * w)), s12);
            s22 = T.FusedMultiplyAdd(x, T.Load(b2 + p + (2 * w)), s22);
            s32 = T.FusedMultiplyAdd(x, T.Load(b3 + p + (2 * w)), s32);
            x = T.Load(a + p + (3 * w));
            s03 = T.FusedMultiplyAdd(x, T.Load(b0 + p + (3 * w)), s03);
            s13 = T.FusedMultiplyAdd(x, T.Load(b1 + p + (3 * w)), s13);
            s23 = T.FusedMultiplyAdd(x, T.Load(b2 + p + (3 * w)), s23);
            s33 = T.FusedMultiplyAdd(x, T.Load(b3 + p + (3 * w)), s33);
        }

        for (nuint lane = 0; p < k; p += w, lane++)
        {
            // The last block, fewer than 64 elements. Lanes that do not exist multiply 0 by -0: adding -0 leaves the sum as it is.
            T x = Last<T>(a, p, k, 0f), y0 = Last<T>(b0, p, k, -0f), y1 = Last<T>(b1, p, k, -0f), y2 = Last<T>(b2, p, k, -0f), y3 = Last<T>(b3, p, k, -0f);
            if (lane == 0)
                (s00, s10, s20, s30) = (T.FusedMultiplyAdd(x, y0, s00), T.FusedMultiplyAdd(x, y1, s10), T.FusedMultiplyAdd(x, y2, s20), T.FusedMultiplyAdd(x, y3, s30));
            else if (lane == 1)
                (s01, s11, s21, s31) = (T.FusedMultiplyAdd(x, y0, s01), T.FusedMultiplyAdd(x, y1, s11), T.FusedMultiplyAdd(x, y2, s21), T.FusedMultiplyAdd(x, y3, s31));
            else if (lane == 2)
                (s02, s12, s22, s32) = (T.FusedMultiplyAdd(x, y0, s02), T.FusedMultiplyAdd(x, y1, s12), T.FusedMultiplyAdd(x, y2, s22), T.FusedMultiplyAdd(x, y3, s32));
            else
                (s03, s13, s23, s33) = (T.FusedMultiplyAdd(x, y0, s03), T.FusedMultiplyAdd(x, y1, s13), T.FusedMultiplyAdd(x, y2, s23), T.FusedMultiplyAdd(x, y3, s33));
        }

        dots[0] = T.SumTree(s00 + s02 + (s01 + s03));
        dots[1] = T.SumTree(s10 + s12 + (s11 + s13));
        dots[2] = T.SumTree(s20 + s22 + (s21 + s23));
        dots[3] = T.SumTree(s30 + s32 + (s31 + s33));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Last<T>(float* source, nuint p, nuint k, float fill)
        where T : unmanaged, ILane<T> =>
        p + (nuint)T.Count <= k ? T.Load(source + p) : T.LoadPartial(source + p, k - p, T.Broadcast(fill));
}

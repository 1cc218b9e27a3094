using System.Numerics;
using System.Runtime.CompilerServices;
using SimdNet.Buffers;

namespace SimdNet.Kernels;

/// <summary>
/// The loops around the micro-kernel (Goto and van de Geijn 2008; loop names as in BLIS), generic over the ISA.
/// Loop order jc, pc, ir, jr: a block of B stays in the level-2 cache, a row panel of A in level 1, a tile of C in registers.
/// </summary>
internal static unsafe class GemmDriver<T, TVector, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TVector : unmanaged
    where TKernel : struct, IGemmKernel<T, TVector>
{
    private static int Panel => GemmPacking<T, TVector, TKernel>.Panel;

    /// <summary>Computes columns [firstColumn, firstColumn + N) of the product; firstColumn matters for packed B only.</summary>
    public static void Run(in GemmOperands<T> g, int firstColumn)
    {
        if (g.M == 0 || g.N == 0)
            return;
        if (g.Beta != T.Zero && g.Beta != T.One)
        {
            RunScaled(g, firstColumn);
            return;
        }

        if (g.BIsForOneRow)
        {
            GemmRow<T, TVector, TKernel>.Run(g, Floor(g, isLast: true));
            return;
        }

        int registers = (g.N + TKernel.Width - 1) / TKernel.Width;
        if (g.IsLower)
        {
            RunBlocks(g, firstColumn, Tiles.For(g.M, registers), packA: true, packB: true, GemmBlocking.Depth<T>(g.K));
            return;
        }

        if (registers <= 8 && g.M <= Tiles.MaxRows(registers) && g.Alpha == T.One && !g.BIsTransposed && g.K <= GemmBlocking.KC / 2)
        {
            RunTile(g, firstColumn, registers);
            return;
        }

        if (g.BIsTransposed && g.Alpha == T.One && GemmBlocking.ComputesTransposed(g.M, g.N, g.K))
        {
            RunTransposed(g);
            return;
        }

        Tiles tiles = Tiles.For(g.M, registers);
        bool isInPlace = GemmBlocking.ReadsInPlace<T>(g.M, g.N, g.K, g.Ldb, Panel);
        bool packB = !g.BIsPacked && (g.BIsTransposed || !isInPlace);
        bool packA = g.Alpha != T.One || (!isInPlace && GemmBlocking.PacksA<T>(g.N, g.ARow, g.AStep, TKernel.MultipliesByLane));
        int depth = g.BIsPacked ? GemmBlocking.PackedDepth<T>(g.K) : packB ? GemmBlocking.Depth<T>(g.K) : GemmBlocking.DepthInPlace<T>(g.M, g.K, g.Ldb);
        if (!packA && !packB && g.K <= depth)
            RunInPlace(g, firstColumn, tiles);
        else
            RunBlocks(g, firstColumn, tiles, packA, packB, depth);
    }

    // beta is multiplied in before the product: the micro-kernel's sums start from what stands in memory, or from 0.
    private static void RunScaled(in GemmOperands<T> g, int firstColumn)
    {
        GemmPacking<T, TVector, TKernel>.CopyScaled(g.Beta, g.Start, g.StartRow, g.M, g.N, g.C, g.Ldc);
        GemmOperands<T> scaled = g;
        scaled.Beta = T.One;
        scaled.Start = g.C;
        scaled.StartRow = g.Ldc;
        Run(scaled, firstColumn);
    }

    // A product of one tile: no loops at all. 8x8x8 takes 23 ns so, 32 ns by the loops below.
    private static void RunTile(in GemmOperands<T> g, int firstColumn, int registers)
    {
        GemmTile<T> tile;
        SetWhole(&tile, g, firstColumn);
        tile.A = g.A;
        tile.Start = g.Beta == T.Zero ? null : g.Start;
        tile.C = g.C;
        tile.LastColumns = g.N - ((registers - 1) * TKernel.Width);
        GemmTiles<T, TVector, TKernel>.Select(g.M, registers, Packing(g))(&tile);
    }

    // Everything is read where it stands, the whole depth at once: what small products do.
    private static void RunInPlace(in GemmOperands<T> g, int firstColumn, Tiles tiles)
    {
        GemmTile<T> tile;
        SetWhole(&tile, g, firstColumn);
        for (int i = 0; i < g.M;)
        {
            int rows = Tiles.Next(g.M - i, tiles.Rows);
            tile.A = g.A + (i * g.ARow);
            RunRow(&tile, g.C + (i * g.Ldc), g.Beta == T.Zero ? null : g.Start + (i * g.StartRow), rows, g.N, tiles.Pairs, Packing(g), ahead: default);
            i += rows;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SetWhole(GemmTile<T>* tile, in GemmOperands<T> g, int firstColumn)
    {
        tile->Kc = g.K;
        (tile->ARow, tile->AStep) = (g.ARow, g.AStep);
        tile->B = g.BIsPacked ? g.B + ((nint)firstColumn / Panel * g.K * StepOfPanel(g)) : g.B;
        tile->BStep = g.BIsPacked ? StepOfPanel(g) : g.Ldb;
        tile->BPair = g.BIsPacked ? (nint)g.K * StepOfPanel(g) : Panel;
        tile->StartRow = g.StartRow;
        tile->CRow = g.Ldc;
        tile->Floor = Floor(g, isLast: true);
    }

    // Elements of a packed panel in a step of the depth: bfloat16 stand two in one.
    private static int StepOfPanel(in GemmOperands<T> g) => g.BIsBFloat16 ? TKernel.Width : Panel;

    private static int Packing(in GemmOperands<T> g) => GemmTiles<T, TVector, TKernel>.Packing(aIsByLane: false, bIsInPlace: !g.BIsPacked, g.BIsBFloat16);

    // A sum that is not complete may be below 0.
    private static T Floor(in GemmOperands<T> g, bool isLast) => g.IsRelu && isLast ? T.Zero : T.NegativeInfinity;

    // C' = op(B)' op(A)', where op(B)' is B as it stands: A and C are fewer elements to transpose than B. The same multiply-adds, with their factors exchanged.
    private static void RunTransposed(in GemmOperands<T> g)
    {
        int block = int.Min(g.N, GemmBlocking.RowsOfTransposedC);
        int packed = checked(g.K * GemmBlocking.PaddedColumns(g.M, Panel));
        int needed = checked((packed + (block * g.M)) * (sizeof(T) / sizeof(float)));
        T* a = (T*)ThreadScratch.Rent(needed);
        T* c = a + packed;
        GemmPacking<T, TVector, TKernel>.PackWhole(g.AStep == 1, g.A, g.AStep == 1 ? g.ARow : g.AStep, g.K, g.M, a);
        for (int j = 0; j < g.N; j += block)
        {
            // C[0:m, j:j+columns]
            int columns = int.Min(block, g.N - j);
            if (g.Beta != T.Zero)
                GemmPacking<T, TVector, TKernel>.Transpose(g.Start + j, g.StartRow, g.M, columns, c, g.M);
            var part = new GemmOperands<T>
            {
                M = columns,
                N = g.M,
                K = g.K,
                Alpha = T.One,
                A = g.B + (j * g.Ldb),
                ARow = g.Ldb,
                AStep = 1,
                B = a,
                Ldb = g.M,
                BIsPacked = true,
                Beta = g.Beta,
                Start = c,
                StartRow = g.M,
                IsRelu = g.IsRelu,
                C = c,
                Ldc = g.M,
            };
            Run(part, firstColumn: 0);
            GemmPacking<T, TVector, TKernel>.Transpose(c, g.M, columns, g.M, g.C + j, g.Ldc);
        }
    }

    private static void RunBlocks(in GemmOperands<T> g, int firstColumn, Tiles tiles, bool packA, bool packB, int depth)
    {
        bool bIsInPlace = !packB && !g.BIsPacked;
        bool byLane = TKernel.MultipliesByLane && packA && !bIsInPlace;
        int packing = GemmTiles<T, TVector, TKernel>.Packing(byLane, bIsInPlace, g.BIsBFloat16);
        bool prefetch = GemmBlocking.Prefetches<T>(g.M, g.N);
        int nBlock = bIsInPlace ? g.N : int.Min(g.N, GemmBlocking.NC);
        int packedB = packB ? depth * GemmBlocking.PaddedColumns(nBlock, Panel) : 0;
        int packedA = packA ? GemmBlocking.MaxRowsOfAnyTile * PackedStride(depth) : 0;
        T* scratch = packedA + packedB > 0 ? (T*)ThreadScratch.Rent(checked((packedA + packedB) * (sizeof(T) / sizeof(float)))) : null;

        GemmTile<T> tile = default;
        for (int jc = 0; jc < g.N; jc += nBlock)
        {
            int nc = int.Min(nBlock, g.N - jc);
            int pc = 0;
            do
            {
                // C[0:m, jc:jc+nc] takes A[0:m, pc:pc+kc] B[pc:pc+kc, jc:jc+nc]; a depth of 0 still scales C.
                int kc = int.Min(depth, g.K - pc);
                tile.Kc = kc;
                tile.CRow = g.Ldc;
                tile.StartRow = pc == 0 ? g.StartRow : g.Ldc;
                tile.Floor = Floor(g, pc + kc == g.K);
                SetB(ref tile, g, scratch + packedA, packB, firstColumn + jc, jc, nc, pc, kc);

                for (int i = 0; i < g.M;)
                {
                    // C[i:i+rows, jc:jc+nc]
                    int rows = Tiles.Next(g.M - i, tiles.Rows);
                    int columns = g.IsLower ? int.Min(nc, i + rows + g.Diagonal - jc) : nc;
                    if (columns <= 0)
                    {
                        i += rows;
                        continue;
                    }

                    SetA(ref tile, g, scratch, packA, byLane, i, rows, pc, kc);
                    T* c = g.C + (i * g.Ldc) + jc;
                    T* start = pc > 0 ? c : g.Beta == T.Zero ? null : g.Start + (i * g.StartRow) + jc;
                    RunRow(&tile, c, start, rows, columns, tiles.Pairs, packing, prefetch ? Ahead.Of(g, i + rows, pc) : default);
                    i += rows;
                }

                pc += depth;
            }
            while (pc < g.K);
        }
    }

    // One cache line more than the depth, so that a panel's rows do not fall into one cache set.
    private static int PackedStride(int depth) => depth + (AlignedBuffer.Alignment / sizeof(T));

    private static void SetA(ref GemmTile<T> tile, in GemmOperands<T> g, T* packed, bool pack, bool byLane, int i, int rows, int pc, int kc)
    {
        T* a = g.A + (i * g.ARow) + (pc * g.AStep);
        if (!pack)
        {
            tile.A = a;
            (tile.ARow, tile.AStep) = (g.ARow, g.AStep);
            return;
        }

        tile.A = packed;
        if (byLane && g.AStep == 1)
        {
            (tile.ARow, tile.AStep) = (1, GemmBlocking.PaddedColumns(rows, TKernel.Width));
            GemmPacking<T, TVector, TKernel>.PackByLane(g.Alpha, a, g.ARow, rows, kc, packed, tile.AStep);
        }
        else if (g.AStep == 1)
        {
            (tile.ARow, tile.AStep) = (PackedStride(kc), 1);
            GemmPacking<T, TVector, TKernel>.CopyScaled(g.Alpha, a, g.ARow, rows, kc, packed, tile.ARow);
        }
        else
        {
            (tile.ARow, tile.AStep) = (1, byLane ? GemmBlocking.PaddedColumns(rows, TKernel.Width) : rows);
            GemmPacking<T, TVector, TKernel>.CopyScaled(g.Alpha, a, g.AStep, kc, rows, packed, tile.AStep);
        }
    }

    private static void SetB(ref GemmTile<T> tile, in GemmOperands<T> g, T* packed, bool pack, int column, int jc, int nc, int pc, int kc)
    {
        if (g.BIsPacked)
        {
            // [depth block][panel][kc][2 registers]; the column stands at the start of a panel.
            nint block = (nint)pc * GemmBlocking.PaddedColumns((int)g.Ldb, Panel) / Panel;
            int step = StepOfPanel(g);
            tile.B = g.B + ((block + ((nint)column / Panel * kc)) * step);
            (tile.BStep, tile.BPair) = (step, (nint)kc * step);
            return;
        }

        if (pack)
        {
            T* b = g.B + (g.BIsTransposed ? (jc * g.Ldb) + pc : (pc * g.Ldb) + jc);
            GemmPacking<T, TVector, TKernel>.PackB(g.BIsTransposed, b, g.Ldb, kc, nc, packed);
            tile.B = packed;
            (tile.BStep, tile.BPair) = (Panel, (nint)kc * Panel);
            return;
        }

        tile.B = g.B + (pc * g.Ldb) + jc;
        (tile.BStep, tile.BPair) = (g.Ldb, Panel);
    }

    // C[i:i+rows, jc:jc+nc], tile by tile.
    private static void RunRow(GemmTile<T>* tile, T* c, T* start, int rows, int nc, int mostPairs, int packing, Ahead ahead)
    {
        T* b = tile->B;
        int pairs = (nc + Panel - 1) / Panel;
        for (int pair = 0; pair < pairs;)
        {
            // C[i:i+rows, j:j+columns]
            int width = Tiles.Next(pairs - pair, mostPairs);
            int j = pair * Panel;
            int columns = int.Min(width * Panel, nc - j);
            int registers = (columns + TKernel.Width - 1) / TKernel.Width;
            tile->B = b + (pair * tile->BPair);
            tile->C = c + j;
            tile->Start = start == null ? null : start + j;
            tile->LastColumns = columns - ((registers - 1) * TKernel.Width);
            pair += width;
            if (ahead.IsWanted)
                ahead.Prefetch(c + (pair * Panel), tile->CRow, rows, tile->Kc, pair - width, width, pairs);
            GemmTiles<T, TVector, TKernel>.Select(rows, registers, packing)(tile);
        }

        tile->B = b;
    }

    /// <summary>
    /// What the next tiles will read from far: while one is computed, its part of the next row panel of A and the next tile of C come nearer.
    /// On a Zen 5, one thread: 1024 cubed 10.3 to 9.7 ms, 2048 cubed 82 to 75.5 ms; at 512 nothing.
    /// </summary>
    private readonly struct Ahead(T* a, nint row, nint step)
    {
        public bool IsWanted => a != null;

        /// <summary>A's panel from row i, at depth pc. Addresses behind the end are only asked for, never read.</summary>
        public static Ahead Of(in GemmOperands<T> g, int i, int pc) => new(g.A + (i * g.ARow) + (pc * g.AStep), g.ARow, g.AStep);

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Prefetch(T* nextC, nint ldc, int rows, int kc, int part, int width, int parts)
        {
            int line = AlignedBuffer.Alignment / sizeof(T);
            for (int r = 0; r < rows; r++)
                for (int q = 0; q < width * Panel; q += line)
                    TKernel.Prefetch(nextC + (r * ldc) + q);

            // This part's share of the panel's depth, [from, to).
            int from = (int)((long)kc * part / parts);
            int to = (int)((long)kc * (part + width) / parts);
            if (step == 1)
            {
                for (int r = 0; r < rows; r++)
                    for (int p = from; p < to; p += line)
                        TKernel.Prefetch(a + (r * row) + p);
            }
            else
            {
                for (int p = from; p < to; p++)
                    TKernel.Prefetch(a + (p * step));
            }
        }
    }

    /// <summary>The tile sizes of a product: rows, and pairs of registers.</summary>
    private readonly record struct Tiles(int Rows, int Pairs)
    {
        // The fewer rows, the more columns: at least 8 chains of multiply-adds keep both pipes busy.
        public static Tiles For(int m, int registers)
        {
            int most = 8;
            while (most > TKernel.TileColumns && MaxRows(most) < m)
                most -= 2;
            int columns = registers == 3 && most < 4 ? registers : int.Min(most, registers);
            return new Tiles(MaxRows(columns), (columns + 1) / 2);
        }

        /// <summary>The most rows of a tile so many registers wide: what the register file holds beside B and an element of A, and what the staircase has.</summary>
        public static int MaxRows(int registers)
        {
            int staircase = registers switch { 1 => GemmBlocking.MaxRowsOfAnyTile, 2 => 12, 3 => 8, <= 4 => 6, <= 6 => 4, _ => 3 };
            return int.Min(staircase, (TKernel.Registers - registers - 1) / registers);
        }

        /// <summary>The size of the next part of what is left: equal parts, none above most. 13 rows are 7 + 6, not 12 + 1.</summary>
        public static int Next(int left, int most)
        {
            if (left <= most)
                return left;
            if (most == 1)
                return 1;
            int parts = (int)((uint)(left + most - 1) / (uint)most);
            return (int)((uint)(left + parts - 1) / (uint)parts);
        }
    }
}

using System.Numerics;
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
    private const int MaxRowsOfAnyTile = 12;

    private static int Panel => GemmPacking<T, TVector, TKernel>.Panel;

    /// <summary>Computes columns [firstColumn, firstColumn + N) of the product; firstColumn matters for packed B only.</summary>
    public static void Run(in GemmOperands<T> g, int firstColumn)
    {
        if (g.M == 0 || g.N == 0)
            return;
        int registers = (g.N + TKernel.Width - 1) / TKernel.Width;
        if (registers <= 8 && g.M <= Tiles.MaxRows(registers) && g.Alpha == T.One && !g.BIsTransposed && g.K <= GemmBlocking.KC / 2)
        {
            RunTile(g, firstColumn, registers);
            return;
        }

        bool isInPlace = GemmBlocking.ReadsInPlace<T>(g.M, g.N, g.K, g.Ldb);
        bool packB = !g.BIsPacked && (g.BIsTransposed || !isInPlace);
        bool packA = g.Alpha != T.One || (!isInPlace && g.N >= GemmBlocking.MinColumnsToPackA);
        bool bIsInPlace = !packB && !g.BIsPacked;
        bool byLane = TKernel.MultipliesByLane && packA && !bIsInPlace;
        int depth = GemmBlocking.Depth<T>(g.K);
        int nBlock = isInPlace && !packB ? g.N : int.Min(g.N, GemmBlocking.NC);
        int packedB = packB ? depth * GemmBlocking.PaddedColumns(nBlock, Panel) : 0;
        int packedA = packA ? MaxRowsOfAnyTile * PackedStride(depth) : 0;
        T* scratch = packedA + packedB > 0 ? (T*)ThreadScratch.Rent(checked((packedA + packedB) * (sizeof(T) / sizeof(float)))) : null;

        Tiles tiles = Tiles.For(g.M, g.N);
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
                tile.Beta = pc == 0 ? g.Beta : T.One;
                SetB(ref tile, g, scratch + packedA, packB, firstColumn + jc, jc, nc, pc, kc);

                for (int i = 0; i < g.M;)
                {
                    // C[i:i+rows, jc:jc+nc]
                    int rows = Tiles.Next(g.M - i, tiles.Rows);
                    SetA(ref tile, g, scratch, packA, byLane, i, rows, pc, kc);
                    RunRow(ref tile, g, tiles, i, rows, jc, nc, pc == 0, byLane, bIsInPlace);
                    i += rows;
                }

                pc += depth;
            }
            while (pc < g.K);
        }
    }

    // A product of one tile: no loops, no blocks, no copies.
    private static void RunTile(in GemmOperands<T> g, int firstColumn, int registers)
    {
        GemmTile<T> tile;
        tile.Kc = g.K;
        (tile.ARow, tile.AStep) = (g.ARow, g.AStep);
        tile.A = g.A;
        tile.B = g.BIsPacked ? g.B + ((nint)firstColumn * g.K) : g.B;
        tile.BStep = g.BIsPacked ? Panel : g.Ldb;
        tile.BPair = g.BIsPacked ? (nint)g.K * Panel : Panel;
        tile.Beta = g.Beta;
        tile.Start = g.Start;
        tile.StartRow = g.StartRow;
        tile.C = g.C;
        tile.CRow = g.Ldc;
        tile.LastColumns = g.N - ((registers - 1) * TKernel.Width);
        GemmTiles<T, TVector, TKernel>.Select(g.M, registers, aIsByLane: false, bIsInPlace: !g.BIsPacked)(&tile);
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
            nint block = (nint)pc * GemmBlocking.PaddedColumns((int)g.Ldb, Panel);
            tile.B = g.B + block + ((nint)column * kc);
        }
        else if (pack)
        {
            T* b = g.B + (g.BIsTransposed ? (jc * g.Ldb) + pc : (pc * g.Ldb) + jc);
            GemmPacking<T, TVector, TKernel>.PackB(g.BIsTransposed, b, g.Ldb, kc, nc, packed);
            tile.B = packed;
        }
        else
        {
            tile.B = g.B + (pc * g.Ldb) + jc;
            (tile.BStep, tile.BPair) = (g.Ldb, Panel);
            return;
        }

        (tile.BStep, tile.BPair) = (Panel, (nint)kc * Panel);
    }

    private static void RunRow(ref GemmTile<T> tile, in GemmOperands<T> g, Tiles tiles, int i, int rows, int jc, int nc, bool isFirst, bool byLane, bool bIsInPlace)
    {
        T* c = g.C + (i * g.Ldc) + jc;
        T* start = isFirst ? g.Start + (i * g.StartRow) + jc : c;
        tile.CRow = g.Ldc;
        tile.StartRow = isFirst ? g.StartRow : g.Ldc;
        T* b = tile.B;
        int pairs = (nc + Panel - 1) / Panel;
        fixed (GemmTile<T>* t = &tile)
        {
            for (int pair = 0; pair < pairs;)
            {
                // C[i:i+rows, j:j+columns]
                int width = Tiles.Next(pairs - pair, tiles.Pairs);
                int j = pair * Panel;
                int columns = int.Min(width * Panel, nc - j);
                int registers = (columns + TKernel.Width - 1) / TKernel.Width;
                t->B = b + (pair * t->BPair);
                t->C = c + j;
                t->Start = start + j;
                t->LastColumns = columns - ((registers - 1) * TKernel.Width);
                GemmTiles<T, TVector, TKernel>.Select(rows, registers, byLane, bIsInPlace)(t);
                pair += width;
            }
        }

        tile.B = b;
    }

    /// <summary>The tile sizes of a product: rows, and pairs of registers.</summary>
    private readonly record struct Tiles(int Rows, int Pairs)
    {
        // The fewer rows, the more columns: at least 8 chains of multiply-adds keep both pipes busy.
        public static Tiles For(int m, int n)
        {
            int registers = (n + TKernel.Width - 1) / TKernel.Width;
            int most = 8;
            while (most > TKernel.TileColumns && MaxRows(most) < m)
                most -= 2;
            int columns = int.Min(most, registers);
            return new Tiles(MaxRows(columns), (columns + 1) / 2);
        }

        /// <summary>The most rows of a tile so many registers wide: what the register file holds beside B and an element of A, and what the staircase has.</summary>
        public static int MaxRows(int registers)
        {
            int staircase = registers switch { <= 2 => MaxRowsOfAnyTile, <= 4 => 6, <= 6 => 4, _ => 3 };
            return int.Min(staircase, (TKernel.Registers - registers - 1) / registers);
        }

        /// <summary>The size of the next part of what is left: equal parts, none above most. 13 rows are 7 + 6, not 12 + 1.</summary>
        public static int Next(int left, int most)
        {
            if (left <= most)
                return left;
            int parts = (int)((uint)(left + most - 1) / (uint)most);
            return (int)((uint)(left + parts - 1) / (uint)parts);
        }
    }
}

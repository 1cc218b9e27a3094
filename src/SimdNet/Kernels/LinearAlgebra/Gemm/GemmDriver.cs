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
    /// <summary>Columns of one packed panel of B: a pair of registers.</summary>
    public static int Panel => 2 * TKernel.Width;

    /// <summary>Computes columns [firstColumn, firstColumn + N) of the product; firstColumn matters for packed B only.</summary>
    public static void Run(in GemmOperands<T> g, int firstColumn)
    {
        bool packB = !g.BIsPacked && (g.BIsTransposed || g.M > GemmBlocking.MaxRowsInPlace);
        bool packA = g.Alpha != T.One;
        int depth = GemmBlocking.Depth<T>(g.K);
        int nBlock = g.M > GemmBlocking.MaxRowsInPlace ? int.Min(g.N, GemmBlocking.NC) : g.N;
        int packedB = packB ? depth * GemmBlocking.PaddedColumns(nBlock, Panel) : 0;
        int packedA = packA ? depth * TKernel.Accumulators / 2 : 0;
        T* scratch = packedA + packedB > 0 ? (T*)ThreadScratch.Rent((packedA + packedB) * sizeof(T) / sizeof(float)) : null;

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
                    int rows = Tiles.Next(g.M, tiles.Rows, i);
                    SetA(ref tile, g, scratch, packA, i, rows, pc, kc);
                    RunRow(ref tile, g, tiles, i, rows, jc, nc, pc == 0, !packB && !g.BIsPacked);
                    i += rows;
                }

                pc += depth;
            }
            while (pc < g.K);
        }
    }

    private static void SetA(ref GemmTile<T> tile, in GemmOperands<T> g, T* packed, bool pack, int i, int rows, int pc, int kc)
    {
        T* a = g.A + (i * g.ARow) + (pc * g.AStep);
        if (pack)
            GemmPacking<T>.PackA(g.Alpha, a, g.ARow, g.AStep, rows, kc, packed);
        tile.A = pack ? packed : a;
        (tile.ARow, tile.AStep) = pack ? (1, rows) : (g.ARow, g.AStep);
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
            GemmPacking<T>.PackB(g.BIsTransposed, b, g.Ldb, kc, nc, Panel, packed);
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

    private static void RunRow(ref GemmTile<T> tile, in GemmOperands<T> g, Tiles tiles, int i, int rows, int jc, int nc, bool isFirst, bool isInPlace)
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
                int width = Tiles.Next(pairs, tiles.Pairs, pair);
                int j = pair * Panel;
                int columns = int.Min(width * Panel, nc - j);
                int registers = (columns + TKernel.Width - 1) / TKernel.Width;
                t->B = b + (pair * t->BPair);
                t->C = c + j;
                t->Start = start + j;
                t->LastColumns = columns - ((registers - 1) * TKernel.Width);
                GemmTiles<T, TVector, TKernel>.Select(rows, registers, isInPlace)(t);
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
            int columns = m <= TKernel.Accumulators / 8 ? 8 : m <= TKernel.Accumulators / 4 ? 4 : TKernel.TileColumns;
            columns = int.Min(columns, registers);
            return columns <= 2 ? new Tiles(TKernel.Accumulators / 2, 1)
                : columns <= 4 ? new Tiles(TKernel.Accumulators / 4, 2)
                : new Tiles(TKernel.Accumulators / 8, 4);
        }

        /// <summary>The size of the next part: total in equal parts, none above most. 13 rows are 7 + 6, not 12 + 1.</summary>
        public static int Next(int total, int most, int done)
        {
            int left = total - done;
            int parts = (left + most - 1) / most;
            return (left + parts - 1) / parts;
        }
    }
}

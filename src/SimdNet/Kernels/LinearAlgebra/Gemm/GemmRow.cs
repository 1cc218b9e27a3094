using System.Numerics;

namespace SimdNet.Kernels;

/// <summary>
/// Products of single rows with a B packed for them. Such a product is limited by reading B: here it comes as one stream, [tile][k][the tile's columns], and the
/// tile asks for what it will need a few steps later. On a Zen 5 784x512 and 512x512 take 21.5 us so, 25 us as four streams of panels.
/// </summary>
internal static unsafe class GemmRow<T, TVector, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TVector : unmanaged
    where TKernel : struct, IGemmKernel<T, TVector>
{
    /// <summary>Columns of a tile: 8 registers, or the 6 that fit a file of 16 beside their row of B.</summary>
    public static int Columns => (TKernel.Registers == 32 ? 8 : 6) * TKernel.Width;

    private static int Panel => GemmPacking<T, TVector, TKernel>.Panel;

    /// <summary>op(B) (k x n) as [tile][k][columns], the last tile as wide as whole panels of what is left.</summary>
    public static void Pack(bool isTransposed, T* b, nint ldb, int k, int n, T* packed)
    {
        for (int j = 0; j < n; j += Columns)
        {
            int columns = int.Min(Columns, n - j);
            int padded = GemmBlocking.PaddedColumns(columns, Panel);
            for (int p = 0; p < k; p++, packed += padded)
            {
                for (int c = 0; c < padded; c++)
                    packed[c] = c >= columns ? T.Zero : isTransposed ? b[((j + c) * ldb) + p] : b[(p * ldb) + j + c];
            }
        }
    }

    /// <summary>Row by row, whatever their number; beta is 0 or 1.</summary>
    public static void Run(in GemmOperands<T> g, T floor)
    {
        int step = g.BIsBFloat16 ? TKernel.Width : Panel;
        int packing = GemmTiles<T, TVector, TKernel>.Packing(aIsByLane: false, bIsInPlace: false, g.BIsBFloat16);
        GemmTile<T> tile;
        tile.Kc = g.K;
        (tile.ARow, tile.AStep) = (g.ARow, g.AStep);
        (tile.StartRow, tile.CRow, tile.Floor) = (g.StartRow, g.Ldc, floor);
        tile.BPair = step;
        for (int i = 0; i < g.M; i++)
        {
            tile.A = g.A + (i * g.ARow);
            for (int j = 0; j < g.N; j += Columns)
            {
                int columns = int.Min(Columns, g.N - j);
                int registers = (columns + TKernel.Width - 1) / TKernel.Width;
                tile.B = g.B + ((nint)j / Panel * g.K * step);
                tile.BStep = (columns + Panel - 1) / Panel * step;
                tile.Start = g.Beta == T.Zero ? null : g.Start + (i * g.StartRow) + j;
                tile.C = g.C + (i * g.Ldc) + j;
                tile.LastColumns = columns - ((registers - 1) * TKernel.Width);
                GemmTiles<T, TVector, TKernel>.Select(1, registers, packing)(&tile);
            }
        }
    }
}

using System.Runtime.CompilerServices;
using SimdNet.Buffers;

namespace SimdNet.Kernels;

/// <summary>The sizes of the blocks that the driver's loops cut a product into. They decide speed and the layout of packed B, never a result.</summary>
internal static class GemmBlocking
{
    /// <summary>
    /// The most depth of one block: a row panel of A (12 x 288 floats, 14 KB) stays in the level-1 cache. Half as many doubles.
    /// On a Zen 5 384 is as fast up to 768 cubed, but takes 2 to 4 % more at 1024 and 2048, and 20 % more where B comes from memory.
    /// </summary>
    public const int KC = 288;

    /// <summary>
    /// The most depth of a block of a B that was packed before: few rows use it, so that reading it once counts more than how often C is taken up again.
    /// On a Zen 5, against 288: 8x2048x2048 740 to 473 us, 64x512x784 214 to 208 us, 64x2048x2048 2.77 to 2.81 ms.
    /// </summary>
    private const int PackedKC = 800;

    /// <summary>The most columns of one block: with KC a block of B of 576 KB, which leaves room in a level-2 cache of 1 MB.</summary>
    public const int NC = 512;

    /// <summary>The most rows of a tile, at any instruction set.</summary>
    public const int MaxRowsOfAnyTile = 16;

    /// <summary>Up to this many rows B is read in place, however far apart its rows stand: packing would cost more than it saves.</summary>
    public const int MaxRowsInPlace = 16;

    // Up to so many rows B is read in place if its own rows stand at most so far apart. On a Zen 5: 32x512x512 takes 73 us in place and 95 us packed,
    // 64x512x784 takes 215 and 240 us; with 2048 floats between rows, though, 64x2048x2048 takes 10.1 ms and 3.4 ms.
    private const int MaxRowsInPlaceNear = 64;
    private const int MaxBytesBetweenRows = 2048;

    // And for any number of rows, if it is a part of the level-2 cache and a tile takes several cache lines of each row: with AVX-512 256 cubed takes
    // 148 us in place and 153 us packed (doubles, 512 KB: 305 and 297 us); with AVX2, one line at a time, 308 and 290 us.
    private const int MaxBytesInPlaceNear = 384 << 10;

    // Tiles of more rows than this are narrow: where B's rows stand far apart and share a cache set, few of them are kept until the next tile wants
    // their neighbours. So a block is shallow: on a Zen 5 8x1024x1024 takes 109 us and 8x2048x2048 1.2 ms; with the usual depth 147 us and 3.9 ms.
    private const int MaxRowsOfWideTiles = 4;
    private const int DepthOfFarRows = 24;

    private const int MinColumnsToPackA = 256;

    // Rows that stand this far apart, or a multiple of it, share a set of the level-1 cache.
    private const int BytesOfACacheWay = 4096;

    // Of C. From 896 cubed on 2 to 8 % faster with it, from 576 to 768 cubed 3 % slower.
    private const int MinBytesToPrefetch = 3 << 20;

    /// <summary>Rows of C' (columns of C) that are computed at a time where the product is computed transposed: they stay in level 1 or 2.</summary>
    public const int RowsOfTransposedC = 96;

    // Up to this size a B whose rows stand near each other is read in place, from the level-1 or level-2 cache, by any number of rows.
    private const int MaxBytesInPlace = 64 << 10;

    /// <summary>Whether a row-major B is best read where it stands: it is small, or few rows of A use it.</summary>
    public static bool ReadsInPlace<T>(int m, int n, int k, nint ldb, int panel)
    {
        long bytes = (long)n * k * Unsafe.SizeOf<T>();
        return m <= MaxRowsInPlace
            || (IsNear<T>(ldb) && (m <= MaxRowsInPlaceNear || bytes <= MaxBytesInPlace || (bytes <= MaxBytesInPlaceNear && panel * Unsafe.SizeOf<T>() > AlignedBuffer.Alignment)));
    }

    /// <summary>
    /// Whether a row panel of A is best copied in one piece: its rows fall into one set of the level-1 cache, or it is transposed, and enough columns
    /// use it. On a Zen 5 rows of 576 to 768 elements take 3 to 5 % more with a copy, rows of 1024 10 % more without one.
    /// </summary>
    public static bool PacksA<T>(int n, nint row, nint step, bool multipliesByLane) =>
        n >= MinColumnsToPackA && (multipliesByLane || step != 1 || row * Unsafe.SizeOf<T>() % BytesOfACacheWay == 0);


    /// <summary>
    /// How many columns are transposed at a time, to rows that stand so many elements apart: four cache lines of the source, but no more rows than the level-1
    /// cache holds until their lines are written in full. Rows a power of two apart share cache sets: four of each set. On a Zen 5, 530 x 64 floats to and
    /// from rows 4 KB apart: 23 and 6 us a line at a time, 4 and 4 us so.
    /// </summary>
    public static int ColumnsToTranspose<T>(nint destinationRow)
    {
        nint bytes = destinationRow * Unsafe.SizeOf<T>();
        nint apart = nint.Clamp(bytes & -bytes, AlignedBuffer.Alignment, BytesOfACacheWay);
        return (int)nint.Min(4 * AlignedBuffer.Alignment / Unsafe.SizeOf<T>(), 4 * (BytesOfACacheWay / apart));
    }

    /// <summary>The depth of the blocks for a product of depth k: equal parts, none over <see cref="KC"/>.</summary>
    public static int Depth<T>(int k)
        where T : unmanaged => Depth<T>(k, KC);

    /// <summary>The depth of the blocks where B was packed before.</summary>
    public static int PackedDepth<T>(int k)
        where T : unmanaged => Depth<T>(k, PackedKC);

    private static int Depth<T>(int k, int mostFloats)
        where T : unmanaged
    {
        int most = mostFloats * sizeof(float) / Unsafe.SizeOf<T>();
        if (k <= most)
            return int.Max(1, k);
        int blocks = (k + most - 1) / most;
        return (k + blocks - 1) / blocks;
    }

    /// <summary>The depth of the blocks where B is read in place.</summary>
    public static int DepthInPlace<T>(int m, int k, nint ldb)
        where T : unmanaged =>
        m > MaxRowsOfWideTiles && !IsNear<T>(ldb) ? DepthOfFarRows : Depth<T>(k);

    /// <summary>
    /// Whether a product with a transposed B is best computed as its transpose, which transposes A and C (going and coming) in the place of B,
    /// and packs nothing else. On a Zen 5 64x512x784 took 251 us so far.
    /// </summary>
    public static bool ComputesTransposed(int m, int n, int k) => m < MinColumnsToPackA && (long)m * (k + (2L * n)) < (long)n * k;

    /// <summary>Whether C is so large that its tiles and the panels of A come from behind the level-2 cache.</summary>
    public static bool Prefetches<T>(int m, int n) => (long)m * n * Unsafe.SizeOf<T>() > MinBytesToPrefetch;

    /// <summary>Whether rows stand so near to each other that B is read in place by many rows of A.</summary>
    public static bool IsNear<T>(nint row) => row * Unsafe.SizeOf<T>() <= MaxBytesBetweenRows;

    /// <summary>Columns of packed B: n rounded up to whole panels. Likewise rows of A to whole registers.</summary>
    public static int PaddedColumns(int n, int panel) => (n + panel - 1) / panel * panel;
}

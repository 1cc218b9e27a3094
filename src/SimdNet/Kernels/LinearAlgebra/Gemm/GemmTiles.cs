using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdNet.Kernels;

/// <summary>The micro-kernel for a tile size known at run time: each size is a method of its own, compiled at its first use.</summary>
internal static unsafe class GemmTiles<T, TVector, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TVector : unmanaged
    where TKernel : struct, IGemmKernel<T, TVector>
{
    private const int MostRegisters = 8;
    private const int MostRows = 16;

    private const int Packings = 5;

    // Filled as sizes are met: to ask for the address of every one would take a process's first product milliseconds.
    private static readonly nint[] s_found = new nint[Packings * MostRegisters * MostRows];

    /// <summary>What of A and B is packed, as <see cref="Select(int, int, int)"/> counts it.</summary>
    public static int Packing(bool aIsByLane, bool bIsInPlace, bool bIsBFloat16) =>
        bIsInPlace ? 0 : (TKernel.MultipliesByLane && aIsByLane ? 2 : 1) + (bIsBFloat16 ? 2 : 0);

    /// <summary>The tile of so many rows and registers in a row: up to 16 rows of 1, 12 of 2, 8 of 3, 6 of 4, 4 of 6, 3 of 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static delegate*<GemmTile<T>*, void> Select(int rows, int registers, int packing)
    {
        nint found = s_found[(((packing * MostRegisters) + registers - 1) * MostRows) + rows - 1];
        return found != 0 ? (delegate*<GemmTile<T>*, void>)found : Find(rows, registers, packing);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static delegate*<GemmTile<T>*, void> Find(int rows, int registers, int packing)
    {
        delegate*<GemmTile<T>*, void> tile = packing switch
        {
            0 => Select<PackedNone>(rows, registers),
            1 => Select<PackedB>(rows, registers),
            2 => Select<PackedAB>(rows, registers),
            3 => Select<PackedBFloat16>(rows, registers),
            _ => Select<PackedAAndBFloat16>(rows, registers),
        };
        s_found[(((packing * MostRegisters) + registers - 1) * MostRows) + rows - 1] = (nint)tile;
        return tile;
    }

    private static delegate*<GemmTile<T>*, void> Select<TPacked>(int rows, int registers)
        where TPacked : struct, IPacked =>
        registers switch
        {
            1 => OfRows<N1, TPacked>(rows),
            2 => OfRows<N2, TPacked>(rows),
            3 => OfRows<N3, TPacked>(rows),
            4 => OfRows<N4, TPacked>(rows),
            5 => OfRows<N5, TPacked>(rows),
            6 => OfRows<N6, TPacked>(rows),
            7 => OfRows<N7, TPacked>(rows),
            _ => OfRows<N8, TPacked>(rows),
        };

    private static delegate*<GemmTile<T>*, void> OfRows<TRegisters, TPacked>(int rows)
        where TRegisters : struct, ICount
        where TPacked : struct, IPacked =>
        rows switch
        {
            1 => &GemmMicroKernel<T, TVector, TKernel>.Run<N1, TRegisters, TPacked>,
            2 => &GemmMicroKernel<T, TVector, TKernel>.Run<N2, TRegisters, TPacked>,
            3 => &GemmMicroKernel<T, TVector, TKernel>.Run<N3, TRegisters, TPacked>,
            4 => &GemmMicroKernel<T, TVector, TKernel>.Run<N4, TRegisters, TPacked>,
            5 => &GemmMicroKernel<T, TVector, TKernel>.Run<N5, TRegisters, TPacked>,
            6 => &GemmMicroKernel<T, TVector, TKernel>.Run<N6, TRegisters, TPacked>,
            7 => &GemmMicroKernel<T, TVector, TKernel>.Run<N7, TRegisters, TPacked>,
            8 => &GemmMicroKernel<T, TVector, TKernel>.Run<N8, TRegisters, TPacked>,
            9 => &GemmMicroKernel<T, TVector, TKernel>.Run<N9, TRegisters, TPacked>,
            10 => &GemmMicroKernel<T, TVector, TKernel>.Run<N10, TRegisters, TPacked>,
            11 => &GemmMicroKernel<T, TVector, TKernel>.Run<N11, TRegisters, TPacked>,
            12 => &GemmMicroKernel<T, TVector, TKernel>.Run<N12, TRegisters, TPacked>,
            13 => &GemmMicroKernel<T, TVector, TKernel>.Run<N13, TRegisters, TPacked>,
            14 => &GemmMicroKernel<T, TVector, TKernel>.Run<N14, TRegisters, TPacked>,
            15 => &GemmMicroKernel<T, TVector, TKernel>.Run<N15, TRegisters, TPacked>,
            _ => &GemmMicroKernel<T, TVector, TKernel>.Run<N16, TRegisters, TPacked>,
        };
}

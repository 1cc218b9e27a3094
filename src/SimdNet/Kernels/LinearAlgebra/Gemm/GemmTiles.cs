using System.Numerics;

namespace SimdNet.Kernels;

/// <summary>The micro-kernel for a tile size known at run time: each size is a method of its own, compiled at its first use.</summary>
internal static unsafe class GemmTiles<T, TVector, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TVector : unmanaged
    where TKernel : struct, IGemmKernel<T, TVector>
{
    /// <summary>The tile of so many rows and registers in a row: up to 12 rows of 2, 6 of 4, 4 of 6, 3 of 8.</summary>
    public static delegate*<GemmTile<T>*, void> Select(int rows, int registers, bool aIsByLane, bool bIsInPlace) =>
        bIsInPlace ? Select<PackedNone>(rows, registers)
        : TKernel.MultipliesByLane && aIsByLane ? Select<PackedAB>(rows, registers)
        : Select<PackedB>(rows, registers);

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
            _ => &GemmMicroKernel<T, TVector, TKernel>.Run<N12, TRegisters, TPacked>,
        };
}

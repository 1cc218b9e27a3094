using System.Numerics;

namespace SimdNet.Kernels;

/// <summary>The micro-kernel for a tile size known at run time: each size is a method of its own, compiled at its first use.</summary>
internal static unsafe class GemmTiles<T, TVector, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TVector : unmanaged
    where TKernel : struct, IGemmKernel<T, TVector>
{
    /// <summary>The tile of so many rows and registers in a row: up to 24 rows of 1, 12 of 2, 6 of 4, 4 of 6, 3 of 8.</summary>
    public static delegate*<GemmTile<T>*, void> Select(int rows, int registers, bool aIsByLane, bool bIsInPlace) =>
        bIsInPlace ? Select<PackedNone>(rows, registers)
        : TKernel.MultipliesByLane && aIsByLane ? Select<PackedAB>(rows, registers)
        : Select<PackedB>(rows, registers);

    private static delegate*<GemmTile<T>*, void> Select<TPacked>(int rows, int registers)
        where TPacked : struct, IPacked =>
        registers switch
        {
            1 when rows > 12 => OfManyRows<TPacked>(rows),
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

    private static delegate*<GemmTile<T>*, void> OfManyRows<TPacked>(int rows)
        where TPacked : struct, IPacked =>
        rows switch
        {
            13 => &GemmMicroKernel<T, TVector, TKernel>.Run<N13, N1, TPacked>,
            14 => &GemmMicroKernel<T, TVector, TKernel>.Run<N14, N1, TPacked>,
            15 => &GemmMicroKernel<T, TVector, TKernel>.Run<N15, N1, TPacked>,
            16 => &GemmMicroKernel<T, TVector, TKernel>.Run<N16, N1, TPacked>,
            17 => &GemmMicroKernel<T, TVector, TKernel>.Run<N17, N1, TPacked>,
            18 => &GemmMicroKernel<T, TVector, TKernel>.Run<N18, N1, TPacked>,
            19 => &GemmMicroKernel<T, TVector, TKernel>.Run<N19, N1, TPacked>,
            20 => &GemmMicroKernel<T, TVector, TKernel>.Run<N20, N1, TPacked>,
            21 => &GemmMicroKernel<T, TVector, TKernel>.Run<N21, N1, TPacked>,
            22 => &GemmMicroKernel<T, TVector, TKernel>.Run<N22, N1, TPacked>,
            23 => &GemmMicroKernel<T, TVector, TKernel>.Run<N23, N1, TPacked>,
            _ => &GemmMicroKernel<T, TVector, TKernel>.Run<N24, N1, TPacked>,
        };
}

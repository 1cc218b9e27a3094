using System.Numerics;
using System.Runtime.Intrinsics;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>THE list of GEMM kernels, for float and double: dispatch, tests and benchmarks read it.</summary>
internal static class GemmKernels<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Columns of a packed panel at this process's level: a pair of registers.</summary>
    public static int Panel => 2 * Width;

    /// <summary>Elements in a register at this process's level.</summary>
    public static int Width => Isa.Level switch
    {
        IsaLevel.Avx512 => GemmKernelAvx512<T>.Width,
        IsaLevel.Avx2 => GemmKernelAvx2<T>.Width,
        IsaLevel.Neon => GemmKernelNeon<T>.Width,
        IsaLevel.V128 => GemmKernelV128<T>.Width,
        _ => GemmKernelScalar<T>.Width,
    };

    /// <summary>Runs a product at this process's level.</summary>
    public static void Run(in GemmOperands<T> g, int firstColumn = 0) => Run(Isa.Level, g, firstColumn);

    /// <summary>Runs a product at a level that this machine has: what the tests call to compare levels within one process.</summary>
    public static void Run(IsaLevel level, in GemmOperands<T> g, int firstColumn = 0)
    {
        switch (level)
        {
            case IsaLevel.Avx512: GemmDriver<T, Vector512<T>, GemmKernelAvx512<T>>.Run(g, firstColumn); break;
            case IsaLevel.Avx2: GemmDriver<T, Vector256<T>, GemmKernelAvx2<T>>.Run(g, firstColumn); break;
            case IsaLevel.Neon: GemmDriver<T, Vector128<T>, GemmKernelNeon<T>>.Run(g, firstColumn); break;
            case IsaLevel.V128: GemmDriver<T, Vector128<T>, GemmKernelV128<T>>.Run(g, firstColumn); break;
            default: GemmDriver<T, T, GemmKernelScalar<T>>.Run(g, firstColumn); break;
        }
    }

    /// <summary>Packs the whole of B for the products of this process's level, or for those of single rows.</summary>
    public static unsafe void PackB(bool isTransposed, T* b, nint ldb, int k, int n, bool forOneRow, T* packed)
    {
        switch (Isa.Level)
        {
            case IsaLevel.Avx512: PackB<Vector512<T>, GemmKernelAvx512<T>>(isTransposed, b, ldb, k, n, forOneRow, packed); break;
            case IsaLevel.Avx2: PackB<Vector256<T>, GemmKernelAvx2<T>>(isTransposed, b, ldb, k, n, forOneRow, packed); break;
            case IsaLevel.Neon: PackB<Vector128<T>, GemmKernelNeon<T>>(isTransposed, b, ldb, k, n, forOneRow, packed); break;
            case IsaLevel.V128: PackB<Vector128<T>, GemmKernelV128<T>>(isTransposed, b, ldb, k, n, forOneRow, packed); break;
            default: PackB<T, GemmKernelScalar<T>>(isTransposed, b, ldb, k, n, forOneRow, packed); break;
        }
    }

    private static unsafe void PackB<TVector, TKernel>(bool isTransposed, T* b, nint ldb, int k, int n, bool forOneRow, T* packed)
        where TVector : unmanaged
        where TKernel : struct, IGemmKernel<T, TVector>
    {
        if (forOneRow)
            GemmRow<T, TVector, TKernel>.Pack(isTransposed, b, ldb, k, n, packed);
        else
            GemmPacking<T, TVector, TKernel>.PackWhole(isTransposed, b, ldb, k, n, packed);
    }
}

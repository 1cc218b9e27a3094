using System.Runtime.Intrinsics;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>THE list of GEMM kernels: dispatch, tests and benchmarks read it.</summary>
internal static class GemmKernels
{
    /// <summary>Columns of a packed panel at this process's level.</summary>
    public static int Panel => Isa.Level switch
    {
        IsaLevel.Avx512 => GemmDriver<Vector512<float>, GemmKernelAvx512>.Panel,
        IsaLevel.Avx2 => GemmDriver<Vector256<float>, GemmKernelAvx2>.Panel,
        IsaLevel.Neon => GemmDriver<Vector128<float>, GemmKernelNeon>.Panel,
        IsaLevel.V128 => GemmDriver<Vector128<float>, GemmKernelV128>.Panel,
        _ => GemmDriver<float, GemmKernelScalar>.Panel,
    };

    /// <summary>Runs a product at this process's level.</summary>
    public static void Run(in GemmOperands g, int firstColumn = 0) => Run(Isa.Level, g, firstColumn);

    /// <summary>Runs a product at a level that this machine has: what the tests call to compare levels within one process.</summary>
    public static void Run(IsaLevel level, in GemmOperands g, int firstColumn = 0)
    {
        switch (level)
        {
            case IsaLevel.Avx512: GemmDriver<Vector512<float>, GemmKernelAvx512>.Run(g, firstColumn); break;
            case IsaLevel.Avx2: GemmDriver<Vector256<float>, GemmKernelAvx2>.Run(g, firstColumn); break;
            case IsaLevel.Neon: GemmDriver<Vector128<float>, GemmKernelNeon>.Run(g, firstColumn); break;
            case IsaLevel.V128: GemmDriver<Vector128<float>, GemmKernelV128>.Run(g, firstColumn); break;
            default: GemmDriver<float, GemmKernelScalar>.Run(g, firstColumn); break;
        }
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace SimdNet.Kernels;

/// <summary>NEON with the dot-product extension (most cores since 2017): sdot, four products of signed bytes added to an int.</summary>
internal readonly unsafe struct Int8KernelDotProduct : IInt8Kernel<Int8Sums128>
{
    public static bool IsUnsigned => false;

    public static Int8Sums128 Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int8Sums128 MultiplyAdd(Int8Sums128 sums, uint left, sbyte* right)
    {
        Vector128<sbyte> x = Vector128.Create(left).AsSByte();
        sums.S0 = Dp.DotProduct(sums.S0, x, Vector128.Load(right));
        sums.S1 = Dp.DotProduct(sums.S1, x, Vector128.Load(right + 16));
        sums.S2 = Dp.DotProduct(sums.S2, x, Vector128.Load(right + 32));
        sums.S3 = Dp.DotProduct(sums.S3, x, Vector128.Load(right + 48));
        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Int8Sums128 sums, int* destination) => sums.Store(destination);
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SimdNet.Kernels;

/// <summary>Any 128-bit vectors: NEON without the dot-product extension, SSE, or the runtime's own code for none. Bytes are spread to 16 and 32 bits.</summary>
internal readonly unsafe struct Int8KernelPortable : IInt8Kernel<Int8Sums128>
{
    public static bool IsUnsigned => false;

    public static Int8Sums128 Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int8Sums128 MultiplyAdd(Int8Sums128 sums, uint left, sbyte* right)
    {
        Vector128<int> x = Vector128.Create(left).AsInt32();
        sums.S0 = Add(sums.S0, x, Vector128.Load(right).AsInt32());
        sums.S1 = Add(sums.S1, x, Vector128.Load(right + 16).AsInt32());
        sums.S2 = Add(sums.S2, x, Vector128.Load(right + 32).AsInt32());
        sums.S3 = Add(sums.S3, x, Vector128.Load(right + 48).AsInt32());
        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Int8Sums128 sums, int* destination) => sums.Store(destination);

    // Each 32-bit element holds the four bytes of one column.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Add(Vector128<int> sums, Vector128<int> x, Vector128<int> w) =>
        sums
        + (((x << 24) >> 24) * ((w << 24) >> 24))
        + (((x << 16) >> 24) * ((w << 16) >> 24))
        + (((x << 8) >> 24) * ((w << 8) >> 24))
        + ((x >> 24) * (w >> 24));
}

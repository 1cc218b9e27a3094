using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SimdNet.Kernels;

/// <summary>AVX-512 without VNNI: bytes are spread to 16 bits, even and odd ones apart, and vpmaddwd adds two products to an int.</summary>
internal readonly unsafe struct Int8KernelAvx512 : IInt8Kernel<Vector512<int>>
{
    public static bool IsUnsigned => false;

    public static Vector512<int> Zero => Vector512<int>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> MultiplyAdd(Vector512<int> sums, uint left, sbyte* right)
    {
        Vector512<short> x = Vector512.Create(left).AsInt16();
        Vector512<short> w = Vector512.Load(right).AsInt16();
        return sums + Avx512BW.MultiplyAddAdjacent((x << 8) >> 8, (w << 8) >> 8) + Avx512BW.MultiplyAddAdjacent(x >> 8, w >> 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<int> sums, int* destination) => sums.Store(destination);
}

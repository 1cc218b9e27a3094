using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SimdNet.Kernels;

/// <summary>AVX2 without VNNI: as with AVX-512, in two halves.</summary>
internal readonly unsafe struct Int8KernelAvx2 : IInt8Kernel<Int8Sums256>
{
    public static bool IsUnsigned => false;

    public static Int8Sums256 Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int8Sums256 MultiplyAdd(Int8Sums256 sums, uint left, sbyte* right)
    {
        Vector256<short> x = Vector256.Create(left).AsInt16();
        Vector256<short> even = (x << 8) >> 8, odd = x >> 8;
        sums.Lower = Add(sums.Lower, even, odd, Vector256.Load(right).AsInt16());
        sums.Upper = Add(sums.Upper, even, odd, Vector256.Load(right + 32).AsInt16());
        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Int8Sums256 sums, int* destination) => sums.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Add(Vector256<int> sums, Vector256<short> even, Vector256<short> odd, Vector256<short> w) =>
        sums + Avx2.MultiplyAddAdjacent(even, (w << 8) >> 8) + Avx2.MultiplyAddAdjacent(odd, w >> 8);
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SimdNet.Kernels;

/// <summary>AVX-VNNI: vpdpbusd, four products of unsigned and signed bytes added to an int without saturation. .NET has it for 256 bits.</summary>
internal readonly unsafe struct Int8KernelVnni : IInt8Kernel<Int8Sums256>
{
    public static bool IsUnsigned => true;

    public static Int8Sums256 Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int8Sums256 MultiplyAdd(Int8Sums256 sums, uint left, sbyte* right)
    {
        Vector256<byte> x = Vector256.Create(left).AsByte();
        sums.Lower = AvxVnni.MultiplyWideningAndAdd(sums.Lower, x, Vector256.Load(right));
        sums.Upper = AvxVnni.MultiplyWideningAndAdd(sums.Upper, x, Vector256.Load(right + 32));
        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Int8Sums256 sums, int* destination) => sums.Store(destination);
}

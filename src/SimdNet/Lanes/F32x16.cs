using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SimdNet.Lanes;

/// <summary>Sixteen floats: AVX-512.</summary>
internal readonly unsafe struct F32x16(Vector512<float> v) : ILane<F32x16>
{
    private readonly Vector512<float> _v = v;

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Broadcast(float value) => Unsafe.BitCast<Vector512<float>, F32x16>(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 LoadPartial(float* source, nuint count, F32x16 fill) => new(Avx512F.MaskLoad(source, First(count), fill._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(F32x16 value, float* destination, nuint count) => Avx512F.MaskStore(destination, First(count), value._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> First(nuint count) =>
        Vector512.LessThan(Vector512<int>.Indices, Vector512.Create((int)count)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(F32x16 value, float* destination) => value._v.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 operator +(F32x16 left, F32x16 right) => Unsafe.BitCast<Vector512<float>, F32x16>(left._v + right._v);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 operator -(F32x16 left, F32x16 right) => Unsafe.BitCast<Vector512<float>, F32x16>(left._v - right._v);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 operator *(F32x16 left, F32x16 right) => Unsafe.BitCast<Vector512<float>, F32x16>(left._v * right._v);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 operator /(F32x16 left, F32x16 right) => Unsafe.BitCast<Vector512<float>, F32x16>(left._v / right._v);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 operator -(F32x16 value) => Unsafe.BitCast<Vector512<float>, F32x16>(-value._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 FusedMultiplyAdd(F32x16 left, F32x16 right, F32x16 addend) => Unsafe.BitCast<Vector512<float>, F32x16>(Vector512.FusedMultiplyAdd(left._v, right._v, addend._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 FusedMultiplyAdd(F32x16 left, F32x16 right, float addend) =>
        Unsafe.BitCast<Vector512<float>, F32x16>(Vector512.FusedMultiplyAdd(left._v, right._v, Vector512.Create(addend)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Sqrt(F32x16 value) => Unsafe.BitCast<Vector512<float>, F32x16>(Vector512.Sqrt(value._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Abs(F32x16 value) => Unsafe.BitCast<Vector512<float>, F32x16>(Vector512.Abs(value._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 CopySign(F32x16 magnitude, F32x16 sign) => Unsafe.BitCast<Vector512<float>, F32x16>(Vector512.CopySign(magnitude._v, sign._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Round(F32x16 value) => Unsafe.BitCast<Vector512<float>, F32x16>(Vector512.Round(value._v));

    // One expression, in which the JIT sees one comparison and one blend, by a mask register on AVX-512.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 IfLess(F32x16 left, F32x16 right, F32x16 then, F32x16 otherwise) =>
        Unsafe.BitCast<Vector512<float>, F32x16>(Vector512.ConditionalSelect(Vector512.LessThan(left._v, right._v), then._v, otherwise._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Max(F32x16 left, F32x16 right) => Unsafe.BitCast<Vector512<float>, F32x16>(Vector512.MaxNative(left._v, right._v));

    // The value stands second: x86 returns the second operand when one is NaN, ARM returns NaN either way.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Clamp(F32x16 value, F32x16 low, F32x16 high) =>
        Unsafe.BitCast<Vector512<float>, F32x16>(Vector512.MinNative(high._v, Vector512.MaxNative(low._v, value._v)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 AtMost(F32x16 value, float high) => Unsafe.BitCast<Vector512<float>, F32x16>(Vector512.MinNative(Vector512.Create(high), value._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Scale(F32x16 value, F32x16 exponent) => Unsafe.BitCast<Vector512<float>, F32x16>(Avx512F.Scale(value._v, exponent._v));

    // vgetmantps with interval 3 gives [3/4, 3/2); both instructions count subnormal numbers as what they are.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Mantissa(F32x16 value, out F32x16 exponent)
    {
        Vector512<float> mantissa = Avx512F.GetMantissa(value._v, 3);
        exponent = Unsafe.BitCast<Vector512<float>, F32x16>(Avx512F.GetExponent(value._v) - Avx512F.GetExponent(mantissa));
        return Unsafe.BitCast<Vector512<float>, F32x16>(mantissa);
    }

    // Eight classes of x, four bits each, from the lowest: quiet NaN, signalling NaN: x made quiet (2); zero: -infinity (4); one: y (0);
    // -infinity: NaN (3); +infinity: itself (5); negative: NaN (3); positive: y (0).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 LogSpecials(F32x16 y, F32x16 x) =>
        Unsafe.BitCast<Vector512<float>, F32x16>(Avx512F.Fixup(y._v, x._v, Vector512.Create(0x03530422), 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SumTree(F32x16 value) => F32x8.SumTree(new(value._v.GetLower() + value._v.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxTree(F32x16 value) => F32x8.MaxTree(F32x8.Max(new(value._v.GetLower()), new(value._v.GetUpper())));
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SimdNet.Lanes;

/// <summary>Eight floats: AVX2 with FMA.</summary>
internal readonly unsafe struct F32x8(Vector256<float> v) : ILane<F32x8>
{
    private readonly Vector256<float> _v = v;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Broadcast(float value) => Unsafe.BitCast<Vector256<float>, F32x8>(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 LoadPartial(float* source, nuint count, F32x8 fill) =>
        new(Vector256.ConditionalSelect(First(count), Avx.MaskLoad(source, First(count)), fill._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(F32x8 value, float* destination, nuint count) => Avx.MaskStore(destination, First(count), value._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> First(nuint count) =>
        Vector256.LessThan(Vector256<int>.Indices, Vector256.Create((int)count)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(F32x8 value, float* destination) => value._v.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 operator +(F32x8 left, F32x8 right) => Unsafe.BitCast<Vector256<float>, F32x8>(left._v + right._v);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 operator -(F32x8 left, F32x8 right) => Unsafe.BitCast<Vector256<float>, F32x8>(left._v - right._v);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 operator *(F32x8 left, F32x8 right) => Unsafe.BitCast<Vector256<float>, F32x8>(left._v * right._v);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 operator /(F32x8 left, F32x8 right) => Unsafe.BitCast<Vector256<float>, F32x8>(left._v / right._v);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 operator -(F32x8 value) => Unsafe.BitCast<Vector256<float>, F32x8>(-value._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 FusedMultiplyAdd(F32x8 left, F32x8 right, F32x8 addend) => Unsafe.BitCast<Vector256<float>, F32x8>(Vector256.FusedMultiplyAdd(left._v, right._v, addend._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 FusedMultiplyAdd(F32x8 left, F32x8 right, float addend) =>
        Unsafe.BitCast<Vector256<float>, F32x8>(Vector256.FusedMultiplyAdd(left._v, right._v, Vector256.Create(addend)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Sqrt(F32x8 value) => Unsafe.BitCast<Vector256<float>, F32x8>(Vector256.Sqrt(value._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Abs(F32x8 value) => Unsafe.BitCast<Vector256<float>, F32x8>(Vector256.Abs(value._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 CopySign(F32x8 magnitude, F32x8 sign) => Unsafe.BitCast<Vector256<float>, F32x8>(Vector256.CopySign(magnitude._v, sign._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Round(F32x8 value) => Unsafe.BitCast<Vector256<float>, F32x8>(Vector256.Round(value._v));

    // One expression, in which the JIT sees one comparison and one blend, by a mask register on AVX-512.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 IfLess(F32x8 left, F32x8 right, F32x8 then, F32x8 otherwise) =>
        Unsafe.BitCast<Vector256<float>, F32x8>(Vector256.ConditionalSelect(Vector256.LessThan(left._v, right._v), then._v, otherwise._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Max(F32x8 left, F32x8 right) => Unsafe.BitCast<Vector256<float>, F32x8>(Vector256.MaxNative(left._v, right._v));

    // The value stands second: x86 returns the second operand when one is NaN, ARM returns NaN either way.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Clamp(F32x8 value, F32x8 low, F32x8 high) =>
        Unsafe.BitCast<Vector256<float>, F32x8>(Vector256.MinNative(high._v, Vector256.MaxNative(low._v, value._v)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 AtMost(F32x8 value, float high) => Unsafe.BitCast<Vector256<float>, F32x8>(Vector256.MinNative(Vector256.Create(high), value._v));

    // Two steps, because one factor of 2^n would leave the range of floats; the first is exact.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Scale(F32x8 value, F32x8 exponent)
    {
        Vector256<int> n = Vector256.ConvertToInt32Native(exponent._v);
        Vector256<int> half = n >> 1;
        return Unsafe.BitCast<Vector256<float>, F32x8>(value._v * PowerOfTwo(half) * PowerOfTwo(n - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> PowerOfTwo(Vector256<int> n) => ((n + Vector256.Create(F32.ExponentBias)) << F32.MantissaBits).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Mantissa(F32x8 value, out F32x8 exponent)
    {
        Vector256<float> isSubnormal = Vector256.LessThan(value._v, Vector256.Create(F32.MinNormal));
        Vector256<int> bits = Vector256.ConditionalSelect(isSubnormal, value._v * Vector256.Create(F32.TwoToThe23), value._v).AsInt32();
        Vector256<int> distance = bits - Vector256.Create(F32.ThreeQuartersBits);
        Vector256<float> e = Vector256.ConvertToSingle(distance >> F32.MantissaBits) - (isSubnormal & Vector256.Create(23f));
        exponent = Unsafe.BitCast<Vector256<float>, F32x8>(e);
        return Unsafe.BitCast<Vector256<int>, F32x8>(bits - (distance & Vector256.Create(F32.ExponentMask)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 LogSpecials(F32x8 y, F32x8 x) => LaneMath.LogSpecials(y, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SumTree(F32x8 value) => F32x4.SumTree(new(value._v.GetLower() + value._v.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxTree(F32x8 value) => F32x4.MaxTree(F32x4.Max(new(value._v.GetLower()), new(value._v.GetUpper())));
}

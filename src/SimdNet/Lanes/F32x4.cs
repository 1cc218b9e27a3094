using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace SimdNet.Lanes;

/// <summary>Four floats: NEON, or x64 without AVX2 (where the fused multiply-add may be emulated, correctly and slowly).</summary>
internal readonly unsafe struct F32x4(Vector128<float> v) : ILane<F32x4>
{
    private readonly Vector128<float> _v = v;

    public static int Count => 4;

    public Vector128<float> Vector => _v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Broadcast(float value) => Unsafe.BitCast<Vector128<float>, F32x4>(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Load(float* source) => new(Vector128.Load(source));

    // At most three floats: neither SSE nor NEON has a masked load.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 LoadPartial(float* source, nuint count, F32x4 fill)
    {
        Vector128<float> v = fill._v.WithElement(0, source[0]);
        if (count > 1)
            v = v.WithElement(1, source[1]);
        if (count > 2)
            v = v.WithElement(2, source[2]);
        return new(v);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(F32x4 value, float* destination, nuint count)
    {
        destination[0] = value._v.ToScalar();
        if (count > 1)
            destination[1] = value._v.GetElement(1);
        if (count > 2)
            destination[2] = value._v.GetElement(2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(F32x4 value, float* destination) => value._v.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 operator +(F32x4 left, F32x4 right) => Unsafe.BitCast<Vector128<float>, F32x4>(left._v + right._v);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 operator -(F32x4 left, F32x4 right) => Unsafe.BitCast<Vector128<float>, F32x4>(left._v - right._v);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 operator *(F32x4 left, F32x4 right) => Unsafe.BitCast<Vector128<float>, F32x4>(left._v * right._v);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 operator /(F32x4 left, F32x4 right) => Unsafe.BitCast<Vector128<float>, F32x4>(left._v / right._v);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 operator -(F32x4 value) => Unsafe.BitCast<Vector128<float>, F32x4>(-value._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 FusedMultiplyAdd(F32x4 left, F32x4 right, F32x4 addend) => Unsafe.BitCast<Vector128<float>, F32x4>(Vector128.FusedMultiplyAdd(left._v, right._v, addend._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 FusedMultiplyAdd(F32x4 left, F32x4 right, float addend) =>
        Unsafe.BitCast<Vector128<float>, F32x4>(Vector128.FusedMultiplyAdd(left._v, right._v, Vector128.Create(addend)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Sqrt(F32x4 value) => Unsafe.BitCast<Vector128<float>, F32x4>(Vector128.Sqrt(value._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Abs(F32x4 value) => Unsafe.BitCast<Vector128<float>, F32x4>(Vector128.Abs(value._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 CopySign(F32x4 magnitude, F32x4 sign) => Unsafe.BitCast<Vector128<float>, F32x4>(Vector128.CopySign(magnitude._v, sign._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Round(F32x4 value) => Unsafe.BitCast<Vector128<float>, F32x4>(Vector128.Round(value._v));

    // One expression, in which the JIT sees one comparison and one blend, by a mask register on AVX-512.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 IfLess(F32x4 left, F32x4 right, F32x4 then, F32x4 otherwise) =>
        Unsafe.BitCast<Vector128<float>, F32x4>(Vector128.ConditionalSelect(Vector128.LessThan(left._v, right._v), then._v, otherwise._v));

    // x86 does just that in one instruction; NEON's has another opinion on NaN and zeros.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Max(F32x4 left, F32x4 right) => Unsafe.BitCast<Vector128<float>, F32x4>(AdvSimd.IsSupported
        ? Vector128.ConditionalSelect(Vector128.GreaterThan(left._v, right._v), left._v, right._v)
        : Vector128.MaxNative(left._v, right._v));

    // The value stands second: x86 returns the second operand when one is NaN, ARM returns NaN either way.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Clamp(F32x4 value, F32x4 low, F32x4 high) =>
        Unsafe.BitCast<Vector128<float>, F32x4>(Vector128.MinNative(high._v, Vector128.MaxNative(low._v, value._v)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 AtMost(F32x4 value, float high) => Unsafe.BitCast<Vector128<float>, F32x4>(Vector128.MinNative(Vector128.Create(high), value._v));

    // Two steps, because one factor of 2^n would leave the range of floats; the first is exact.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Scale(F32x4 value, F32x4 exponent)
    {
        Vector128<int> n = Vector128.ConvertToInt32Native(exponent._v);
        Vector128<int> half = n >> 1;
        return Unsafe.BitCast<Vector128<float>, F32x4>(value._v * PowerOfTwo(half) * PowerOfTwo(n - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> PowerOfTwo(Vector128<int> n) => ((n + Vector128.Create(F32.ExponentBias)) << F32.MantissaBits).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Mantissa(F32x4 value, out F32x4 exponent)
    {
        Vector128<float> isSubnormal = Vector128.LessThan(value._v, Vector128.Create(F32.MinNormal));
        Vector128<int> bits = Vector128.ConditionalSelect(isSubnormal, value._v * Vector128.Create(F32.TwoToThe23), value._v).AsInt32();
        Vector128<int> distance = bits - Vector128.Create(F32.ThreeQuartersBits);
        Vector128<float> e = Vector128.ConvertToSingle(distance >> F32.MantissaBits) - (isSubnormal & Vector128.Create(23f));
        exponent = Unsafe.BitCast<Vector128<float>, F32x4>(e);
        return Unsafe.BitCast<Vector128<int>, F32x4>(bits - (distance & Vector128.Create(F32.ExponentMask)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 LogSpecials(F32x4 y, F32x4 x) => LaneMath.LogSpecials(y, x);

    // Shuffles, because x64 has no 64-bit vectors: there halves of that size go through memory (dot of 16: 9 ns, now 4).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SumTree(F32x4 value)
    {
        Vector128<float> half = value._v + Vector128.Shuffle(value._v, Vector128.Create(2, 3, 2, 3));
        return (half + Vector128.Shuffle(half, Vector128.Create(1, 1, 1, 1))).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxTree(F32x4 value)
    {
        F32x4 half = Max(value, new(Vector128.Shuffle(value._v, Vector128.Create(2, 3, 2, 3))));
        return Max(half, new(Vector128.Shuffle(half._v, Vector128.Create(1, 1, 1, 1))))._v.ToScalar();
    }
}

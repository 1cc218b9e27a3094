using System.Diagnostics;

namespace SimdNet.Lanes;

/// <summary>One float: the scalar level. The vector lanes must give the bits that these lines give.</summary>
internal readonly unsafe struct F32x1(float v) : ILane<F32x1>
{
    private readonly float _v = v;

    public static int Count => 1;

    public static F32x1 Broadcast(float value) => new(value);

    public static F32x1 Load(float* source) => new(*source);

    public static F32x1 LoadPartial(float* source, nuint count, F32x1 fill) => throw new UnreachableException();

    public static void Store(F32x1 value, float* destination) => *destination = value._v;

    public static void StorePartial(F32x1 value, float* destination, nuint count) => throw new UnreachableException();

    public static F32x1 operator +(F32x1 left, F32x1 right) => new(left._v + right._v);
    public static F32x1 operator -(F32x1 left, F32x1 right) => new(left._v - right._v);
    public static F32x1 operator *(F32x1 left, F32x1 right) => new(left._v * right._v);
    public static F32x1 operator /(F32x1 left, F32x1 right) => new(left._v / right._v);
    public static F32x1 operator -(F32x1 value) => new(-value._v);

    public static F32x1 FusedMultiplyAdd(F32x1 left, F32x1 right, F32x1 addend) => new(MathF.FusedMultiplyAdd(left._v, right._v, addend._v));

    public static F32x1 FusedMultiplyAdd(F32x1 left, F32x1 right, float addend) => new(MathF.FusedMultiplyAdd(left._v, right._v, addend));

    public static F32x1 Sqrt(F32x1 value) => new(MathF.Sqrt(value._v));

    public static F32x1 Abs(F32x1 value) => new(MathF.Abs(value._v));

    public static F32x1 CopySign(F32x1 magnitude, F32x1 sign) => new(MathF.CopySign(magnitude._v, sign._v));

    public static F32x1 Round(F32x1 value) => new(MathF.Round(value._v));

    public static F32x1 LessThan(F32x1 left, F32x1 right) => new(BitConverter.Int32BitsToSingle(left._v < right._v ? -1 : 0));

    public static F32x1 Select(F32x1 condition, F32x1 whenTrue, F32x1 whenFalse) =>
        BitConverter.SingleToInt32Bits(condition._v) != 0 ? whenTrue : whenFalse;

    public static F32x1 Clamp(F32x1 value, F32x1 low, F32x1 high) =>
        value._v < low._v ? low : value._v > high._v ? high : value;

    public static F32x1 Scale(F32x1 value, F32x1 exponent)
    {
        int n = float.IsNaN(exponent._v) ? 0 : (int)exponent._v;
        int half = n >> 1;
        return new(value._v * PowerOfTwo(half) * PowerOfTwo(n - half));
    }

    public static F32x1 Exponent(F32x1 value) =>
        new((BitConverter.SingleToInt32Bits(value._v) >>> F32.MantissaBits) - F32.ExponentBias);

    public static F32x1 Mantissa(F32x1 value) =>
        new(BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(value._v) & F32.MantissaMask) | F32.OneBits));

    public static float SumTree(F32x1 value) => value._v;

    private static float PowerOfTwo(int n) => BitConverter.Int32BitsToSingle((n + F32.ExponentBias) << F32.MantissaBits);
}

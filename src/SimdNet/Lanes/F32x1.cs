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

    public static F32x1 IfLess(F32x1 left, F32x1 right, F32x1 then, F32x1 otherwise) => left._v < right._v ? then : otherwise;

    public static F32x1 Max(F32x1 left, F32x1 right) => left._v > right._v ? left : right;

    public static F32x1 Clamp(F32x1 value, F32x1 low, F32x1 high) =>
        value._v < low._v ? low : value._v > high._v ? high : value;

    public static F32x1 AtMost(F32x1 value, float high) => value._v > high ? new(high) : value;

    public static F32x1 Scale(F32x1 value, F32x1 exponent)
    {
        int n = float.IsNaN(exponent._v) ? 0 : (int)exponent._v;
        int half = n >> 1;
        return new(value._v * PowerOfTwo(half) * PowerOfTwo(n - half));
    }

    public static F32x1 Mantissa(F32x1 value, out F32x1 exponent)
    {
        bool isSubnormal = value._v < F32.MinNormal;
        int bits = BitConverter.SingleToInt32Bits(isSubnormal ? value._v * F32.TwoToThe23 : value._v);
        int distance = bits - F32.ThreeQuartersBits;
        exponent = new((distance >> F32.MantissaBits) - (isSubnormal ? 23 : 0));
        return new(BitConverter.Int32BitsToSingle(bits - (distance & F32.ExponentMask)));
    }

    public static F32x1 LogSpecials(F32x1 y, F32x1 x) => LaneMath.LogSpecials(y, x);

    public static float SumTree(F32x1 value) => value._v;

    public static float MaxTree(F32x1 value) => value._v;

    private static float PowerOfTwo(int n) => BitConverter.Int32BitsToSingle((n + F32.ExponentBias) << F32.MantissaBits);
}

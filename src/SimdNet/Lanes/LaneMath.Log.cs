using System.Runtime.CompilerServices;

namespace SimdNet.Lanes;

internal static partial class LaneMath
{
    private const float Sqrt2 = 1.41421354f;

    /// <summary>ln x. At most 0.86 ULP; subnormal x included, -infinity for zeros, NaN below zero and for NaN.</summary>
    /// <remarks>x = 2^e m with m in [sqrt(1/2), sqrt 2); ln x = ln m + e ln 2.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T one = T.Broadcast(1f);
        T isSubnormal = T.LessThan(x, T.Broadcast(F32.MinNormal));
        T normal = T.Select(isSubnormal, x * T.Broadcast(8388608f), x); // 2^23

        T m = T.Mantissa(normal);
        T e = T.Exponent(normal) - T.Select(isSubnormal, T.Broadcast(23f), T.Broadcast(0f));
        T isHigh = T.LessThan(T.Broadcast(Sqrt2), m);
        m = T.Select(isHigh, m * T.Broadcast(0.5f), m);
        e = T.Select(isHigh, e + one, e);
        T y = LogOfParts(m - one, e);

        // Infinity stays itself, 0 gives -infinity, negative numbers and NaN give NaN.
        T zero = T.Broadcast(0f);
        y = T.Select(T.LessThan(x, T.Broadcast(float.PositiveInfinity)), y, x);
        T special = T.Select(T.LessThan(x, zero), T.Broadcast(float.NaN), x + T.Broadcast(float.NegativeInfinity));
        return T.Select(T.LessThan(zero, x), y, special);
    }

    /// <summary>ln(1 + x). At most 1.5 ULP; -infinity for -1, NaN below and for NaN; the sign of zero is kept.</summary>
    /// <remarks>1 + x = 2^e m as in ln; f = m - 1 comes from x itself, (x + 1) 2^-e - 1 rounded once, and not from the rounded sum.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log1p<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T one = T.Broadcast(1f);
        T u = T.Clamp(one + x, T.Broadcast(F32.MinNormal), T.Broadcast(float.MaxValue));
        T e = T.Exponent(u);
        e = T.Select(T.LessThan(T.Broadcast(Sqrt2), T.Mantissa(u)), e + one, e);
        T scale = T.Scale(one, -e);
        T y = T.CopySign(LogOfParts(T.FusedMultiplyAdd(x, scale, scale - one), e), x);

        T minusOne = T.Broadcast(-1f);
        y = T.Select(T.LessThan(x, T.Broadcast(float.PositiveInfinity)), y, x);
        T special = T.Select(T.LessThan(x, minusOne), T.Broadcast(float.NaN), (x + one) + T.Broadcast(float.NegativeInfinity));
        return T.Select(T.LessThan(minusOne, x), y, special);
    }

    /// <summary>ln(1 + f) + e ln 2 for 1 + f in [sqrt(1/2), sqrt 2]: f - f^2/2 + f^3 P(f), P of degree 8; e ln 2 is added in two parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T LogOfParts<T>(T f, T e)
        where T : unmanaged, ILane<T>
    {
        T p = T.Broadcast(0.067466421f);
        p = T.FusedMultiplyAdd(p, f, -0.116756525f);
        p = T.FusedMultiplyAdd(p, f, 0.118881619f);
        p = T.FusedMultiplyAdd(p, f, -0.124055888f);
        p = T.FusedMultiplyAdd(p, f, 0.142195524f);
        p = T.FusedMultiplyAdd(p, f, -0.166679959f);
        p = T.FusedMultiplyAdd(p, f, 0.200021187f);
        p = T.FusedMultiplyAdd(p, f, -0.250000096f);
        p = T.FusedMultiplyAdd(p, f, 0.333333126f);
        p = T.FusedMultiplyAdd(p, f, -0.5f);
        T low = T.FusedMultiplyAdd(p, f * f, e * T.Broadcast(Ln2Lo));
        return T.FusedMultiplyAdd(e, T.Broadcast(Ln2Hi), f + low);
    }
}

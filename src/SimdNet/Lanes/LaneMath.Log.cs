using System.Runtime.CompilerServices;

namespace SimdNet.Lanes;

internal static partial class LaneMath
{
    /// <summary>ln x. At most 1.1 ULP; subnormal x included, -infinity for zeros, infinity for infinity, NaN below zero and for NaN.</summary>
    /// <remarks>x = m 2^e with m in [3/4, 3/2); ln x = ln m + e ln 2.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T m = T.Mantissa(x, out T e);
        return T.LogSpecials(LogOfParts(m - T.Broadcast(1f), e), x);
    }

    /// <summary>ln(1 + x). At most 1.5 ULP; -infinity for -1, infinity for infinity, NaN below -1 and for NaN; the sign of zero is kept.</summary>
    /// <remarks>1 + x = m 2^e as in ln; f = m - 1 comes from x itself, (x + 1) 2^-e - 1 rounded once, and not from the rounded sum.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log1p<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T one = T.Broadcast(1f);
        T u = one + x;
        T.Mantissa(T.Clamp(u, T.Broadcast(F32.MinNormal), T.Broadcast(float.MaxValue)), out T e);
        T scale = T.Scale(one, -e);
        T y = T.CopySign(LogOfParts(T.FusedMultiplyAdd(x, scale, scale - one), e), x);
        return T.LogSpecials(y, u);
    }

    /// <summary>ln(1 + f) + e ln 2 for f in [-1/4, 1/2]: f + f^2 P(f), P of degree 8 by Estrin's scheme. The rounding of ln 2 to a float costs less than 0.05 ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T LogOfParts<T>(T f, T e)
        where T : unmanaged, ILane<T>
    {
        T f2 = f * f;
        T p01 = T.FusedMultiplyAdd(T.Broadcast(0.333334506f), f, -0.5f);
        T p23 = T.FusedMultiplyAdd(T.Broadcast(0.19990848f), f, -0.250000983f);
        T p45 = T.FusedMultiplyAdd(T.Broadcast(0.144782931f), f, -0.166472673f);
        T p67 = T.FusedMultiplyAdd(T.Broadcast(0.104628548f), f, -0.131610051f);
        T p03 = T.FusedMultiplyAdd(p23, f2, p01);
        T p48 = T.FusedMultiplyAdd(T.FusedMultiplyAdd(T.Broadcast(-0.0450739786f), f2, p67), f2, p45);
        T p = T.FusedMultiplyAdd(p48, f2 * f2, p03);
        return T.FusedMultiplyAdd(e, T.Broadcast(Ln2Hi), T.FusedMultiplyAdd(p, f2, f));
    }

    /// <summary>What <see cref="ILane{T}.LogSpecials"/> says, for lanes that have no instruction for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T LogSpecials<T>(T y, T x)
        where T : unmanaged, ILane<T>
    {
        T zero = T.Broadcast(0f);
        T ofPositive = T.IfLess(x, T.Broadcast(float.PositiveInfinity), y, x);
        T special = T.IfLess(x, zero, T.Broadcast(float.NaN), x + T.Broadcast(float.NegativeInfinity));
        return T.IfLess(zero, x, ofPositive, special);
    }
}

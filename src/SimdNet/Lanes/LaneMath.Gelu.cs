using System.Runtime.CompilerServices;

namespace SimdNet.Lanes;

internal static partial class LaneMath
{
    // Nearer to 0 P comes from its series, from here on from its tail.
    private const float GeluSmall = 1f;

    /// <summary>x P(x), P the distribution function of the standard normal distribution: P(x) = erfc(-x / sqrt 2) / 2. At most 3 ULP, in the negative tail (below -1) 6.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Gelu<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T abs = T.Abs(x);
        T large = T.Max(x, T.Broadcast(-0f)) - GeluTail(abs);
        return T.IfLess(abs, T.Broadcast(GeluSmall), GeluNearZero(x), large);
    }

    /// <summary>x P(x) = x/2 + x^2 R(x^2) for |x| up to 1, R of degree 4 (error 2^-26 of the whole).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T GeluNearZero<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T t = x * x;
        T r = T.Broadcast(9.24683751e-05f);
        r = T.FusedMultiplyAdd(r, t, -0.00116535074f);
        r = T.FusedMultiplyAdd(r, t, 0.0099641668f);
        r = T.FusedMultiplyAdd(r, t, -0.06648873f);
        r = T.FusedMultiplyAdd(r, t, 0.398942199f);
        return T.FusedMultiplyAdd(r, t, x * T.Broadcast(0.5f));
    }

    /// <summary>a P(-a) for a from 1 on.</summary>
    /// <remarks>
    /// a erfc(a / sqrt 2) / 2 = e^(-a^2/2) K(u) with u = 1 / (1 + 9a/32), K of degree 9 (relative error 2^-26.4) up to a = 14.5, where the whole
    /// rounds to 0; by Estrin's scheme. a^2 is taken with its rounding error, without which the exponential would lose 6 bits in the tail.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T GeluTail<T>(T abs)
        where T : unmanaged, ILane<T>
    {
        T one = T.Broadcast(1f);
        T a = T.AtMost(abs, 14.5f);
        T u = one / T.FusedMultiplyAdd(a, T.Broadcast(0.28125f), one);
        T u2 = u * u;
        T k01 = T.FusedMultiplyAdd(T.Broadcast(-0.000425275328f), u, 0.398958504f);
        T k23 = T.FusedMultiplyAdd(T.Broadcast(-0.0954347923f), u, -0.0266737044f);
        T k45 = T.FusedMultiplyAdd(T.Broadcast(-0.476778179f), u, 0.0490775779f);
        T k67 = T.FusedMultiplyAdd(T.Broadcast(-0.890306413f), u, 0.619164109f);
        T k89 = T.FusedMultiplyAdd(T.Broadcast(-0.11231526f), u, 0.534734905f);
        T k03 = T.FusedMultiplyAdd(k23, u2, k01);
        T k49 = T.FusedMultiplyAdd(T.FusedMultiplyAdd(k89, u2, k67), u2, k45);
        T k = T.FusedMultiplyAdd(k49, u2 * u2, k03);

        T minusHalf = a * T.Broadcast(-0.5f);
        T exponent = a * minusHalf;
        T exponentLow = T.FusedMultiplyAdd(a, minusHalf, -exponent);
        T e = one + ReducedExpm1(exponent, out T n);
        e = T.FusedMultiplyAdd(e, exponentLow, e);
        return e * k * T.Scale(one, n);
    }
}

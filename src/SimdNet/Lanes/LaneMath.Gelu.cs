using System.Runtime.CompilerServices;

namespace SimdNet.Lanes;

internal static partial class LaneMath
{
    // From here on P comes from its tail, nearer to 0 from its series.
    private const float GeluSmall = 1f;

    /// <summary>x P(x), P the distribution function of the standard normal distribution: P(x) = erfc(-x / sqrt 2) / 2. At most 3 ULP, in the negative tail (below -1) 5.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Gelu<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T tail = NormalTail(x, out T scale) * T.Clamp(x, T.Broadcast(-15f), T.Broadcast(15f)) * scale;
        T large = T.IfLess(x, T.Broadcast(0f), tail, x - tail);
        return T.IfLess(T.Abs(x), T.Broadcast(GeluSmall), x * NormalCdfNearZero(x), large);
    }

    /// <summary>P(x) = 1/2 + x R(x^2) for |x| up to 1, R of degree 4 (error 2^-26 of the whole).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T NormalCdfNearZero<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T t = x * x;
        T r = T.Broadcast(9.24683751e-05f);
        r = T.FusedMultiplyAdd(r, t, -0.00116535074f);
        r = T.FusedMultiplyAdd(r, t, 0.0099641668f);
        r = T.FusedMultiplyAdd(r, t, -0.06648873f);
        r = T.FusedMultiplyAdd(r, t, 0.398942199f);
        return T.FusedMultiplyAdd(r, x, 0.5f);
    }

    /// <summary>t and scale with P(-|x|) = t scale; scale is a power of 2.</summary>
    /// <remarks>
    /// For a = |x|: erfc(a / sqrt 2) / 2 = e^(-a^2/2) H(u) with u = 1 / (1 + 9a/32), H of degree 9 (relative error 2^-29.9) from a = 0.95 to 14.5, where it
    /// rounds to 0. a^2 is taken with its rounding error, without which the exponential would lose 6 bits in the tail.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T NormalTail<T>(T x, out T scale)
        where T : unmanaged, ILane<T>
    {
        T one = T.Broadcast(1f);
        T a = T.Clamp(T.Abs(x), T.Broadcast(-1f), T.Broadcast(14.5f));
        T square = a * a;
        T squareLow = T.FusedMultiplyAdd(a, a, -square);
        T minusHalf = T.Broadcast(-0.5f);
        T p = ReducedExpm1(square * minusHalf, out T n);
        T e = one + p;
        e = T.FusedMultiplyAdd(e, squareLow * minusHalf, e);

        T slope = T.Broadcast(0.28125f);
        T d = T.FusedMultiplyAdd(a, slope, one);
        T dLow = T.FusedMultiplyAdd(a, slope, one - d);
        T u = one / d;
        T h = T.Broadcast(0.0319401421f);
        h = T.FusedMultiplyAdd(h, u, -0.120012773f);
        h = T.FusedMultiplyAdd(h, u, 0.133417816f);
        h = T.FusedMultiplyAdd(h, u, -0.0441229132f);
        h = T.FusedMultiplyAdd(h, u, 0.0924032145f);
        h = T.FusedMultiplyAdd(h, u, 0.0774427858f);
        h = T.FusedMultiplyAdd(h, u, 0.104654415f);
        h = T.FusedMultiplyAdd(h, u, 0.112077642f);
        h = T.FusedMultiplyAdd(h, u, 0.112207874f);
        h = T.FusedMultiplyAdd(h, u, -2.75540902e-08f);

        // u (1 + error) is the true one; u H'(u) / H(u) is about 1 + 1.5 u.
        T error = T.FusedMultiplyAdd(-u, dLow, T.FusedMultiplyAdd(-u, d, one));
        h = T.FusedMultiplyAdd(h, error * T.FusedMultiplyAdd(u, T.Broadcast(1.5f), one), h);
        scale = T.Scale(one, n);
        return e * h;
    }
}

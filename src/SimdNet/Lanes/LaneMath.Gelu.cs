using System.Runtime.CompilerServices;

namespace SimdNet.Lanes;

internal static partial class LaneMath
{
    /// <summary>x P(x), P the distribution function of the standard normal distribution: P(x) = erfc(-x / sqrt 2) / 2. At most 3 ULP, also in the negative tail.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Gelu<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T tail = NormalTail(x, out _, out T scale) * T.Clamp(x, T.Broadcast(-15f), T.Broadcast(15f)) * scale;
        return T.Select(T.LessThan(x, T.Broadcast(0f)), tail, x - tail);
    }

    /// <summary>The derivative of <see cref="Gelu"/>: P(x) + x p(x), p the density of the standard normal distribution.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T GeluDerivative<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T tail = NormalTail(x, out T e, out T scale) * scale;
        T cdf = T.Select(T.LessThan(x, T.Broadcast(0f)), tail, T.Broadcast(1f) - tail);
        T density = e * T.Broadcast(0.398942280f) * scale; // 1 / sqrt(2 pi)
        return T.FusedMultiplyAdd(T.Clamp(x, T.Broadcast(-15f), T.Broadcast(15f)), density, cdf);
    }

    /// <summary>t, e and scale with P(-|x|) = t scale and e^(-x^2/2) = e scale; scale is a power of 2.</summary>
    /// <remarks>
    /// For a = |x|: erfc(a / sqrt 2) / 2 = e^(-a^2/2) H(u) with u = 1 / (1 + 0.3 a), H of degree 10 (relative error 2^-28) up to a = 14.5, where it
    /// rounds to 0. a^2 is taken with its rounding error, without which the exponential would lose 6 bits in the tail.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T NormalTail<T>(T x, out T e, out T scale)
        where T : unmanaged, ILane<T>
    {
        T one = T.Broadcast(1f);
        T a = T.Clamp(T.Abs(x), T.Broadcast(-1f), T.Broadcast(14.5f));
        T square = a * a;
        T squareLow = T.FusedMultiplyAdd(a, a, -square);
        T minusHalf = T.Broadcast(-0.5f);
        T p = ReducedExpm1(square * minusHalf, out T n);
        e = one + p;
        e = T.FusedMultiplyAdd(e, squareLow * minusHalf, e);

        T u = one / T.FusedMultiplyAdd(a, T.Broadcast(0.3f), one);
        T h = T.Broadcast(-0.0200193333f);
        h = T.FusedMultiplyAdd(h, u, T.Broadcast(0.108887993f));
        h = T.FusedMultiplyAdd(h, u, T.Broadcast(-0.219082362f));
        h = T.FusedMultiplyAdd(h, u, T.Broadcast(0.178245781f));
        h = T.FusedMultiplyAdd(h, u, T.Broadcast(-0.0666449377f));
        h = T.FusedMultiplyAdd(h, u, T.Broadcast(0.0881515077f));
        h = T.FusedMultiplyAdd(h, u, T.Broadcast(0.0817535582f));
        h = T.FusedMultiplyAdd(h, u, T.Broadcast(0.109301054f));
        h = T.FusedMultiplyAdd(h, u, T.Broadcast(0.119735713f));
        h = T.FusedMultiplyAdd(h, u, T.Broadcast(0.119670317f));
        h = T.FusedMultiplyAdd(h, u, T.Broadcast(7.06804752e-7f));

        scale = T.Scale(one, n);
        return e * h;
    }
}

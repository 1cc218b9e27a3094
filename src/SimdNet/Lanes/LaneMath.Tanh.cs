using System.Runtime.CompilerServices;

namespace SimdNet.Lanes;

internal static partial class LaneMath
{
    // From 9.01 on tanh rounds to 1.
    private const float TanhIsOne = 9.02f;

    // Nearer to 0 tanh comes from its series: from e^2|x| it would lose digits there.
    private const float TanhSmall = 0.6f;

    /// <summary>tanh x. At most 1.3 ULP; the sign of zero is kept.</summary>
    /// <remarks>
    /// Below 0.6: x + x^3 P(x^2), P of degree 4. From there on 1 - 2 / (e^2|x| + 1); with e^2|x| = (1 + p) / s, s a power of 2, that is
    /// 1 - 2s / ((1 + s) + p). The quotient is at most 1/2, and so are its roundings in ULP of the result.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T abs = T.Abs(x);
        T t = x * x;
        T q = T.Broadcast(-0.00609145688f);
        q = T.FusedMultiplyAdd(q, t, 0.0209784568f);
        q = T.FusedMultiplyAdd(q, t, -0.0538434747f);
        q = T.FusedMultiplyAdd(q, t, 0.133327179f);
        q = T.FusedMultiplyAdd(q, t, -0.333333329f);
        T small = T.FusedMultiplyAdd(q * t, abs, abs);

        T one = T.Broadcast(1f);
        T a = T.AtMost(abs, TanhIsOne);
        T p = ReducedExpm1(a + a, out T n);
        T s = T.Scale(one, -n);
        T large = one - ((s + s) / ((one + s) + p));
        return T.CopySign(T.IfLess(abs, T.Broadcast(TanhSmall), small, large), x);
    }
}

using System.Runtime.CompilerServices;

namespace SimdNet.Lanes;

internal static partial class LaneMath
{
    /// <summary>The error function, 2 / sqrt(pi) times the integral of e^-t^2 from 0 to x. At most 1.2 ULP; the sign of zero is kept.</summary>
    /// <remarks>Below 0.9: x + x P(x^2), P of degree 5. From there on: 1 - e^-Q(|x|), Q of degree 6, up to 3.95, where it rounds to 1.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Erf<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T abs = T.Abs(x);
        T t = x * x;
        T p = T.Broadcast(-0.000609036109f);
        p = T.FusedMultiplyAdd(p, t, 0.00501196305f);
        p = T.FusedMultiplyAdd(p, t, -0.0267789091f);
        p = T.FusedMultiplyAdd(p, t, 0.112821408f);
        p = T.FusedMultiplyAdd(p, t, -0.376125233f);
        p = T.FusedMultiplyAdd(p, t, 0.128379154f);
        T small = T.FusedMultiplyAdd(p, abs, abs);

        T a = T.AtMost(abs, 3.95f);
        T q = T.Broadcast(-0.00019821958f);
        q = T.FusedMultiplyAdd(q, a, 0.0030654896f);
        q = T.FusedMultiplyAdd(q, a, -0.0223152103f);
        q = T.FusedMultiplyAdd(q, a, 0.104113673f);
        q = T.FusedMultiplyAdd(q, a, 0.636976089f);
        q = T.FusedMultiplyAdd(q, a, 1.12779724f);
        q = T.FusedMultiplyAdd(q, a, 0.000166448454f);
        T one = T.Broadcast(1f);
        T r = ReducedExpm1(-q, out T n);
        T large = one - T.Scale(one + r, n);
        return T.CopySign(T.IfLess(abs, T.Broadcast(0.9f), small, large), x);
    }
}

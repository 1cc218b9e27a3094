using System.Runtime.CompilerServices;

namespace SimdNet.Lanes;

internal static partial class LaneMath
{
    // From 9.02 on tanh rounds to 1.
    private const float TanhHigh = 20f;

    /// <summary>tanh x. At most 1.4 ULP; the sign of zero is kept.</summary>
    /// <remarks>(e^2|x| - 1) / (e^2|x| + 1) = E / (E + 2) with E = e^2|x| - 1; E (where n = 0) and E + 2 are kept in two parts, and the quotient is corrected by its remainder.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T one = T.Broadcast(1f);
        T two = T.Broadcast(2f);
        T abs = T.Abs(x);
        T p = ReducedExpm1(T.Clamp(abs + abs, T.Broadcast(-1f), T.Broadcast(TanhHigh)), out T n, out T low);
        T scale = T.Scale(one, n);
        T e = T.FusedMultiplyAdd(p, scale, scale - one);
        T d = e + two;
        T y = Divide(e, low, d, (two - d) + e);
        return T.CopySign(y, x);
    }
}

using System.Runtime.CompilerServices;

namespace SimdNet.Lanes;

internal static partial class LaneMath
{
    // From 9.01 on tanh rounds to 1. From 8.65 to there it rounds to what it is at 8.65, and E + 2 still has fewer than 26 bits.
    private const float TanhHigh = 8.65f;
    private const float TanhIsOne = 9.01f;

    /// <summary>tanh x. At most 1.3 ULP; the sign of zero is kept.</summary>
    /// <remarks>
    /// (e^2|x| - 1) / (e^2|x| + 1) = E / (E + 2) with E = e^2|x| - 1. E and E + 2 are kept in two parts; what the second parts change is added last,
    /// times 1 / (E + 2), which is half of one minus the result.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T one = T.Broadcast(1f);
        T two = T.Broadcast(2f);
        T abs = T.Abs(x);
        T p = ReducedExpm1(T.Clamp(abs + abs, T.Broadcast(-1f), T.Broadcast(2f * TanhHigh)), out T n, out T pLow);
        T scale = T.Scale(one, n);
        T scaleMinusOne = scale - one;
        T e = T.FusedMultiplyAdd(p, scale, scaleMinusOne);
        T eLow = T.FusedMultiplyAdd(pLow, scale, T.FusedMultiplyAdd(p, scale, scaleMinusOne - e));
        T d = e + two;
        T dLow = ((two - d) + e) + eLow;

        T y = e / d;
        T rest = T.FusedMultiplyAdd(-y, dLow, eLow);
        y = T.FusedMultiplyAdd(rest, T.FusedMultiplyAdd(y, T.Broadcast(-0.5f), 0.5f), y);
        return T.CopySign(T.Select(T.LessThan(T.Broadcast(TanhIsOne), abs), one, y), x);
    }
}

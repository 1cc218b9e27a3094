using System.Runtime.CompilerServices;

namespace SimdNet.Lanes;

internal static partial class LaneMath
{
    /// <summary>1 / (1 + e^-x). At most 1.0 ULP; subnormal results included.</summary>
    /// <remarks>
    /// With z = e^-|x|, so that nothing overflows and small results keep their digits: z / (1 + z) below zero, 1 / (1 + z) above.
    /// z and 1 + z are kept in two parts, and the quotient is corrected by its remainder.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sigmoid<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T one = T.Broadcast(1f);
        T p = ReducedExpm1(T.Clamp(-T.Abs(x), T.Broadcast(ExpLow), T.Broadcast(ExpHigh)), out T n);
        T scale = T.Scale(one, n);
        T q = one + p;
        T z = q * scale;
        T zLow = ((one - q) + p) * scale;
        T d = one + z;
        T dLow = ((one - d) + z) + zLow;

        T isNegative = T.LessThan(x, T.Broadcast(0f));
        T numerator = T.Select(isNegative, z, one);
        T numeratorLow = T.Select(isNegative, zLow, T.Broadcast(0f));
        return Divide(numerator, numeratorLow, d, dLow);
    }

    /// <summary>(a + aLow) / (d + dLow), with one division, rounded almost once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Divide<T>(T a, T aLow, T d, T dLow)
        where T : unmanaged, ILane<T>
    {
        T reciprocal = T.Broadcast(1f) / d;
        T y = a * reciprocal;
        T rest = T.FusedMultiplyAdd(-y, d, a) + T.FusedMultiplyAdd(-y, dLow, aLow);
        return T.FusedMultiplyAdd(rest, reciprocal, y);
    }
}

using System.Runtime.CompilerServices;

namespace SimdNet.Lanes;

internal static partial class LaneMath
{
    /// <summary>1 / (1 + e^-x). At most 1.5 ULP; subnormal results included.</summary>
    /// <remarks>
    /// With z = e^-|x|, so that nothing overflows and small results keep their digits: z / (1 + z) below zero, 1 / (1 + z) above.
    /// z and 1 + z are kept in two parts. What the second parts change is added last, times 1 / (1 + z), which is one minus the result or the result itself.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sigmoid<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T one = T.Broadcast(1f);
        T p = ReducedExpm1(T.Clamp(T.CopySign(x, T.Broadcast(-1f)), T.Broadcast(ExpLow), T.Broadcast(ExpHigh)), out T n);
        T scale = T.Scale(one, n);
        T z = T.FusedMultiplyAdd(p, scale, scale);
        T zLow = T.FusedMultiplyAdd(p, scale, scale - z);
        T d = one + z;
        T dLow = ((one - d) + z) + zLow;

        T isNegative = T.LessThan(x, T.Broadcast(0f));
        T y = T.Select(isNegative, z, one) / d;
        T rest = T.FusedMultiplyAdd(-y, dLow, T.Select(isNegative, zLow, T.Broadcast(0f)));
        return T.FusedMultiplyAdd(rest, T.Select(isNegative, one - y, y), y);
    }
}

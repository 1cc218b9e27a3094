using System.Runtime.CompilerServices;

namespace SimdNet.Lanes;

internal static partial class LaneMath
{
    /// <summary>ln(1 + e^x). At most 2 ULP; subnormal results included.</summary>
    /// <remarks>max(x, 0) + ln(1 + z) with z = e^-|x| in [0, 1].</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Softplus<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T zero = T.Broadcast(0f);
        T one = T.Broadcast(1f);
        T z = Exp(-T.Abs(x));

        // 1 + z is in [1, 2]: from sqrt 2 on half of it is taken, and ln 2 added.
        T isHigh = T.LessThan(T.Broadcast(Sqrt2 - 1f), z);
        T f = T.Select(isHigh, T.FusedMultiplyAdd(z, T.Broadcast(0.5f), -0.5f), z);
        T y = LogOfParts(f, T.Select(isHigh, one, zero));
        return T.Select(T.LessThan(zero, x), x, T.Select(T.LessThan(x, zero), zero, T.Abs(x))) + y;
    }
}

using System.Runtime.CompilerServices;

namespace SimdNet.Lanes;

internal static partial class LaneMath
{
    /// <summary>ln(1 + e^x). At most 4 ULP; subnormal results included, infinity for infinity, NaN for NaN.</summary>
    /// <remarks>max(x, 0) + ln(1 + z) with z = e^-|x|. With u the rounded 1 + z, ln(1 + z) = ln u + (z - (u - 1)) / u: the second term is what rounding u lost.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Softplus<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T one = T.Broadcast(1f), zero = T.Broadcast(0f);
        T z = Exp(-T.Abs(x));
        T u = one + z;
        T log1p = Log(u) + ((z - (u - one)) / u);
        return T.Select(T.LessThan(x, zero), zero, x) + log1p;
    }
}

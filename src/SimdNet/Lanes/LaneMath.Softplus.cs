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

        // 1 + z is in [1, 2]: above 3/2 half of it is taken, and ln 2 added.
        T half = T.Broadcast(0.5f);
        T f = T.IfLess(half, z, T.FusedMultiplyAdd(z, half, -0.5f), z);
        T y = LogOfParts(f, T.IfLess(half, z, one, zero));
        return T.IfLess(zero, x, x, T.IfLess(x, zero, zero, T.Abs(x))) + y;
    }
}

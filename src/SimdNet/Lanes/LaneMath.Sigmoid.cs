using System.Runtime.CompilerServices;

namespace SimdNet.Lanes;

internal static partial class LaneMath
{
    // From here on the sigmoid rounds to 1.
    private const float SigmoidIsOne = 17.4f;

    /// <summary>1 / (1 + e^-x). At most 1.5 ULP; subnormal results included.</summary>
    /// <remarks>
    /// e^-x = (1 + p) / s with s a power of 2, so that the sigmoid is s / d, d = (1 + s) + p. d is rounded once; what that took off is given back
    /// to the quotient. Scaling with s comes last and is exact as long as the result is normal: nothing overflows, small results keep their digits.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sigmoid<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T one = T.Broadcast(1f);
        T p = ReducedExpm1(-T.Clamp(x, T.Broadcast(ExpLow), T.Broadcast(SigmoidIsOne)), out T n);
        T s = T.Scale(one, -n);
        T d = (one + s) + p;
        T excess = ((d - one) - s) - p;
        T r = one / d;
        T y = r * s;
        return T.FusedMultiplyAdd(r * excess, y, y);
    }
}

using System.Runtime.CompilerServices;

namespace SimdNet.Lanes;

internal static partial class LaneMath
{
    /// <summary>g(x) of a function y = x g(x) that is known: y / x; near 0 the value given, above 10^30 (where y may be infinite) 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Gate<T>(T x, T y, float atZero)
        where T : unmanaged, ILane<T>
    {
        T g = T.IfLess(T.Abs(x), T.Broadcast(1e-30f), T.Broadcast(atZero), y / x);
        return T.IfLess(T.Broadcast(1e30f), x, T.Broadcast(1f), g);
    }
}

using System.Runtime.CompilerServices;

namespace SimdNet.Lanes;

internal static partial class LaneMath
{
    // Beyond: e^x - 1 is -1, or its inverse below 2^-125.
    private const float BernoulliRange = 87f;

    // Nearer to 0 than this both functions round to 1, and no quotient of subnormal numbers is taken.
    private const float BernoulliIsOne = 1e-30f;

    /// <summary>x / (e^x - 1), Bernoulli's function, 1 at 0. At most 2.1 ULP for x up to 87, then x e^-87; -x far below 0, NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Bernoulli<T>(T x)
        where T : unmanaged, ILane<T> => T.IfLess(T.Abs(x), T.Broadcast(BernoulliIsOne), T.Broadcast(1f), x / PlainExpm1(x));

    /// <summary>(e^x - 1) / x, the first of the phi functions of exponential integrators, 1 at 0. At most 2 ULP for x up to 87, then e^87 / x; NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Phi1<T>(T x)
        where T : unmanaged, ILane<T> => T.IfLess(T.Abs(x), T.Broadcast(BernoulliIsOne), T.Broadcast(1f), PlainExpm1(x) / x);

    /// <summary>e^x - 1 with x clamped to its range: with e^x = (1 + p) 2^n, p 2^n + (2^n - 1), which is p near 0. At most 3 ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T PlainExpm1<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T one = T.Broadcast(1f);
        T p = ReducedExpm1(T.Clamp(x, T.Broadcast(-BernoulliRange), T.Broadcast(BernoulliRange)), out T n);
        T scale = T.Scale(one, n);
        return T.FusedMultiplyAdd(p, scale, scale - one);
    }
}

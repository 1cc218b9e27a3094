using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public abstract partial class Activation
{
    /// <summary>Symmetric hard limit: f(x) = 1 for x >= 0, else -1; f'(x) = 0. Exact; NaN stays NaN.</summary>
    public static Activation SymmetricHardLimit { get; } = new Activation<SymmetricHardLimitFormula>("symmetric_hard_limit", default);
}

internal readonly struct SymmetricHardLimitFormula : IActivationFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T minusOne = T.Broadcast(-1f);
        return T.IfLess(x, T.Broadcast(0f), minusOne, T.IfLess(minusOne, x, T.Broadcast(1f), x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T x, T y)
        where T : unmanaged, ILane<T> => T.Broadcast(0f);
}

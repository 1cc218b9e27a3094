using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public abstract partial class Activation
{
    /// <summary>Hard limit, the step of McCulloch and Pitts: f(x) = 1 for x >= 0, else 0; f'(x) = 0. Exact; NaN stays NaN.</summary>
    public static Activation HardLimit { get; } = new Activation<HardLimitFormula>("hard_limit", default);
}

internal readonly struct HardLimitFormula : IActivationFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T zero = T.Broadcast(0f);
        return T.IfLess(x, zero, zero, T.IfLess(T.Broadcast(-1f), x, T.Broadcast(1f), x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T x, T y)
        where T : unmanaged, ILane<T> => T.Broadcast(0f);
}

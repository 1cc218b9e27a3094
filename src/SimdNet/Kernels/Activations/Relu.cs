using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public abstract partial class Activation
{
    /// <summary>Rectified linear unit: f(x) = x for x > 0, else 0; f'(x) = 1 for x > 0, else 0 (so 0 at the kink). Exact; NaN stays NaN.</summary>
    public static Activation Relu { get; } = new Activation<ReluFormula>("relu", default);
}

internal readonly struct ReluFormula : IActivationFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T zero = T.Broadcast(0f);
        return T.IfLess(x, zero, zero, x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T x, T y)
        where T : unmanaged, ILane<T>
    {
        T zero = T.Broadcast(0f);
        return T.IfLess(zero, x, T.Broadcast(1f), zero);
    }
}

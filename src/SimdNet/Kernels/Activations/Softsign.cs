using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public abstract partial class Activation
{
    /// <summary>Softsign: f(x) = x / (1 + |x|), in [-1, 1]; f'(x) = 1 / (1 + |x|)^2. At most 1.5 ULP; NaN stays NaN, infinities give +-1.</summary>
    public static Activation Softsign { get; } = new Activation<SoftsignFormula>("softsign", default);
}

internal readonly struct SoftsignFormula : IActivationFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T abs = T.Abs(x);
        T y = x / (T.Broadcast(1f) + abs);
        return T.IfLess(T.Broadcast(1e9f), abs, T.CopySign(T.Broadcast(1f), x), y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T x, T y)
        where T : unmanaged, ILane<T>
    {
        T one = T.Broadcast(1f);
        T d = one / (one + T.Abs(x));
        return d * d;
    }
}

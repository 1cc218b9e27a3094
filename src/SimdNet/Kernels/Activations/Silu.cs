using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public abstract partial class Activation
{
    /// <summary>Sigmoid linear unit, or swish: f(x) = x s(x), s the logistic function; f'(x) = s(x) (1 + x (1 - s(x))). At most 2.5 ULP; below -85, where the logistic function is subnormal, 2.5 + 1.4 |x|; NaN stays NaN, -infinity gives -0.</summary>
    public static Activation Silu { get; } = new Activation<SiluFormula>("silu", default);
}

internal readonly struct SiluFormula : IActivationFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T y = x * LaneMath.Sigmoid(x);
        return T.IfLess(x, T.Broadcast(-200f), T.Broadcast(-0f), y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T x, T y)
        where T : unmanaged, ILane<T>
    {
        T one = T.Broadcast(1f);
        T s = LaneMath.Gate(x, y, atZero: 0.5f);
        T bounded = T.Clamp(x, T.Broadcast(-200f), T.Broadcast(200f));
        return s * T.FusedMultiplyAdd(bounded, one - s, one);
    }
}

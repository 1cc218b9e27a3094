using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public abstract partial class Activation
{
    /// <summary>Scaled exponential linear unit (Klambauer et al. 2017): f(x) = s x for x >= 0, else s a (e^x - 1), with s = 1.0507010 and a = 1.6732632; f'(x) = s for x > 0, else f(x) + s a. At most 2 ULP; NaN stays NaN.</summary>
    public static Activation Selu { get; } = new Activation<SeluFormula>("selu", default);
}

internal readonly struct SeluFormula : IActivationFormula
{
    private const float Scale = 1.05070099f;
    private const float ScaleAlpha = 1.75809934f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T negative = T.Broadcast(ScaleAlpha) * LaneMath.Expm1(x);
        return T.IfLess(x, T.Broadcast(0f), negative, T.Broadcast(Scale) * x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T x, T y)
        where T : unmanaged, ILane<T> => T.IfLess(T.Broadcast(0f), x, T.Broadcast(Scale), y + T.Broadcast(ScaleAlpha));
}

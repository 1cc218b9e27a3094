using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public abstract partial class Activation
{
    /// <summary>Gaussian error linear unit with the hyperbolic tangent: f(x) = x/2 (1 + tanh v) = x s(2v), v = sqrt(2/pi) (x + 0.044715 x^3), s the logistic function; f'(x) = s(2v) + x s(2v) (1 - s(2v)) 2v'. At most 3 ULP, in the negative tail (below -1) 3 + 3.2 |2v|; NaN stays NaN, -infinity gives -0.</summary>
    public static Activation GeluTanh { get; } = new Activation<GeluTanhFormula>("gelu_tanh", default);
}

internal readonly struct GeluTanhFormula : IActivationFormula
{
    // 2 sqrt(2 / pi), and 0.044715 of it.
    private const float Linear = 1.59576912f;
    private const float Cubic = 0.0713548162f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T y = x * LaneMath.Sigmoid(Argument(x));
        return T.IfLess(x, T.Broadcast(-15f), T.Broadcast(-0f), y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T x, T y)
        where T : unmanaged, ILane<T>
    {
        T s = LaneMath.Gate(x, y, atZero: 0.5f);
        T bounded = T.Clamp(x, T.Broadcast(-15f), T.Broadcast(15f));
        T slope = T.FusedMultiplyAdd(bounded * bounded, T.Broadcast(3f * Cubic), Linear);
        return T.FusedMultiplyAdd(bounded * slope, s * (T.Broadcast(1f) - s), s);
    }

    // 2v
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Argument<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T bounded = T.Clamp(x, T.Broadcast(-15f), T.Broadcast(15f));
        return bounded * T.FusedMultiplyAdd(bounded * bounded, T.Broadcast(Cubic), T.Broadcast(Linear));
    }
}

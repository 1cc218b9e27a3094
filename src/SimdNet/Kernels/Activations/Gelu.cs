using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public abstract partial class Activation
{
    /// <summary>Gaussian error linear unit (Hendrycks and Gimpel 2016): f(x) = x P(x), P the distribution function of the standard normal distribution; f'(x) = P(x) + x p(x), p its density. At most 3 ULP, in the negative tail (below -1) 6; NaN stays NaN, -infinity gives -0.</summary>
    public static Activation Gelu { get; } = new Activation<GeluFormula>("gelu", default);
}

internal readonly struct GeluFormula : IActivationFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, ILane<T> => LaneMath.Gelu(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T x, T y)
        where T : unmanaged, ILane<T>
    {
        T bounded = T.Clamp(x, T.Broadcast(-15f), T.Broadcast(15f));
        T density = T.Broadcast(0.398942280f) * LaneMath.Exp(bounded * bounded * T.Broadcast(-0.5f)); // 1 / sqrt(2 pi)
        return T.FusedMultiplyAdd(bounded, density, LaneMath.Gate(x, y, atZero: 0.5f));
    }
}

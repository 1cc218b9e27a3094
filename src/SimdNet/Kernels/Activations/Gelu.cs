using SimdNet.Lanes;

namespace SimdNet.Kernels;

public abstract partial class Activation
{
    /// <summary>Gaussian error linear unit (Hendrycks and Gimpel 2016): f(x) = x P(x), P the distribution function of the standard normal distribution; f'(x) = P(x) + x p(x), p its density. At most 3 ULP, also in the negative tail; NaN stays NaN, -infinity gives -0.</summary>
    public static Activation Gelu { get; } = new Activation<GeluFormula>("gelu", default);
}

internal readonly struct GeluFormula : IActivationFormula
{
    public T Forward<T>(T x)
        where T : unmanaged, ILane<T> => LaneMath.Gelu(x);

    public T Derivative<T>(T x, T y)
        where T : unmanaged, ILane<T> => LaneMath.GeluDerivative(x);
}

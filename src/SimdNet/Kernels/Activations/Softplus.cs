using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public abstract partial class Activation
{
    /// <summary>Softplus: f(x) = ln(1 + e^x); f'(x) = 1 / (1 + e^-x). At most 2 ULP; NaN stays NaN.</summary>
    public static Activation Softplus { get; } = new Activation<SoftplusFormula>("softplus", default);
}

internal readonly struct SoftplusFormula : IActivationFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, ILane<T> => LaneMath.Softplus(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T x, T y)
        where T : unmanaged, ILane<T> => LaneMath.Sigmoid(x);
}

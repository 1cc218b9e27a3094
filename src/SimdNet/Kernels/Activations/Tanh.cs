using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public abstract partial class Activation
{
    /// <summary>Hyperbolic tangent: f(x) = (e^x - e^-x) / (e^x + e^-x), in [-1, 1]; f'(x) = 1 - f(x)^2. At most 1.3 ULP over all floats; NaN and the sign of zero are kept.</summary>
    public static Activation Tanh { get; } = new Activation<TanhFormula>("tanh", default);
}

internal readonly struct TanhFormula : IActivationFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, ILane<T> => LaneMath.Tanh(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T x, T y)
        where T : unmanaged, ILane<T> => T.FusedMultiplyAdd(-y, y, T.Broadcast(1f));
}

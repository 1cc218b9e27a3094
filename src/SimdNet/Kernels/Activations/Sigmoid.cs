using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public abstract partial class Activation
{
    /// <summary>Logistic function: f(x) = 1 / (1 + e^-x), in [0, 1]; f'(x) = f(x) (1 - f(x)). At most 1.5 ULP over all floats; NaN stays NaN.</summary>
    public static Activation Sigmoid { get; } = new Activation<SigmoidFormula>("sigmoid", default);
}

internal readonly struct SigmoidFormula : IActivationFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, ILane<T> => LaneMath.Sigmoid(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T x, T y)
        where T : unmanaged, ILane<T> => y * (T.Broadcast(1f) - y);
}

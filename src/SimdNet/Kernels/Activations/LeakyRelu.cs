using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public abstract partial class Activation
{
    /// <summary>Leaky rectified linear unit: f(x) = x for x >= 0, else slope x; f'(x) = 1 for x > 0, else slope (also at the kink). Half an ULP; NaN stays NaN.</summary>
    /// <param name="slope">the slope below zero</param>
    /// <exception cref="ArgumentOutOfRangeException">slope is not finite</exception>
    public static Activation LeakyRelu(float slope = 0.01f)
    {
        if (!float.IsFinite(slope))
            throw new ArgumentOutOfRangeException(nameof(slope), slope, "the slope below zero must be a finite number.");
        return new Activation<LeakyReluFormula>("leaky_relu", new LeakyReluFormula(slope), slope, LeakyRelu);
    }
}

internal readonly struct LeakyReluFormula(float slope) : IActivationFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, ILane<T> => T.IfLess(x, T.Broadcast(0f), T.Broadcast(slope) * x, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T x, T y)
        where T : unmanaged, ILane<T> => T.IfLess(T.Broadcast(0f), x, T.Broadcast(1f), T.Broadcast(slope));
}

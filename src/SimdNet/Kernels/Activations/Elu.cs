using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public abstract partial class Activation
{
    /// <summary>Exponential linear unit (Clevert et al. 2016): f(x) = x for x >= 0, else alpha (e^x - 1); f'(x) = 1 for x > 0, else f(x) + alpha (so alpha at 0). At most 1.5 ULP; NaN stays NaN.</summary>
    /// <param name="alpha">what -f tends to below zero</param>
    /// <exception cref="ArgumentOutOfRangeException">alpha is not finite</exception>
    public static Activation Elu(float alpha = 1f)
    {
        if (!float.IsFinite(alpha))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "what -f tends to below zero must be a finite number.");
        return new Activation<EluFormula>("elu", new EluFormula(alpha), alpha, Elu);
    }
}

internal readonly struct EluFormula(float alpha) : IActivationFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T zero = T.Broadcast(0f);
        T negative = T.Broadcast(alpha) * LaneMath.Expm1(x);
        return T.IfLess(x, zero, negative, x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T x, T y)
        where T : unmanaged, ILane<T> => T.IfLess(T.Broadcast(0f), x, T.Broadcast(1f), y + T.Broadcast(alpha));
}

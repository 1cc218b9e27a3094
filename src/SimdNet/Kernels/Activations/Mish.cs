using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public abstract partial class Activation
{
    /// <summary>Mish (Misra 2019): f(x) = x tanh(softplus(x)); f'(x) = t + x s(x) (1 - t^2), t = tanh(softplus(x)), s the logistic function. At most 3 ULP, in the negative tail (below -1) 4, below -85 4 + 1.4 |x|; NaN stays NaN, -infinity gives -0.</summary>
    public static Activation Mish { get; } = new Activation<MishFormula>("mish", default);
}

internal readonly struct MishFormula : IActivationFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T y = x * TanhOfSoftplus(x, out _, out _);
        return T.IfLess(x, T.Broadcast(-200f), T.Broadcast(-0f), y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T x, T y)
        where T : unmanaged, ILane<T>
    {
        T one = T.Broadcast(1f);
        T bounded = T.Clamp(x, T.Broadcast(-200f), T.Broadcast(200f));
        T t = TanhOfSoftplus(x, out T z, out T complement);
        T s = T.IfLess(x, T.Broadcast(0f), z, one) / (one + z);
        return T.FusedMultiplyAdd(bounded * s, complement * (one + t), t);
    }

    // With z = e^-|x|: tanh(softplus(x)) = (1 + 2z) / (1 + 2z + 2z^2) above zero, (z^2 + 2z) / (z^2 + 2z + 2) below. The complement is 1 - t.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T TanhOfSoftplus<T>(T x, out T z, out T complement)
        where T : unmanaged, ILane<T>
    {
        T two = T.Broadcast(2f);
        z = LaneMath.Exp(-T.Abs(x));
        T zero = T.Broadcast(0f);
        T numerator = T.IfLess(x, zero, T.FusedMultiplyAdd(z, z, z + z), T.FusedMultiplyAdd(two, z, T.Broadcast(1f)));
        T rest = T.IfLess(x, zero, two, (z + z) * z);
        T d = numerator + rest;
        complement = rest / d;
        return numerator / d;
    }
}

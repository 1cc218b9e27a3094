using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public abstract partial class Activation
{
    /// <summary>Hard sigmoid: f(x) = 0 for x &lt;= -3, 1 for x >= 3, between them x/6 + 1/2; f'(x) = 1/6 between them, else 0 (so 0 at the kinks). At most 1 ULP of 1; NaN stays NaN.</summary>
    public static Activation HardSigmoid { get; } = new Activation<HardSigmoidFormula>("hard_sigmoid", default);
}

internal readonly struct HardSigmoidFormula : IActivationFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T three = T.Broadcast(3f);
        T y = (x + three) / T.Broadcast(6f);
        y = T.IfLess(x, three, y, T.IfLess(T.Broadcast(2f), x, T.Broadcast(1f), x));
        return T.IfLess(x, -three, T.Broadcast(0f), y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T x, T y)
        where T : unmanaged, ILane<T>
    {
        T zero = T.Broadcast(0f);
        T inside = T.IfLess(x, T.Broadcast(3f), T.Broadcast(1f / 6f), zero);
        return T.IfLess(T.Broadcast(-3f), x, inside, zero);
    }
}

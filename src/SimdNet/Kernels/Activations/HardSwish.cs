using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public abstract partial class Activation
{
    /// <summary>Hard swish (Howard et al. 2019): f(x) = 0 for x &lt;= -3, x for x >= 3, between them x (x + 3) / 6; f'(x) = 0, 1, x/3 + 1/2 (so 0 at -3 and 1 at 3). At most 2 ULP between -3 and 3 but near -3, where x + 3 cancels exactly; exact outside; NaN stays NaN.</summary>
    public static Activation HardSwish { get; } = new Activation<HardSwishFormula>("hard_swish", default);
}

internal readonly struct HardSwishFormula : IActivationFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Forward<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T three = T.Broadcast(3f);
        T y = T.IfLess(x, three, x * (x + three) / T.Broadcast(6f), x);
        return T.IfLess(x, -three, T.Broadcast(0f), y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T x, T y)
        where T : unmanaged, ILane<T>
    {
        T three = T.Broadcast(3f);
        T inside = T.IfLess(x, three, T.FusedMultiplyAdd(x, T.Broadcast(1f / 3f), T.Broadcast(0.5f)), T.Broadcast(1f));
        return T.IfLess(-three, x, inside, T.Broadcast(0f));
    }
}

using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class LossKernels
{
    /// <summary>losses[i] = max(0, 1 - t[i] x[i]); dx[i] = -t[i] where t[i] x[i] &lt;= 1, else 0.</summary>
    /// <param name="predictions">x, a score whose sign is the predicted class</param>
    /// <param name="targets">t, as long as x: -1 or +1 (not checked here)</param>
    /// <param name="losses">as long as x, overwritten</param>
    /// <param name="dPredictions">dx, as long as x, overwritten; may be x itself; empty: not wanted</param>
    /// <remarks>
    /// Allocates nothing. The same bits on every CPU. Correctly rounded; the derivative is exact but for predictions that rounding puts on the kink.
    /// There, 1 - t x = 0, the derivative is -t, as that of PyTorch's clamp_min(0) (margin_ranking_loss with margin 1).
    /// </remarks>
    /// <exception cref="ArgumentException">the lengths differ, or spans overlap; the message has the numbers</exception>
    public static void Hinge(ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets, Span<float> losses, Span<float> dPredictions) =>
        Map(default(HingeFormula), predictions, targets, losses, dPredictions);
}

internal readonly struct HingeFormula : ILossFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T x, T t)
        where T : unmanaged, ILane<T>
    {
        T slack = Slack(x, t), zero = T.Broadcast(0f);
        return T.IfLess(slack, zero, zero, slack);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T x, T t)
        where T : unmanaged, ILane<T>
    {
        T zero = T.Broadcast(0f);
        return T.IfLess(Slack(x, t), zero, zero, -t);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Slack<T>(T x, T t)
        where T : unmanaged, ILane<T> => T.FusedMultiplyAdd(-t, x, T.Broadcast(1f));
}

using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class LossKernels
{
    /// <summary>
    /// Pinball loss, smallest where x is the tau-quantile of t: with d = t[i] - x[i], losses[i] = tau d for d >= 0, else (tau - 1) d;
    /// dx[i] = -tau for d > 0, 1 - tau for d &lt; 0.
    /// </summary>
    /// <param name="predictions">x</param>
    /// <param name="targets">t, as long as x</param>
    /// <param name="tau">in (0, 1); 1/2 is half the absolute error</param>
    /// <param name="losses">as long as x, overwritten</param>
    /// <param name="dPredictions">dx, as long as x, overwritten; may be x itself; empty: not wanted</param>
    /// <remarks>
    /// Allocates nothing. The same bits on every CPU. Relative error: at most gamma_3, of the derivative u. At the kink, d = 0, the derivative is the mean of both sides,
    /// 1/2 - tau: what PyTorch's maximum(tau d, (tau - 1) d) gives.
    /// </remarks>
    /// <exception cref="ArgumentException">the lengths differ, or spans overlap; the message has the numbers</exception>
    /// <exception cref="ArgumentOutOfRangeException">tau is not in (0, 1)</exception>
    public static void Quantile(ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets, float tau, Span<float> losses, Span<float> dPredictions)
    {
        if (!(tau > 0 && tau < 1))
            throw new ArgumentOutOfRangeException(nameof(tau), tau, "tau is in (0, 1).");
        Map(new QuantileFormula(tau), predictions, targets, losses, dPredictions);
    }
}

internal readonly struct QuantileFormula(float tau) : ILossFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T x, T t)
        where T : unmanaged, ILane<T>
    {
        T d = t - x;
        return d * T.IfLess(d, T.Broadcast(0f), T.Broadcast(tau - 1), T.Broadcast(tau));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T x, T t)
        where T : unmanaged, ILane<T>
    {
        T d = t - x, zero = T.Broadcast(0f);
        T atKink = T.Broadcast(0.5f - tau) + d; // d is 0 there, or NaN
        return T.IfLess(d, zero, T.Broadcast(1 - tau), T.IfLess(zero, d, T.Broadcast(-tau), atKink));
    }
}

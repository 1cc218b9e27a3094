using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class LossKernels
{
    /// <summary>losses[i] = |x[i] - t[i]|, dx[i] = sign(x[i] - t[i]); at the kink, x = t, the derivative is 0.</summary>
    /// <param name="predictions">x</param>
    /// <param name="targets">t, as long as x</param>
    /// <param name="losses">as long as x, overwritten</param>
    /// <param name="dPredictions">dx, as long as x, overwritten; may be x itself; empty: not wanted</param>
    /// <remarks>Allocates nothing. The same bits on every CPU. Correctly rounded; the derivative is exact, and NaN for NaN.</remarks>
    /// <exception cref="ArgumentException">the lengths differ, or spans overlap; the message has the numbers</exception>
    public static void AbsoluteError(ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets, Span<float> losses, Span<float> dPredictions) =>
        Map(default(AbsoluteErrorFormula), predictions, targets, losses, dPredictions);
}

internal readonly struct AbsoluteErrorFormula : ILossFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T x, T t)
        where T : unmanaged, ILane<T> => T.Abs(x - t);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T x, T t)
        where T : unmanaged, ILane<T>
    {
        T d = x - t;
        return T.IfLess(T.Broadcast(0f), T.Abs(d), T.CopySign(T.Broadcast(1f), d), d); // NaN is not less, and stays
    }
}

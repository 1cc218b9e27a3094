using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class LossKernels
{
    /// <summary>With d = x[i] - t[i]: losses[i] = d^2 / 2 for |d| &lt;= delta, else delta (|d| - delta / 2); dx[i] = d, clamped to [-delta, delta].</summary>
    /// <param name="predictions">x</param>
    /// <param name="targets">t, as long as x</param>
    /// <param name="delta">where the parabola becomes a line; positive and finite</param>
    /// <param name="losses">as long as x, overwritten</param>
    /// <param name="dPredictions">dx, as long as x, overwritten; may be x itself; empty: not wanted</param>
    /// <remarks>Allocates nothing. The same bits on every CPU. Relative error: at most gamma_4, of the derivative u; an absolute 2^-150 is added where the loss is subnormal.</remarks>
    /// <exception cref="ArgumentException">the lengths differ, or spans overlap; the message has the numbers</exception>
    /// <exception cref="ArgumentOutOfRangeException">delta is not positive and finite</exception>
    public static void Huber(ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets, float delta, Span<float> losses, Span<float> dPredictions)
    {
        Guard.PositiveFinite(delta);
        Map(new HuberFormula(delta), predictions, targets, losses, dPredictions);
    }
}

internal readonly struct HuberFormula(float delta) : ILossFormula
{
    // c (d - c / 2) is both branches: c is d inside, and delta with d's sign outside.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T x, T t)
        where T : unmanaged, ILane<T>
    {
        T d = x - t;
        T c = Clamped(d);
        return c * T.FusedMultiplyAdd(T.Broadcast(-0.5f), c, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T x, T t)
        where T : unmanaged, ILane<T> => Clamped(x - t);

    private T Clamped<T>(T d)
        where T : unmanaged, ILane<T> => T.Clamp(d, T.Broadcast(-delta), T.Broadcast(delta));
}

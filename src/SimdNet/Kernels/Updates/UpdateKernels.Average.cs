using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class UpdateKernels
{
    /// <summary>One step of an exponential moving average: average = fma(rate, weights - average, average).</summary>
    /// <param name="average">updated; must not overlap weights</param>
    /// <param name="weights">what is averaged</param>
    /// <param name="rate">the share that goes over, 1 - decay</param>
    /// <remarks>Allocates nothing. Two roundings; equal numbers stay as they are. The same bits on every CPU.</remarks>
    /// <exception cref="ArgumentException">the lengths differ or the spans overlap</exception>
    public static void MovingAverage(Span<float> average, ReadOnlySpan<float> weights, float rate)
    {
        Guard.SameLength(weights.Length, average.Length);
        Guard.Disjoint(weights, average);
        fixed (float* a = average, w = weights)
            ElementwiseLoop.Run(new AverageKernel(a, w, rate), average.Length);
    }

    /// <summary>x[i] into [-limit, limit]; NaN stays NaN.</summary>
    /// <param name="x">clipped in place</param>
    /// <param name="limit">positive and finite</param>
    /// <remarks>Allocates nothing. Exact.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">the limit is not a positive finite number</exception>
    public static void Clip(Span<float> x, float limit)
    {
        Guard.PositiveFinite(limit);
        fixed (float* px = x)
            ElementwiseLoop.Run(new ClipKernel(px, limit), x.Length);
    }

    private readonly struct AverageKernel(float* average, float* w, float rate) : IElementwise
    {
        public static bool IsCheap => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T old = access.Load<T, TAccess>(average, i);
            access.Store(T.FusedMultiplyAdd(T.Broadcast(rate), access.Load<T, TAccess>(w, i) - old, old), average, i);
        }
    }

    private readonly struct ClipKernel(float* x, float limit) : IElementwise
    {
        public static bool IsCheap => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess =>
            access.Store(T.Clamp(access.Load<T, TAccess>(x, i), T.Broadcast(-limit), T.Broadcast(limit)), x, i);
    }
}

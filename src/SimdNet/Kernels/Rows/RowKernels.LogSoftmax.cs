using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class RowKernels
{
    /// <summary>logProbs[i,j] = ln softmax(x[i])[j], computed as (x - max) - ln sum_j e^(x - max), which loses nothing for improbable classes.</summary>
    /// <param name="logits">x, rows x columns</param>
    /// <param name="columns">the length of a row</param>
    /// <param name="logProbs">as long as logits; may be logits itself</param>
    /// <remarks>
    /// Allocates nothing; the same bits for a row whatever rows stand beside it, and on every CPU. -infinity is a mask: it stays -infinity. A row of only
    /// -infinity, or with +infinity or NaN, gives NaN. Error: at most gamma_k + (ln columns + |x - max| + 2 ln sum + |logProb|) u
    /// with k = ceil(columns / 64) + 11.
    /// </remarks>
    /// <exception cref="ArgumentException">the lengths differ, are no multiple of columns, or the spans overlap without being the same</exception>
    public static void LogSoftmax(ReadOnlySpan<float> logits, int columns, Span<float> logProbs)
    {
        int rows = Guard.Rows(logits.Length, columns);
        Guard.SameLength(logProbs.Length, logits.Length);
        Guard.SameOrDisjoint(logits, logProbs);
        fixed (float* x = logits, y = logProbs)
        {
            for (nint i = 0; i < rows; i++)
            {
                nint row = i * columns;
                (float sum, float max) = SoftmaxRow.Sum(x + row, columns);
                ElementwiseLoop.Run(new LogSoftmaxKernel(x + row, y + row, max, ElementwiseKernels.Log(sum)), columns);
            }
        }
    }

    /// <summary>dLogits[i,j] = dLogProbs[i,j] - e^logProbs[i,j] sum_j dLogProbs[i,j]</summary>
    /// <param name="logProbs">what <see cref="LogSoftmax"/> gave, rows x columns</param>
    /// <param name="columns">the length of a row</param>
    /// <param name="dLogProbs">the gradient with respect to logProbs</param>
    /// <param name="dLogits">overwritten; may be dLogProbs or logProbs itself</param>
    /// <remarks>
    /// Allocates nothing. The sum is in the contract's order, so the same bits on every CPU.
    /// Error: at most gamma_k e^logProb sum |dLogProb| + u |dLogit| with k = ceil(columns / 64) + 7.
    /// </remarks>
    /// <exception cref="ArgumentException">the lengths differ, are no multiple of columns, or spans overlap without being the same</exception>
    public static void LogSoftmaxBackward(ReadOnlySpan<float> logProbs, int columns, ReadOnlySpan<float> dLogProbs, Span<float> dLogits)
    {
        int rows = Guard.Rows(logProbs.Length, columns);
        Guard.SameLength(dLogProbs.Length, logProbs.Length);
        Guard.SameLength(dLogits.Length, logProbs.Length);
        Guard.SameOrDisjoint(logProbs, dLogits);
        Guard.SameOrDisjoint(dLogProbs, dLogits);
        fixed (float* y = logProbs, dy = dLogProbs, dx = dLogits)
        {
            for (nint i = 0; i < rows; i++)
            {
                nint row = i * columns;
                float sum = ReductionKernels.Sum(new ReadOnlySpan<float>(dy + row, columns));
                ElementwiseLoop.Run(new LogSoftmaxBackwardKernel(y + row, dy + row, dx + row, sum), columns);
            }
        }
    }

    private readonly struct LogSoftmaxKernel(float* x, float* y, float max, float logSum) : IElementwise
    {
        public static bool IsCheap => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess =>
            access.Store(access.Load<T, TAccess>(x, i) - T.Broadcast(max) - T.Broadcast(logSum), y, i);
    }

    private readonly struct LogSoftmaxBackwardKernel(float* y, float* dy, float* dx, float sum) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess =>
            access.Store(T.FusedMultiplyAdd(-LaneMath.Exp(access.Load<T, TAccess>(y, i)), T.Broadcast(sum), access.Load<T, TAccess>(dy, i)), dx, i);
    }
}

using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class RowKernels
{
    /// <summary>sums[i] = ln sum_j e^x[i,j], computed as max + ln sum_j e^(x - max) so that nothing overflows.</summary>
    /// <param name="logits">x, rows x columns</param>
    /// <param name="columns">the length of a row</param>
    /// <param name="sums">one number for each row, overwritten; must not overlap logits</param>
    /// <remarks>
    /// Allocates nothing; the same bits for a row whatever rows stand beside it, and on every CPU. -infinity is a mask: it adds nothing. A row of only
    /// -infinity gives -infinity, one with +infinity gives +infinity, one with NaN gives NaN. Error: at most
    /// gamma_k + (ln columns + 2 (sum - max) + |sum|) u with k = ceil(columns / 64) + 11.
    /// </remarks>
    /// <exception cref="ArgumentException">the lengths do not fit, or the spans overlap; the message has the numbers</exception>
    public static void LogSumExp(ReadOnlySpan<float> logits, int columns, Span<float> sums)
    {
        int rows = Guard.Rows(logits.Length, columns);
        Guard.SameLength(sums.Length, rows);
        Guard.Disjoint(logits, sums);
        fixed (float* x = logits)
        {
            for (int i = 0; i < rows; i++)
            {
                (float sum, float max) = SoftmaxRow.Sum(x + ((nint)i * columns), columns);
                sums[i] = float.IsInfinity(max) ? ReductionKernels.Max(logits.Slice(i * columns, columns)) : max + ElementwiseKernels.Log(sum);
            }
        }
    }

    /// <summary>dLogits[i,j] = dSums[i] e^(x[i,j] - sums[i]), which is dSums[i] softmax(x[i])[j]</summary>
    /// <param name="logits">x, rows x columns</param>
    /// <param name="columns">the length of a row</param>
    /// <param name="sums">what <see cref="LogSumExp"/> gave, one number for each row</param>
    /// <param name="dSums">the gradient with respect to sums</param>
    /// <param name="dLogits">overwritten; may be logits itself</param>
    /// <remarks>
    /// Allocates nothing; the same bits on every CPU. A row whose sum is infinite gives NaN where x is the same infinity.
    /// Relative error, given the sums: at most gamma_3 + |x - sum| u; below 2^-126 an absolute 2^-148 |dSums| is added.
    /// </remarks>
    /// <exception cref="ArgumentException">the lengths do not fit, or spans overlap; the message has the numbers</exception>
    public static void LogSumExpBackward(ReadOnlySpan<float> logits, int columns, ReadOnlySpan<float> sums, ReadOnlySpan<float> dSums, Span<float> dLogits)
    {
        int rows = Guard.Rows(logits.Length, columns);
        Guard.SameLength(sums.Length, rows);
        Guard.SameLength(dSums.Length, rows);
        Guard.SameLength(dLogits.Length, logits.Length);
        Guard.SameOrDisjoint(logits, dLogits);
        Guard.Disjoint(sums, dLogits);
        Guard.Disjoint(dSums, dLogits);
        fixed (float* x = logits, dx = dLogits)
        {
            for (int i = 0; i < rows; i++)
            {
                nint row = (nint)i * columns;
                ElementwiseLoop.Run(new LogSumExpBackwardKernel(x + row, sums[i], dSums[i], dx + row), columns);
            }
        }
    }

    private readonly struct LogSumExpBackwardKernel(float* x, float sum, float dSum, float* dx) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess =>
            access.Store(T.Broadcast(dSum) * LaneMath.Exp(access.Load<T, TAccess>(x, i) - T.Broadcast(sum)), dx, i);
    }
}

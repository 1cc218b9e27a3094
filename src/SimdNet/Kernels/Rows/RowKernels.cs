using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>Functions of the rows of a dense row-major matrix, each row on its own.</summary>
public static unsafe partial class RowKernels
{
    /// <summary>probs[i,j] = e^x[i,j] / sum_j e^x[i,j], computed as e^(x - max) so that nothing overflows.</summary>
    /// <param name="logits">x, rows x columns</param>
    /// <param name="columns">the length of a row</param>
    /// <param name="probs">as long as logits; may be logits itself</param>
    /// <remarks>
    /// Allocates nothing; the same bits for a row whatever rows stand beside it. -infinity is a mask: its probability is 0. A row of only
    /// -infinity, or with +infinity or NaN, gives NaN. Relative error of a probability: at most gamma_k with
    /// k = ceil(columns / 64) + 11, plus (|x - max| + ln columns) u from rounding the differences; below 2^-126 an absolute 2^-148 is added.
    /// </remarks>
    /// <exception cref="ArgumentException">the lengths differ, are no multiple of columns, or the spans overlap without being the same</exception>
    public static void Softmax(ReadOnlySpan<float> logits, int columns, Span<float> probs)
    {
        int rows = Guard.Rows(logits.Length, columns);
        Guard.SameLength(probs.Length, logits.Length);
        Guard.SameOrDisjoint(logits, probs);
        fixed (float* x = logits, y = probs)
        {
            for (nint i = 0; i < rows; i++)
                SoftmaxRow.Forward(x + (i * columns), y + (i * columns), columns);
        }
    }

    /// <summary>dLogits[i,j] = probs[i,j] (dProbs[i,j] - sum_j dProbs[i,j] probs[i,j])</summary>
    /// <param name="probs">what <see cref="Softmax"/> gave, rows x columns</param>
    /// <param name="columns">the length of a row</param>
    /// <param name="dProbs">the gradient with respect to probs</param>
    /// <param name="dLogits">overwritten; may be dProbs itself</param>
    /// <remarks>Allocates nothing. The sum is in the contract's order, so the same bits on every CPU.</remarks>
    /// <exception cref="ArgumentException">the lengths differ, are no multiple of columns, or spans overlap without being the same</exception>
    public static void SoftmaxBackward(ReadOnlySpan<float> probs, int columns, ReadOnlySpan<float> dProbs, Span<float> dLogits)
    {
        int rows = Guard.Rows(probs.Length, columns);
        Guard.SameLength(dProbs.Length, probs.Length);
        Guard.SameLength(dLogits.Length, probs.Length);
        Guard.SameOrDisjoint(probs, dLogits);
        Guard.SameOrDisjoint(dProbs, dLogits);
        fixed (float* y = probs, dy = dProbs, dx = dLogits)
        {
            for (nint i = 0; i < rows; i++)
            {
                nint row = i * columns;
                float dot = Blas.Dot(y + row, dy + row, columns);
                ElementwiseLoop.Run(new SoftmaxBackwardKernel(y + row, dy + row, dx + row, dot), columns);
            }
        }
    }

    private readonly struct SoftmaxBackwardKernel(float* y, float* dy, float* dx, float dot) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess =>
            access.Store(access.Load<T, TAccess>(y, i) * (access.Load<T, TAccess>(dy, i) - T.Broadcast(dot)), dx, i);
    }
}

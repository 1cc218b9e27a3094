using System.Numerics.Tensors;

namespace SimdNet.Kernels;

public static unsafe partial class RowKernels
{
    /// <summary>losses[i] = -ln softmax(x[i])[labels[i]], and the gradient of their mean: dLogits[i,j] = (softmax(x[i])[j] - [j = labels[i]]) / rows.</summary>
    /// <param name="logits">x, rows x columns</param>
    /// <param name="columns">the length of a row: the number of classes</param>
    /// <param name="labels">one class for each row, 0 to columns - 1</param>
    /// <param name="losses">one number for each row, overwritten</param>
    /// <param name="dLogits">as long as logits, overwritten; may be logits itself</param>
    /// <remarks>
    /// Allocates nothing; the same bits on every CPU. A loss is computed as ln sum e^(x - max) - (x[label] - max), which loses nothing
    /// for improbable labels. Nothing is written if a label is out of range.
    /// </remarks>
    /// <exception cref="ArgumentException">lengths do not fit, a label is not a class, or spans overlap; the message has the numbers</exception>
    public static void SoftmaxCrossEntropy(ReadOnlySpan<float> logits, int columns, ReadOnlySpan<int> labels, Span<float> losses, Span<float> dLogits)
    {
        int rows = Guard.Rows(logits.Length, columns);
        Guard.SameLength(labels.Length, rows);
        Guard.SameLength(losses.Length, rows);
        Guard.SameLength(dLogits.Length, logits.Length);
        Guard.SameOrDisjoint(logits, dLogits);
        Guard.Disjoint(logits, losses);
        Guard.Disjoint(dLogits, losses);
        for (int i = 0; i < rows; i++)
        {
            if ((uint)labels[i] >= (uint)columns)
                Guard.Throw($"labels[{i}] = {labels[i]}, but the classes are 0 to {columns - 1}.", nameof(labels));
        }

        fixed (float* x = logits, dx = dLogits)
        {
            for (int i = 0; i < rows; i++)
            {
                float* row = x + ((nint)i * columns);
                float* dRow = dx + ((nint)i * columns);
                float logit = row[labels[i]];
                (float sum, float max) = SoftmaxRow.Forward(row, dRow, columns);
                losses[i] = ElementwiseKernels.Log(sum) - (logit - max);
                dRow[labels[i]] -= 1f;
                var gradient = new Span<float>(dRow, columns);
                TensorPrimitives.Divide(gradient, rows, gradient);
            }
        }
    }
}

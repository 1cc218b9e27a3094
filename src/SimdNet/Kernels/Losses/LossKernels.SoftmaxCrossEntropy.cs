using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class LossKernels
{
    /// <summary>Floats of scratch memory that <see cref="SoftmaxCrossEntropy(ReadOnlySpan{float}, int, ReadOnlySpan{int}, ReadOnlySpan{float}, float, int, Span{float}, Span{float}, Span{float})"/> needs: two rows.</summary>
    public static int SoftmaxCrossEntropyScratch(int columns) => checked(2 * columns);

    /// <summary>
    /// losses[i] = -(1 - a) w[l] ln p[l] - (a / columns) sum_j w[j] ln p[j], with p = softmax(x[i]), l = labels[i], a the label smoothing, w the class weights;
    /// dx[i,j] = V p[j] - v[j], v[j] = (1 - a) w[l] [j = l] + (a / columns) w[j], V = sum_j v[j].
    /// </summary>
    /// <param name="logits">x, rows x columns</param>
    /// <param name="columns">the length of a row: the number of classes</param>
    /// <param name="labels">one for each row: a class, 0 to columns - 1, or the ignored index</param>
    /// <param name="classWeights">w, one for each class; empty: all 1</param>
    /// <param name="labelSmoothing">a, in [0, 1]</param>
    /// <param name="ignoredIndex">rows with this label have loss 0 and gradient 0</param>
    /// <param name="losses">one for each row, overwritten</param>
    /// <param name="dLogits">dx, as long as x, overwritten; empty: not wanted</param>
    /// <param name="scratch">at least <see cref="SoftmaxCrossEntropyScratch"/> floats, overwritten</param>
    /// <remarks>
    /// Allocates nothing; the same bits on every CPU. ln p[j] is computed as x[j] - max - ln sum e^(x - max), which loses nothing for improbable classes.
    /// A class whose v[j] is 0 may be masked by a logit of -infinity.
    /// </remarks>
    /// <exception cref="ArgumentException">lengths do not fit, a label is not a class, or spans overlap; the message has the numbers, and nothing is written</exception>
    /// <exception cref="ArgumentOutOfRangeException">columns is not positive, or the label smoothing is not in [0, 1]</exception>
    public static void SoftmaxCrossEntropy(ReadOnlySpan<float> logits, int columns, ReadOnlySpan<int> labels, ReadOnlySpan<float> classWeights, float labelSmoothing, int ignoredIndex, Span<float> losses, Span<float> dLogits, Span<float> scratch)
    {
        int rows = CheckRows(logits, columns, classWeights, labelSmoothing, losses, dLogits, scratch);
        Guard.SameLength(labels.Length, rows);
        for (int i = 0; i < rows; i++)
        {
            if ((uint)labels[i] >= (uint)columns && labels[i] != ignoredIndex)
                Guard.Throw($"labels[{i}] = {labels[i]}, but the classes are 0 to {columns - 1} (and {ignoredIndex} is ignored).", nameof(labels));
        }

        Span<float> weights = scratch.Slice(columns, columns);
        for (int i = 0; i < rows; i++)
        {
            Span<float> dRow = dLogits.IsEmpty ? scratch[..columns] : dLogits.Slice(i * columns, columns);
            int label = labels[i];
            if (label == ignoredIndex)
            {
                losses[i] = 0;
                dRow.Clear();
                continue;
            }

            ReadOnlySpan<float> row = logits.Slice(i * columns, columns);
            float weight = classWeights.IsEmpty ? 1f : classWeights[label];
            if (labelSmoothing == 0)
            {
                losses[i] = LabelRow(row, label, weight, dRow);
                continue;
            }

            Smooth(classWeights, labelSmoothing / columns, weights);
            weights[label] = MathF.FusedMultiplyAdd(1 - labelSmoothing, weight, weights[label]);
            losses[i] = WeightedRow(row, weights, dRow);
        }
    }

    /// <summary>losses[i] = -sum_j w[j] ((1 - a) probs[i,j] + a / columns) ln p[j], with p = softmax(x[i]), a the label smoothing, w the class weights.</summary>
    /// <param name="logits">x, rows x columns</param>
    /// <param name="columns">the length of a row: the number of classes</param>
    /// <param name="probs">rows x columns: the probability of each class; not negative (not checked here)</param>
    /// <param name="classWeights">w, one for each class; empty: all 1</param>
    /// <param name="labelSmoothing">a, in [0, 1]</param>
    /// <param name="losses">one for each row, overwritten</param>
    /// <param name="dLogits">the gradient of each row's loss, as long as x, overwritten; empty: not wanted</param>
    /// <param name="scratch">at least <see cref="SoftmaxCrossEntropyScratch"/> floats, overwritten</param>
    /// <remarks>Allocates nothing; the same bits on every CPU. Otherwise as with labels.</remarks>
    /// <exception cref="ArgumentException">lengths do not fit, or spans overlap; the message has the numbers</exception>
    /// <exception cref="ArgumentOutOfRangeException">columns is not positive, or the label smoothing is not in [0, 1]</exception>
    public static void SoftmaxCrossEntropy(ReadOnlySpan<float> logits, int columns, ReadOnlySpan<float> probs, ReadOnlySpan<float> classWeights, float labelSmoothing, Span<float> losses, Span<float> dLogits, Span<float> scratch)
    {
        int rows = CheckRows(logits, columns, classWeights, labelSmoothing, losses, dLogits, scratch);
        Guard.SameLength(probs.Length, logits.Length);
        Guard.Disjoint(probs, losses);
        Guard.Disjoint(probs, dLogits);
        Guard.Disjoint(probs, scratch);
        Span<float> weights = scratch.Slice(columns, columns);
        for (int i = 0; i < rows; i++)
        {
            TensorPrimitives.Multiply(probs.Slice(i * columns, columns), 1 - labelSmoothing, weights);
            TensorPrimitives.Add(weights, labelSmoothing / columns, weights);
            if (!classWeights.IsEmpty)
                TensorPrimitives.Multiply(weights, classWeights, weights);
            losses[i] = WeightedRow(logits.Slice(i * columns, columns), weights, dLogits.IsEmpty ? scratch[..columns] : dLogits.Slice(i * columns, columns));
        }
    }

    private static int CheckRows(ReadOnlySpan<float> logits, int columns, ReadOnlySpan<float> classWeights, float labelSmoothing, Span<float> losses, Span<float> dLogits, Span<float> scratch)
    {
        int rows = Guard.Rows(logits.Length, columns);
        if (!(labelSmoothing >= 0 && labelSmoothing <= 1))
            throw new ArgumentOutOfRangeException(nameof(labelSmoothing), labelSmoothing, "labelSmoothing is in [0, 1].");
        if (!classWeights.IsEmpty)
            Guard.SameLength(classWeights.Length, columns);
        Guard.SameLength(losses.Length, rows);
        if (!dLogits.IsEmpty)
            Guard.SameLength(dLogits.Length, logits.Length);
        if (scratch.Length < SoftmaxCrossEntropyScratch(columns))
            Guard.Throw($"scratch holds {scratch.Length} floats, but two rows of {columns} need {2L * columns}.", nameof(scratch));
        Guard.Disjoint(logits, losses);
        Guard.Disjoint(logits, dLogits);
        Guard.Disjoint(logits, scratch);
        Guard.Disjoint(classWeights, losses);
        Guard.Disjoint(classWeights, dLogits);
        Guard.Disjoint(classWeights, scratch);
        Guard.Disjoint(losses, dLogits);
        Guard.Disjoint(losses, scratch);
        Guard.Disjoint(dLogits, scratch);
        return rows;
    }

    // weights[j] = share w[j]
    private static void Smooth(ReadOnlySpan<float> classWeights, float share, Span<float> weights)
    {
        if (classWeights.IsEmpty)
            weights.Fill(share);
        else
            TensorPrimitives.Multiply(classWeights, share, weights);
    }

    // -w ln p[label]; dRow = w (p - onehot(label)). The same bits as RowKernels.SoftmaxCrossEntropy for w = 1.
    private static float LabelRow(ReadOnlySpan<float> row, int label, float weight, Span<float> dRow)
    {
        (float sum, float max) = Softmax(row, dRow);
        dRow[label] -= 1f;
        if (weight != 1)
            TensorPrimitives.Multiply(dRow, weight, dRow);
        return weight == 0 ? 0 : weight * (ElementwiseKernels.Log(sum) - (row[label] - max));
    }

    // -sum_j v[j] ln p[j]; dRow = V p - v
    private static float WeightedRow(ReadOnlySpan<float> row, ReadOnlySpan<float> weights, Span<float> dRow)
    {
        (float sum, float max) = Softmax(row, dRow);
        fixed (float* x = row, v = weights, dx = dRow)
        {
            float loss = ReductionLoop.Sum(new CrossEntropyKernel(x, v, max, ElementwiseKernels.Log(sum)), row.Length);
            ElementwiseLoop.Run(new CrossEntropyGradient(v, dx, ReductionKernels.Sum(weights)), row.Length);
            return loss;
        }
    }

    private static (float Sum, float Max) Softmax(ReadOnlySpan<float> row, Span<float> probs)
    {
        fixed (float* x = row, p = probs)
            return SoftmaxRow.Forward(x, p, row.Length);
    }

    // Adds v (ln sum - (x - max)), or nothing where v is 0: there x may be -infinity. Lanes that do not exist have v = 0, and 0 * 0 + sum leaves the sum as it is.
    private readonly struct CrossEntropyKernel(float* x, float* v, float max, float logSum) : IReduction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Accumulate<T, TAccess>(T sum, nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T zero = T.Broadcast(0f);
            T weight = access.Load(v, i, zero);
            T cost = T.Broadcast(logSum) - (access.Load(x, i, zero) - T.Broadcast(max));
            return T.FusedMultiplyAdd(weight, T.IfLess(zero, weight, cost, zero), sum);
        }
    }

    // p stands in dx.
    private readonly struct CrossEntropyGradient(float* v, float* dx, float total) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess =>
            access.Store(T.FusedMultiplyAdd(T.Broadcast(total), access.Load<T, TAccess>(dx, i), -access.Load<T, TAccess>(v, i)), dx, i);
    }
}

using System.Numerics.Tensors;
using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>How far predictions are from their targets, as one number to be made small, and its gradient.</summary>
/// <remarks>
/// A loss is computed for each element or each row of a batch, multiplied by its row's sample weight, and reduced. <see cref="Reduction.Mean"/> divides by the sum of the
/// weights; a batch whose weights are all 0 (for labels: or whose rows are all ignored) has mean 0 and gradient 0, where PyTorch has NaN. A row of weight 0 counts
/// nothing, even if its predictions are NaN.
/// </remarks>
public abstract class Loss
{
    /// <summary>A loss with the way its numbers become one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the reduction is none of the enum's</exception>
    protected Loss(Reduction reduction)
    {
        if (!Enum.IsDefined(reduction))
            throw new ArgumentOutOfRangeException(nameof(reduction), reduction, "expected Mean, Sum or None.");
        Reduction = reduction;
    }

    /// <summary>What becomes of the losses of rows or elements.</summary>
    public Reduction Reduction { get; }

    /// <summary>Target values in a row, for a number of outputs: the same number, unless a loss says otherwise.</summary>
    /// <exception cref="ArgumentException">the loss cannot have this number of outputs; the message has it</exception>
    public virtual int TargetFeatures(int outFeatures) => outFeatures;

    /// <summary>The losses of a batch, before they are reduced: one for each target value, or one for each row.</summary>
    public abstract int LossLength(int batch, int outFeatures);

    /// <summary>Floats of scratch memory that <see cref="Evaluate(ReadOnlySpan{float}, int, Targets, Span{float}, Span{float})"/> needs.</summary>
    public int ScratchLength(int batch, int outFeatures) => checked(LossLength(batch, outFeatures) + WorkLength(batch, outFeatures));

    /// <summary>The mean or the sum of a batch's losses, and its gradient.</summary>
    /// <param name="predictions">batch x outFeatures</param>
    /// <param name="batch">rows, at least 1</param>
    /// <param name="targets">what was expected</param>
    /// <param name="dPredictions">as long as predictions, overwritten with the gradient; empty: not wanted</param>
    /// <param name="scratch">at least <see cref="ScratchLength"/> floats, overwritten</param>
    /// <remarks>Allocates nothing. The same bits on every CPU; sums are in the contract's order.</remarks>
    /// <exception cref="ArgumentException">the targets are of another kind or number, a target or a weight is out of range, or spans do not fit or overlap; the message has the numbers, and no output is written</exception>
    /// <exception cref="InvalidOperationException">the reduction is None: that has no single number</exception>
    public float Evaluate(ReadOnlySpan<float> predictions, int batch, Targets targets, Span<float> dPredictions, Span<float> scratch)
    {
        if (Reduction == Reduction.None)
            throw new InvalidOperationException($"{GetType().Name} has {nameof(Reduction)}.{Reduction.None}, which gives no single number; call the {nameof(Evaluate)} that takes a span of losses.");
        int outFeatures = OutFeatures(predictions, batch);
        CheckScratch(scratch, ScratchLength(batch, outFeatures));
        int length = LossLength(batch, outFeatures);
        return Evaluate(predictions, batch, targets, scratch[..length], dPredictions, scratch[length..]);
    }

    /// <summary>Each loss of a batch; and the mean or sum of them, and its gradient.</summary>
    /// <param name="predictions">batch x outFeatures</param>
    /// <param name="batch">rows, at least 1</param>
    /// <param name="targets">what was expected</param>
    /// <param name="losses">exactly <see cref="LossLength"/> floats, overwritten with each loss times its row's sample weight</param>
    /// <param name="dPredictions">as long as predictions, overwritten with the gradient of what is returned; empty: not wanted</param>
    /// <param name="scratch">at least <see cref="ScratchLength"/> floats, overwritten</param>
    /// <returns>the mean or the sum as <see cref="Reduction"/> says; for None their sum, so that the gradient is each loss's own</returns>
    /// <remarks>Allocates nothing. The same bits on every CPU; sums are in the contract's order.</remarks>
    /// <exception cref="ArgumentException">the targets are of another kind or number, a target or a weight is out of range, or spans do not fit or overlap; the message has the numbers, and no output is written</exception>
    public float Evaluate(ReadOnlySpan<float> predictions, int batch, Targets targets, Span<float> losses, Span<float> dPredictions, Span<float> scratch)
    {
        int outFeatures = OutFeatures(predictions, batch);
        Guard.SameLength(losses.Length, LossLength(batch, outFeatures));
        if (!dPredictions.IsEmpty)
            Guard.SameLength(dPredictions.Length, predictions.Length);
        CheckScratch(scratch, WorkLength(batch, outFeatures));
        Guard.Disjoint(predictions, losses);
        Guard.Disjoint(predictions, dPredictions);
        Guard.Disjoint(losses, dPredictions);
        Guard.Disjoint(targets.Values, losses);
        Guard.Disjoint(targets.Values, dPredictions);
        Guard.Disjoint(targets.SampleWeights, losses);
        Guard.Disjoint(targets.SampleWeights, dPredictions);
        Guard.Disjoint(predictions, scratch);
        Guard.Disjoint(losses, scratch);
        Guard.Disjoint(dPredictions, scratch);
        Guard.Disjoint(targets.Values, scratch);
        Guard.Disjoint(targets.SampleWeights, scratch);
        TargetChecks.SampleWeights(targets.SampleWeights, batch);

        EvaluateEach(predictions, batch, targets, losses, dPredictions, scratch);
        if (!targets.SampleWeights.IsEmpty)
        {
            LossKernels.ScaleRows(targets.SampleWeights, losses);
            if (!dPredictions.IsEmpty)
                LossKernels.ScaleRows(targets.SampleWeights, dPredictions);
        }

        float sum = ReductionKernels.Sum(losses);
        return Reduction == Reduction.Mean ? Mean(sum, TotalWeight(batch, targets, scratch) * (losses.Length / batch), dPredictions) : sum;
    }

    /// <summary>Its name and settings: Loss(reduction Mean).</summary>
    public override string ToString() => SettingsText.Of(GetType().Name, ("reduction", Reduction));

    /// <summary>Floats of scratch memory that a loss needs beside the losses themselves.</summary>
    protected virtual int WorkLength(int batch, int outFeatures) => 0;

    /// <summary>Each loss and its gradient, sample weights not yet applied. Checks the targets first: writes nothing if they are bad.</summary>
    /// <param name="predictions">batch x outFeatures</param>
    /// <param name="batch">rows</param>
    /// <param name="targets">kind, number and values are not checked yet</param>
    /// <param name="losses"><see cref="LossLength"/> floats</param>
    /// <param name="dPredictions">as long as predictions, or empty</param>
    /// <param name="work">at least <see cref="WorkLength"/> floats</param>
    protected abstract void EvaluateEach(ReadOnlySpan<float> predictions, int batch, Targets targets, Span<float> losses, Span<float> dPredictions, Span<float> work);

    /// <summary>The sum of the rows' weights, by which the mean divides: batches' means that are weighted with it add up to the mean of all.</summary>
    /// <param name="batch">rows</param>
    /// <param name="targets">what a loss was evaluated of</param>
    /// <param name="work">at least as many floats as <see cref="ScratchLength"/> says</param>
    public virtual float TotalWeight(int batch, Targets targets, Span<float> work) =>
        targets.SampleWeights.IsEmpty ? batch : ReductionKernels.Sum(targets.SampleWeights);

    private static float Mean(float sum, float divisor, Span<float> dPredictions)
    {
        if (divisor == 0)
        {
            dPredictions.Clear();
            return 0;
        }

        TensorPrimitives.Divide(dPredictions, divisor, dPredictions);
        return sum / divisor;
    }

    private static int OutFeatures(ReadOnlySpan<float> predictions, int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        if (predictions.IsEmpty || predictions.Length % batch != 0)
            Guard.Throw($"predictions holds {predictions.Length} floats, which is not {batch} rows of one or more.", nameof(predictions));
        return predictions.Length / batch;
    }

    private static void CheckScratch(ReadOnlySpan<float> scratch, int needed)
    {
        if (scratch.Length < needed)
            Guard.Throw($"scratch holds {scratch.Length} floats, but the loss needs {needed}.", nameof(scratch));
    }
}

using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>Cross-entropy of softmax, from logits: of each row -ln softmax(x)[label], or -sum_c q[c] ln softmax(x)[c] for probabilities q.</summary>
/// <remarks>
/// As PyTorch's CrossEntropyLoss. Targets are labels, or values: a row of probabilities for each row of logits. With label smoothing a and class weights w, the loss of a label
/// is -(1 - a) w[label] ln p[label] - (a / classes) sum_c w[c] ln p[c], that of probabilities -sum_c w[c] ((1 - a) q[c] + a / classes) ln p[c].
/// The mean of labels divides by the sum of sample weight times w[label] over the rows that are not ignored; that of probabilities by the sum of the sample weights.
/// Without weights the gradient of the mean is (softmax(x) - q) / batch.
/// </remarks>
public sealed class SoftmaxCrossEntropy : Loss
{
    /// <summary>PyTorch's label of rows that do not count.</summary>
    public const int DefaultIgnoredIndex = -100;

    private readonly float[] _classWeights;

    /// <summary>A loss for one of several classes.</summary>
    /// <param name="classWeights">one for each class, not negative, finite; copied. Empty: all 1</param>
    /// <param name="labelSmoothing">the share of the target that is spread evenly over all classes, in [0, 1]</param>
    /// <param name="ignoredIndex">rows with this label do not count</param>
    /// <param name="reduction">what becomes of the rows' losses</param>
    /// <exception cref="ArgumentException">a class weight is negative or not finite; the message says which</exception>
    /// <exception cref="ArgumentOutOfRangeException">the label smoothing is not in [0, 1]</exception>
    public SoftmaxCrossEntropy(ReadOnlySpan<float> classWeights = default, float labelSmoothing = 0, int ignoredIndex = DefaultIgnoredIndex, Reduction reduction = Reduction.Mean)
        : base(reduction)
    {
        for (int i = 0; i < classWeights.Length; i++)
        {
            if (!(classWeights[i] >= 0 && float.IsFinite(classWeights[i])))
                Guard.Throw($"classWeights[{i}] is {classWeights[i]}; expected a finite number, not negative.", nameof(classWeights));
        }

        if (!(labelSmoothing >= 0 && labelSmoothing <= 1))
            throw new ArgumentOutOfRangeException(nameof(labelSmoothing), labelSmoothing, "labelSmoothing is in [0, 1].");
        _classWeights = classWeights.ToArray();
        LabelSmoothing = labelSmoothing;
        IgnoredIndex = ignoredIndex;
    }

    /// <summary>One weight for each class; empty: all 1.</summary>
    public ReadOnlySpan<float> ClassWeights => _classWeights;

    /// <summary>The share of the target that is spread evenly over all classes.</summary>
    public float LabelSmoothing { get; }

    /// <summary>Rows with this label do not count.</summary>
    public int IgnoredIndex { get; }

    /// <inheritdoc/>
    public override int LossLength(int batch, int outFeatures) => batch;

    /// <inheritdoc/>
    protected override int WorkLength(int batch, int outFeatures) => int.Max(batch, LossKernels.SoftmaxCrossEntropyScratch(outFeatures));

    /// <inheritdoc/>
    protected override void EvaluateEach(ReadOnlySpan<float> predictions, int batch, Targets targets, Span<float> losses, Span<float> dPredictions, Span<float> work)
    {
        int classes = predictions.Length / batch;
        if (_classWeights.Length != 0 && _classWeights.Length != classes)
            Guard.Throw($"softmax cross-entropy has {_classWeights.Length} class weights, but the predictions have {classes} classes.", nameof(predictions));
        if (targets.Labels.Length == batch)
        {
            LossKernels.SoftmaxCrossEntropy(predictions, classes, targets.Labels, _classWeights, LabelSmoothing, IgnoredIndex, losses, dPredictions, work);
            return;
        }

        if (targets.Values.Length != predictions.Length)
            Guard.Throw($"softmax cross-entropy needs one label for each of {batch} rows, but got {targets.Labels.Length} labels and {targets.Values.Length} values ({predictions.Length} values would be probabilities).", nameof(targets));
        TargetChecks.Distributions(targets.Values, classes, "softmax cross-entropy");
        LossKernels.SoftmaxCrossEntropy(predictions, classes, targets.Values, _classWeights, LabelSmoothing, losses, dPredictions, work);
    }

    /// <inheritdoc/>
    public override float TotalWeight(int batch, Targets targets, Span<float> work)
    {
        if (targets.Labels.IsEmpty)
            return base.TotalWeight(batch, targets, work);
        Span<float> weights = work[..batch];
        for (int i = 0; i < batch; i++)
        {
            int label = targets.Labels[i];
            float weight = label == IgnoredIndex ? 0 : _classWeights.Length == 0 ? 1 : _classWeights[label];
            weights[i] = targets.SampleWeights.IsEmpty ? weight : weight * targets.SampleWeights[i];
        }

        return ReductionKernels.Sum(weights);
    }

    /// <summary>Its name and settings.</summary>
    public override string ToString() => SettingsText.Of(nameof(SoftmaxCrossEntropy),
        ("classWeights", _classWeights.Length == 0 ? "1" : $"of {_classWeights.Length} classes"), ("labelSmoothing", LabelSmoothing), ("ignoredIndex", IgnoredIndex), ("reduction", Reduction));
}

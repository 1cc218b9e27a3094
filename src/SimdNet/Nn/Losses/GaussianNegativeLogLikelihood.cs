using System.Numerics.Tensors;
using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>-ln of the normal density of a target, without its constant: (ln v + (target - m)^2 / v) / 2, where the network predicts mean m and variance v.</summary>
/// <remarks>
/// For k targets the network has 2k outputs: k means, then k numbers s with v = max(ln(1 + e^s), epsilon), the softplus. As PyTorch's GaussianNLLLoss of a softplus: where
/// epsilon holds the variance, its gradient is not cut off.
/// </remarks>
public sealed class GaussianNegativeLogLikelihood : Loss
{
    private const float HalfLogTwoPi = 0.918938533f;

    /// <summary>A loss for networks that predict how sure they are.</summary>
    /// <param name="full">adds the constant ln(2 pi) / 2</param>
    /// <param name="epsilon">the smallest variance; positive and finite</param>
    /// <param name="reduction">what becomes of the losses of the target values</param>
    /// <exception cref="ArgumentOutOfRangeException">epsilon is not positive and finite</exception>
    public GaussianNegativeLogLikelihood(bool full = false, float epsilon = 1e-6f, Reduction reduction = Reduction.Mean)
        : base(reduction)
    {
        Guard.PositiveFinite(epsilon);
        Full = full;
        Epsilon = epsilon;
    }

    /// <summary>Whether the constant ln(2 pi) / 2 is part of the loss.</summary>
    public bool Full { get; }

    /// <summary>The smallest variance.</summary>
    public float Epsilon { get; }

    /// <summary>Half the outputs.</summary>
    /// <exception cref="ArgumentException">the number of outputs is odd</exception>
    public override int TargetFeatures(int outFeatures)
    {
        if (outFeatures % 2 != 0)
            Guard.Throw($"Gaussian negative log-likelihood needs an even number of outputs, a mean and a variance for each target, but there are {outFeatures}.", nameof(outFeatures));
        return outFeatures / 2;
    }

    /// <inheritdoc/>
    public override int LossLength(int batch, int outFeatures) => checked(batch * TargetFeatures(outFeatures));

    /// <inheritdoc/>
    protected override void EvaluateEach(ReadOnlySpan<float> predictions, int batch, Targets targets, Span<float> losses, Span<float> dPredictions, Span<float> work)
    {
        TargetChecks.Values(targets, losses.Length, batch, "Gaussian negative log-likelihood");
        LossKernels.GaussianNegativeLogLikelihood(predictions, losses.Length / batch, targets.Values, Epsilon, losses, dPredictions);
        if (Full)
            TensorPrimitives.Add(losses, HalfLogTwoPi, losses);
    }

    /// <summary>Its name and settings.</summary>
    public override string ToString() => SettingsText.Of(nameof(GaussianNegativeLogLikelihood), ("full", Full), ("epsilon", Epsilon), ("reduction", Reduction));
}

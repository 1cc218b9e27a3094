using SimdNet.Kernels;

namespace SimdNet.Optim;

/// <summary>Adam with decoupled weight decay: w -= learningRate weightDecay w besides Adam's step, in whose averages the decay has no part.</summary>
/// <remarks>PyTorch's AdamW and its defaults. Source: Loshchilov and Hutter 2019.</remarks>
public sealed class AdamW : Adam
{
    /// <summary>A rule for one set of parameters.</summary>
    /// <param name="learningRate">the step's length</param>
    /// <param name="beta1">the decay rate of the first moment, in [0, 1)</param>
    /// <param name="beta2">the decay rate of the second moment, in [0, 1)</param>
    /// <param name="epsilon">keeps the denominator from 0</param>
    /// <param name="weightDecay">a step takes learningRate weightDecay of each weight away; 0 or more</param>
    /// <param name="amsGrad">whether the denominator never falls</param>
    /// <exception cref="ArgumentOutOfRangeException">a number is out of range</exception>
    public AdamW(float learningRate = 1e-3f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f, float weightDecay = 1e-2f, bool amsGrad = false)
        : base(learningRate, beta1, beta2, epsilon, weightDecay, amsGrad)
    {
    }

    private protected override AdamCoefficients WithDecay(in AdamCoefficients coefficients) => coefficients with { Shrinkage = LearningRate * WeightDecay };
}

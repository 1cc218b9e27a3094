using System.Runtime.CompilerServices;
using SimdNet.Buffers;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class UpdateKernels
{
    /// <summary>
    /// RMSProp: g = gradient + weightDecay w, v = alpha v + (1 - alpha) g^2, w -= learningRate g / (sqrt(v) + epsilon).
    /// Centred: mean = alpha mean + (1 - alpha) g, and v - mean^2 under the root. With momentum: velocity = momentum velocity + g / (...), w -= learningRate velocity.
    /// </summary>
    /// <param name="weights">w, updated</param>
    /// <param name="gradient">of the loss</param>
    /// <param name="v">the mean square, updated; zeros before the first step</param>
    /// <param name="mean">the mean gradient, updated; zeros before the first step; empty: not centred</param>
    /// <param name="velocity">updated; zeros before the first step; empty: no momentum</param>
    /// <param name="coefficients">the numbers of this step</param>
    /// <param name="pool">threads to share the work among; null: the caller's alone</param>
    /// <remarks>
    /// Allocates nothing. The same bits on every CPU. Where rounding takes v - mean^2 below 0 it counts as 0; NaN stays NaN.
    /// Source: Hinton's lecture 6e, 2012; centred: Graves 2013; epsilon outside the root as PyTorch places it.
    /// </remarks>
    /// <exception cref="ArgumentException">the lengths differ or spans overlap</exception>
    public static void RmsProp(Span<float> weights, ReadOnlySpan<float> gradient, Span<float> v, Span<float> mean, Span<float> velocity, in RmsPropCoefficients coefficients, WorkerPool? pool = null)
    {
        Guard.SameLength(gradient.Length, weights.Length);
        Guard.SameLength(v.Length, weights.Length);
        if (!mean.IsEmpty)
            Guard.SameLength(mean.Length, weights.Length);
        if (!velocity.IsEmpty)
            Guard.SameLength(velocity.Length, weights.Length);
        Guard.Disjoint(gradient, weights);
        Guard.Disjoint(v, weights);
        Guard.Disjoint(v, gradient);
        Guard.Disjoint(mean, weights);
        Guard.Disjoint(mean, gradient);
        Guard.Disjoint(mean, v);
        Guard.Disjoint(velocity, weights);
        Guard.Disjoint(velocity, gradient);
        Guard.Disjoint(velocity, v);
        Guard.Disjoint(velocity, mean);
        fixed (float* pw = weights, pg = gradient, pv = v, pMean = mean, pVelocity = velocity)
            ElementwiseLoop.Run(new RmsPropKernel(pw, pg, pv, pMean, pVelocity, coefficients), weights.Length, pool);
    }

    // mean and velocity may be null. Branches are the same for all elements.
    private readonly struct RmsPropKernel(float* w, float* g, float* v, float* mean, float* velocity, RmsPropCoefficients k) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T alpha = T.Broadcast(k.Alpha), rest = T.Broadcast(1f - k.Alpha);
            T weight = access.Load<T, TAccess>(w, i);
            T gradient = Decayed(access.Load<T, TAccess>(g, i), weight, k.WeightDecay);
            T variance = T.FusedMultiplyAdd(alpha, access.Load<T, TAccess>(v, i), rest * (gradient * gradient));
            access.Store(variance, v, i);
            if (mean != null)
            {
                T average = T.FusedMultiplyAdd(alpha, access.Load<T, TAccess>(mean, i), rest * gradient);
                access.Store(average, mean, i);
                variance = T.FusedMultiplyAdd(-average, average, variance);
                variance = T.IfLess(variance, T.Broadcast(0f), T.Broadcast(0f), variance);
            }

            T step = gradient / (T.Sqrt(variance) + T.Broadcast(k.Epsilon));
            if (velocity != null)
            {
                step = T.FusedMultiplyAdd(T.Broadcast(k.Momentum), access.Load<T, TAccess>(velocity, i), step);
                access.Store(step, velocity, i);
            }

            access.Store(T.FusedMultiplyAdd(T.Broadcast(-k.LearningRate), step, weight), w, i);
        }
    }
}

/// <summary>What one step of RMSProp needs besides the spans.</summary>
/// <param name="LearningRate">the step's length</param>
/// <param name="Alpha">the decay rate of the averages</param>
/// <param name="Epsilon">keeps the denominator from 0</param>
/// <param name="Momentum">the share of the velocity that stays</param>
/// <param name="WeightDecay">what of the weight is added to its gradient</param>
public readonly record struct RmsPropCoefficients(float LearningRate, float Alpha, float Epsilon, float Momentum = 0f, float WeightDecay = 0f);

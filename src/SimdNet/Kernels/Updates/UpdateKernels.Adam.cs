using System.Runtime.CompilerServices;
using SimdNet.Buffers;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class UpdateKernels
{
    /// <summary>
    /// Adam: m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2,
    /// w -= learningRate / (1 - beta1^step) * m / (sqrt(v) / sqrt(1 - beta2^step) + epsilon).
    /// </summary>
    /// <param name="weights">w, updated</param>
    /// <param name="gradient">g</param>
    /// <param name="m">the first moment, updated; zeros before the first step</param>
    /// <param name="v">the second moment, updated; zeros before the first step</param>
    /// <param name="coefficients">the numbers of this step</param>
    /// <param name="pool">threads to share the work among; null: the caller's alone</param>
    /// <remarks>Allocates nothing. The same bits on every CPU. Source: Kingma and Ba 2015, algorithm 1, epsilon as PyTorch places it.</remarks>
    /// <exception cref="ArgumentException">the lengths differ or spans overlap</exception>
    public static void Adam(Span<float> weights, ReadOnlySpan<float> gradient, Span<float> m, Span<float> v, in AdamCoefficients coefficients, WorkerPool? pool = null)
    {
        CheckAdam(weights, gradient, m, v);
        fixed (float* pw = weights, pg = gradient, pm = m, pv = v)
            ElementwiseLoop.Run(new AdamKernel(pw, pg, pm, pv, null, coefficients), weights.Length, pool);
    }

    /// <summary>Adam whose denominator never falls: as <see cref="Adam"/>, but with vMax = max(vMax, v) under the root.</summary>
    /// <param name="weights">w, updated</param>
    /// <param name="gradient">g</param>
    /// <param name="m">the first moment, updated; zeros before the first step</param>
    /// <param name="v">the second moment, updated; zeros before the first step</param>
    /// <param name="vMax">the largest v so far, updated; zeros before the first step</param>
    /// <param name="coefficients">the numbers of this step</param>
    /// <param name="pool">threads to share the work among; null: the caller's alone</param>
    /// <remarks>Allocates nothing. The same bits on every CPU. Source: Reddi, Kale and Kumar 2018, the maximum before the bias correction as in PyTorch.</remarks>
    /// <exception cref="ArgumentException">the lengths differ or spans overlap</exception>
    public static void AmsGrad(Span<float> weights, ReadOnlySpan<float> gradient, Span<float> m, Span<float> v, Span<float> vMax, in AdamCoefficients coefficients, WorkerPool? pool = null)
    {
        CheckAdam(weights, gradient, m, v);
        Guard.SameLength(vMax.Length, weights.Length);
        Guard.Disjoint(vMax, weights);
        Guard.Disjoint(vMax, gradient);
        Guard.Disjoint(vMax, m);
        Guard.Disjoint(vMax, v);
        fixed (float* pw = weights, pg = gradient, pm = m, pv = v, pMax = vMax)
            ElementwiseLoop.Run(new AdamKernel(pw, pg, pm, pv, pMax, coefficients), weights.Length, pool);
    }

    private static void CheckAdam(ReadOnlySpan<float> weights, ReadOnlySpan<float> gradient, ReadOnlySpan<float> m, ReadOnlySpan<float> v)
    {
        Guard.SameLength(gradient.Length, weights.Length);
        Guard.SameLength(m.Length, weights.Length);
        Guard.SameLength(v.Length, weights.Length);
        Guard.Disjoint(gradient, weights);
        Guard.Disjoint(m, weights);
        Guard.Disjoint(v, weights);
        Guard.Disjoint(m, gradient);
        Guard.Disjoint(v, gradient);
        Guard.Disjoint(v, m);
    }

    // vMax may be null: no maximum is kept. Branches are the same for all elements.
    private readonly struct AdamKernel(float* w, float* g, float* m, float* v, float* vMax, AdamCoefficients k) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T weight = access.Load<T, TAccess>(w, i);
            T gradient = Decayed(access.Load<T, TAccess>(g, i), weight, k.WeightDecay);
            T first = T.FusedMultiplyAdd(T.Broadcast(k.Beta1), access.Load<T, TAccess>(m, i), T.Broadcast(1f - k.Beta1) * gradient);
            T second = T.FusedMultiplyAdd(T.Broadcast(k.Beta2), access.Load<T, TAccess>(v, i), T.Broadcast(1f - k.Beta2) * (gradient * gradient));
            access.Store(first, m, i);
            access.Store(second, v, i);
            if (vMax != null)
            {
                second = T.Max(access.Load<T, TAccess>(vMax, i), second);
                access.Store(second, vMax, i);
            }

            T denominator = T.FusedMultiplyAdd(T.Sqrt(second), T.Broadcast(k.InverseSqrtCorrection2), T.Broadcast(k.Epsilon));
            access.Store(T.FusedMultiplyAdd(T.Broadcast(-k.StepSize), first / denominator, Decayed(weight, weight, -k.Shrinkage)), w, i);
        }
    }
}

/// <summary>What one step of Adam needs besides the spans: the decay rates, and the bias corrections of this step.</summary>
public readonly struct AdamCoefficients
{
    /// <summary>Computes the numbers of a step.</summary>
    /// <param name="learningRate">the step's length</param>
    /// <param name="beta1">the decay rate of the first moment</param>
    /// <param name="beta2">the decay rate of the second moment</param>
    /// <param name="epsilon">keeps the denominator from 0</param>
    /// <param name="beta1Power">beta1^step, step counted from 1</param>
    /// <param name="beta2Power">beta2^step</param>
    public AdamCoefficients(float learningRate, float beta1, float beta2, float epsilon, double beta1Power, double beta2Power)
    {
        Beta1 = beta1;
        Beta2 = beta2;
        Epsilon = epsilon;
        StepSize = (float)(learningRate / (1 - beta1Power));
        InverseSqrtCorrection2 = (float)(1 / Math.Sqrt(1 - beta2Power));
    }

    /// <summary>The decay rate of the first moment.</summary>
    public float Beta1 { get; }

    /// <summary>The decay rate of the second moment.</summary>
    public float Beta2 { get; }

    /// <summary>Keeps the denominator from 0.</summary>
    public float Epsilon { get; }

    /// <summary>learningRate / (1 - beta1^step)</summary>
    public float StepSize { get; }

    /// <summary>1 / sqrt(1 - beta2^step)</summary>
    public float InverseSqrtCorrection2 { get; }

    /// <summary>What of the weight is added to its gradient (L2 regularisation); 0: nothing.</summary>
    public float WeightDecay { get; init; }

    /// <summary>The share of the weight that the step takes away besides: learningRate weightDecay of AdamW; 0: nothing.</summary>
    public float Shrinkage { get; init; }
}

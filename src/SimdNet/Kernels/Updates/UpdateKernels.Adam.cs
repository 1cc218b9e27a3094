using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class UpdateKernels
{
    /// <summary>
    /// Adam: m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2,
    /// w -= learningRate / (1 - beta1^step) * m / (sqrt(v) / sqrt(1 - beta2^step) + epsilon); then gradient = 0.
    /// </summary>
    /// <param name="weights">w, updated</param>
    /// <param name="gradient">g, used, then cleared</param>
    /// <param name="m">the first moment, updated; zeros before the first step</param>
    /// <param name="v">the second moment, updated; zeros before the first step</param>
    /// <param name="coefficients">the numbers of this step</param>
    /// <remarks>Allocates nothing. The same bits on every CPU. Source: Kingma and Ba 2015, algorithm 1, epsilon as PyTorch places it.</remarks>
    /// <exception cref="ArgumentException">the lengths differ or spans overlap</exception>
    public static void Adam(Span<float> weights, Span<float> gradient, Span<float> m, Span<float> v, in AdamCoefficients coefficients)
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
        fixed (float* pw = weights, pg = gradient, pm = m, pv = v)
            ElementwiseLoop.Run(new AdamKernel(pw, pg, pm, pv, coefficients), weights.Length);
    }

    private readonly struct AdamKernel(float* w, float* g, float* m, float* v, AdamCoefficients k) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T gradient = access.Load<T, TAccess>(g, i);
            T first = T.FusedMultiplyAdd(T.Broadcast(k.Beta1), access.Load<T, TAccess>(m, i), T.Broadcast(1f - k.Beta1) * gradient);
            T second = T.FusedMultiplyAdd(T.Broadcast(k.Beta2), access.Load<T, TAccess>(v, i), T.Broadcast(1f - k.Beta2) * (gradient * gradient));
            T denominator = T.FusedMultiplyAdd(T.Sqrt(second), T.Broadcast(k.InverseSqrtCorrection2), T.Broadcast(k.Epsilon));
            T step = first / denominator;
            access.Store(first, m, i);
            access.Store(second, v, i);
            access.Store(T.FusedMultiplyAdd(T.Broadcast(-k.StepSize), step, access.Load<T, TAccess>(w, i)), w, i);
            access.Store(T.Broadcast(0f), g, i);
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
}

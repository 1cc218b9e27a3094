using System.Runtime.CompilerServices;
using SimdNet.Buffers;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>What an optimizer does to a parameter, one pass over its memory. A pool's threads may share it: the bits stay the same.</summary>
public static unsafe partial class UpdateKernels
{
    /// <summary>Stochastic gradient descent: w = fma(-learningRate, gradient, w).</summary>
    /// <param name="weights">w, updated</param>
    /// <param name="gradient">of the loss</param>
    /// <param name="learningRate">the step's length</param>
    /// <param name="weightDecay">if not 0, fma(weightDecay, w, gradient) takes the gradient's place</param>
    /// <param name="pool">threads to share the work among; null: the caller's alone</param>
    /// <remarks>Allocates nothing. Without decay correctly rounded, with it two roundings; the same bits on every CPU.</remarks>
    /// <exception cref="ArgumentException">the lengths differ or the spans overlap</exception>
    public static void Sgd(Span<float> weights, ReadOnlySpan<float> gradient, float learningRate, float weightDecay = 0f, WorkerPool? pool = null)
    {
        Guard.SameLength(gradient.Length, weights.Length);
        Guard.Disjoint(gradient, weights);
        fixed (float* w = weights, g = gradient)
            ElementwiseLoop.Run(new SgdKernel(w, g, learningRate, weightDecay), weights.Length, pool);
    }

    /// <summary>Stochastic gradient descent with momentum, as PyTorch has it: v = fma(momentum, v, gradient), w = fma(-learningRate, v, w).</summary>
    /// <param name="weights">w, updated</param>
    /// <param name="gradient">of the loss</param>
    /// <param name="velocity">v, updated; zeros before the first step</param>
    /// <param name="learningRate">the step's length</param>
    /// <param name="momentum">the share of v that stays, in [0, 1)</param>
    /// <remarks>Allocates nothing. The same bits on every CPU. Source: Polyak 1964, in the form of Sutskever et al. 2013 without their scaling of the gradient.</remarks>
    /// <exception cref="ArgumentException">the lengths differ or spans overlap</exception>
    public static void SgdMomentum(Span<float> weights, ReadOnlySpan<float> gradient, Span<float> velocity, float learningRate, float momentum) =>
        SgdMomentum(weights, gradient, velocity, new SgdMomentumCoefficients(learningRate, momentum));

    /// <summary>
    /// The same with everything PyTorch's SGD has: g = gradient + weightDecay w, v = momentum v + gradientShare g,
    /// w -= learningRate v, or with Nesterov's momentum w -= learningRate (g + momentum v).
    /// </summary>
    /// <param name="weights">w, updated</param>
    /// <param name="gradient">of the loss</param>
    /// <param name="velocity">v, updated; zeros before the first step</param>
    /// <param name="coefficients">the numbers of this step</param>
    /// <param name="pool">threads to share the work among; null: the caller's alone</param>
    /// <remarks>Allocates nothing. The same bits on every CPU. Source: Sutskever et al. 2013, with Nesterov's step as PyTorch and Bengio et al. 2012 write it.</remarks>
    /// <exception cref="ArgumentException">the lengths differ or spans overlap</exception>
    public static void SgdMomentum(Span<float> weights, ReadOnlySpan<float> gradient, Span<float> velocity, in SgdMomentumCoefficients coefficients, WorkerPool? pool = null)
    {
        Guard.SameLength(gradient.Length, weights.Length);
        Guard.SameLength(velocity.Length, weights.Length);
        Guard.Disjoint(gradient, weights);
        Guard.Disjoint(velocity, weights);
        Guard.Disjoint(velocity, gradient);
        fixed (float* w = weights, g = gradient, v = velocity)
            ElementwiseLoop.Run(new MomentumKernel(w, g, v, coefficients), weights.Length, pool);
    }

    // Without decay the gradient itself: fma(0, w, g) would make NaN of an infinite weight, and +0 of -0. The branch is the same for all elements.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Decayed<T>(T gradient, T weight, float weightDecay)
        where T : unmanaged, ILane<T> => weightDecay == 0f ? gradient : T.FusedMultiplyAdd(T.Broadcast(weightDecay), weight, gradient);

    private readonly struct SgdKernel(float* w, float* g, float learningRate, float weightDecay) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T weight = access.Load<T, TAccess>(w, i);
            T gradient = Decayed(access.Load<T, TAccess>(g, i), weight, weightDecay);
            access.Store(T.FusedMultiplyAdd(T.Broadcast(-learningRate), gradient, weight), w, i);
        }
    }

    private readonly struct MomentumKernel(float* w, float* g, float* v, SgdMomentumCoefficients k) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T weight = access.Load<T, TAccess>(w, i);
            T gradient = Decayed(access.Load<T, TAccess>(g, i), weight, k.WeightDecay);
            T velocity = T.FusedMultiplyAdd(T.Broadcast(k.Momentum), access.Load<T, TAccess>(v, i), T.Broadcast(k.GradientShare) * gradient);
            T direction = k.Nesterov ? T.FusedMultiplyAdd(T.Broadcast(k.Momentum), velocity, gradient) : velocity;
            access.Store(velocity, v, i);
            access.Store(T.FusedMultiplyAdd(T.Broadcast(-k.LearningRate), direction, weight), w, i);
        }
    }
}

/// <summary>What one step of SGD with momentum needs besides the spans.</summary>
/// <param name="LearningRate">the step's length</param>
/// <param name="Momentum">the share of the velocity that stays</param>
public readonly record struct SgdMomentumCoefficients(float LearningRate, float Momentum)
{
    /// <summary>The share of the gradient that the velocity takes up: 1 - dampening; 1 at the first step.</summary>
    public float GradientShare { get; init; } = 1f;

    /// <summary>What of the weight is added to its gradient.</summary>
    public float WeightDecay { get; init; }

    /// <summary>Whether the step looks ahead along the velocity.</summary>
    public bool Nesterov { get; init; }
}

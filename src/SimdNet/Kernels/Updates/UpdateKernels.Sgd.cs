using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>What an optimizer does to a parameter, one pass over its memory. Each update clears the gradient that it has used.</summary>
public static unsafe partial class UpdateKernels
{
    /// <summary>Stochastic gradient descent: w = fma(-learningRate, gradient, w); then gradient = 0.</summary>
    /// <param name="weights">w, updated</param>
    /// <param name="gradient">used, then cleared; must not overlap weights</param>
    /// <param name="learningRate">the step's length</param>
    /// <remarks>Allocates nothing. Correctly rounded, so the same bits on every CPU.</remarks>
    /// <exception cref="ArgumentException">the lengths differ or the spans overlap</exception>
    public static void Sgd(Span<float> weights, Span<float> gradient, float learningRate)
    {
        Guard.SameLength(gradient.Length, weights.Length);
        Guard.Disjoint(gradient, weights);
        fixed (float* w = weights, g = gradient)
            ElementwiseLoop.Run(new SgdKernel(w, g, learningRate), weights.Length);
    }

    /// <summary>Stochastic gradient descent with momentum, as PyTorch has it: v = fma(momentum, v, gradient), w = fma(-learningRate, v, w); then gradient = 0.</summary>
    /// <param name="weights">w, updated</param>
    /// <param name="gradient">used, then cleared</param>
    /// <param name="velocity">v, updated; zeros before the first step</param>
    /// <param name="learningRate">the step's length</param>
    /// <param name="momentum">the share of v that stays, in [0, 1)</param>
    /// <remarks>Allocates nothing. The same bits on every CPU. Source: Polyak 1964, in the form of Sutskever et al. 2013 without their scaling of the gradient.</remarks>
    /// <exception cref="ArgumentException">the lengths differ or spans overlap</exception>
    public static void SgdMomentum(Span<float> weights, Span<float> gradient, Span<float> velocity, float learningRate, float momentum)
    {
        Guard.SameLength(gradient.Length, weights.Length);
        Guard.SameLength(velocity.Length, weights.Length);
        Guard.Disjoint(gradient, weights);
        Guard.Disjoint(velocity, weights);
        Guard.Disjoint(velocity, gradient);
        fixed (float* w = weights, g = gradient, v = velocity)
            ElementwiseLoop.Run(new MomentumKernel(w, g, v, learningRate, momentum), weights.Length);
    }

    private readonly struct SgdKernel(float* w, float* g, float learningRate) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T gradient = access.Load<T, TAccess>(g, i);
            access.Store(T.FusedMultiplyAdd(T.Broadcast(-learningRate), gradient, access.Load<T, TAccess>(w, i)), w, i);
            access.Store(T.Broadcast(0f), g, i);
        }
    }

    private readonly struct MomentumKernel(float* w, float* g, float* v, float learningRate, float momentum) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T velocity = T.FusedMultiplyAdd(T.Broadcast(momentum), access.Load<T, TAccess>(v, i), access.Load<T, TAccess>(g, i));
            access.Store(velocity, v, i);
            access.Store(T.FusedMultiplyAdd(T.Broadcast(-learningRate), velocity, access.Load<T, TAccess>(w, i)), w, i);
            access.Store(T.Broadcast(0f), g, i);
        }
    }
}

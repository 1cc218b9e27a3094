using System.Runtime.CompilerServices;
using SimdNet.Buffers;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class UpdateKernels
{
    /// <summary>Lion: c = beta1 m + (1 - beta1) g, w -= learningRate (sign(c) + weightDecay w), m = beta2 m + (1 - beta2) g.</summary>
    /// <param name="weights">w, updated</param>
    /// <param name="gradient">g</param>
    /// <param name="m">the momentum, updated; zeros before the first step</param>
    /// <param name="learningRate">the step's length</param>
    /// <param name="beta1">the momentum's share of what decides the direction</param>
    /// <param name="beta2">the share of the momentum that stays</param>
    /// <param name="weightDecay">the decoupled decay; 0: none</param>
    /// <param name="pool">threads to share the work among; null: the caller's alone</param>
    /// <remarks>Allocates nothing. The same bits on every CPU; the weight is rounded once. The sign of 0 is 0, that of NaN is NaN. Source: Chen et al. 2023, "Symbolic discovery of optimization algorithms", algorithm 2.</remarks>
    /// <exception cref="ArgumentException">the lengths differ or spans overlap</exception>
    public static void Lion(Span<float> weights, ReadOnlySpan<float> gradient, Span<float> m, float learningRate, float beta1, float beta2, float weightDecay = 0f, WorkerPool? pool = null)
    {
        Guard.SameLength(gradient.Length, weights.Length);
        Guard.SameLength(m.Length, weights.Length);
        Guard.Disjoint(gradient, weights);
        Guard.Disjoint(m, weights);
        Guard.Disjoint(m, gradient);
        fixed (float* pw = weights, pg = gradient, pm = m)
            ElementwiseLoop.Run(new LionKernel(pw, pg, pm, learningRate, beta1, beta2, weightDecay), weights.Length, pool);
    }

    private readonly struct LionKernel(float* w, float* g, float* m, float learningRate, float beta1, float beta2, float weightDecay) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T zero = T.Broadcast(0f), one = T.Broadcast(1f);
            T weight = access.Load<T, TAccess>(w, i), gradient = access.Load<T, TAccess>(g, i), momentum = access.Load<T, TAccess>(m, i);
            T c = T.FusedMultiplyAdd(T.Broadcast(beta1), momentum, T.Broadcast(1f - beta1) * gradient);
            T sign = T.IfLess(c, zero, -one, T.IfLess(zero, c, one, c));
            access.Store(T.FusedMultiplyAdd(T.Broadcast(beta2), momentum, T.Broadcast(1f - beta2) * gradient), m, i);
            access.Store(T.FusedMultiplyAdd(T.Broadcast(-learningRate), Decayed(sign, weight, weightDecay), weight), w, i);
        }
    }
}

using System.Runtime.CompilerServices;
using SimdNet.Buffers;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class UpdateKernels
{
    /// <summary>Adagrad: g = gradient + weightDecay w, sum = sum + g^2, w -= learningRate g / (sqrt(sum) + epsilon).</summary>
    /// <param name="weights">w, updated</param>
    /// <param name="gradient">of the loss</param>
    /// <param name="sum">the squares so far, updated; what they start with before the first step</param>
    /// <param name="learningRate">this step's length</param>
    /// <param name="epsilon">keeps the denominator from 0</param>
    /// <param name="weightDecay">what of the weight is added to its gradient</param>
    /// <param name="pool">threads to share the work among; null: the caller's alone</param>
    /// <remarks>Allocates nothing. The same bits on every CPU. Source: Duchi, Hazan and Singer 2011, the diagonal form; epsilon as PyTorch places it.</remarks>
    /// <exception cref="ArgumentException">the lengths differ or spans overlap</exception>
    public static void Adagrad(Span<float> weights, ReadOnlySpan<float> gradient, Span<float> sum, float learningRate, float epsilon, float weightDecay = 0f, WorkerPool? pool = null)
    {
        Guard.SameLength(gradient.Length, weights.Length);
        Guard.SameLength(sum.Length, weights.Length);
        Guard.Disjoint(gradient, weights);
        Guard.Disjoint(sum, weights);
        Guard.Disjoint(sum, gradient);
        fixed (float* w = weights, g = gradient, s = sum)
            ElementwiseLoop.Run(new AdagradKernel(w, g, s, learningRate, epsilon, weightDecay), weights.Length, pool);
    }

    private readonly struct AdagradKernel(float* w, float* g, float* sum, float learningRate, float epsilon, float weightDecay) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T weight = access.Load<T, TAccess>(w, i);
            T gradient = Decayed(access.Load<T, TAccess>(g, i), weight, weightDecay);
            T squares = T.FusedMultiplyAdd(gradient, gradient, access.Load<T, TAccess>(sum, i));
            T step = gradient / (T.Sqrt(squares) + T.Broadcast(epsilon));
            access.Store(squares, sum, i);
            access.Store(T.FusedMultiplyAdd(T.Broadcast(-learningRate), step, weight), w, i);
        }
    }
}

using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>A span reduced to one number.</summary>
public static unsafe class ReductionKernels
{
    /// <summary>The sum of x[i]; 0 for an empty span.</summary>
    /// <remarks>
    /// Allocates nothing. In the contract's order (64 lanes, then a tree), so the same bits on every CPU.
    /// Error: at most gamma_k sum |x[i]| with k = ceil(n / 64) + 5 roundings on a path.
    /// </remarks>
    public static float Sum(ReadOnlySpan<float> x)
    {
        fixed (float* px = x)
            return ReductionLoop.Sum(new SumKernel(px), x.Length);
    }

    /// <summary>The largest x[i]; NaN if there is one, +0 is larger than -0. Exact.</summary>
    /// <exception cref="ArgumentException">the span is empty</exception>
    public static float Max(ReadOnlySpan<float> x)
    {
        NotEmpty(x);
        return TensorPrimitives.Max(x);
    }

    /// <summary>The index of the largest x[i], the first of equals; of the first NaN if there is one.</summary>
    /// <exception cref="ArgumentException">the span is empty</exception>
    public static int ArgMax(ReadOnlySpan<float> x)
    {
        NotEmpty(x);
        return TensorPrimitives.IndexOfMax(x);
    }

    private static void NotEmpty(ReadOnlySpan<float> x)
    {
        if (x.IsEmpty)
            Guard.Throw("x is empty; a maximum needs at least one element.", nameof(x));
    }

    internal readonly struct SumKernel(float* x) : IReduction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Accumulate<T, TAccess>(T sum, nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess => sum + access.Load(x, i, T.Broadcast(-0f));
    }
}

using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>One row of softmax: maximum, exponentials, sum, scaling; four short passes over a row that stays in the level-1 cache.</summary>
internal static unsafe class SoftmaxRow
{
    /// <summary>probs = e^(x - max) / sum e^(x - max). Returns the sum and the maximum, which make the log of any probability: x - max - ln sum.</summary>
    /// <remarks>
    /// A row whose maximum is -infinity or NaN, or which has +infinity, gives NaN. One pass for exponentials and sum was slower:
    /// four copies of e^x in the reduction's loop exceed what the JIT inlines.
    /// </remarks>
    public static (float Sum, float Max) Forward(float* x, float* probs, int columns)
    {
        float max = ReductionKernels.Max(new ReadOnlySpan<float>(x, columns));
        ElementwiseLoop.Run(new ExpOfDifference(x, probs, max), columns);
        float sum = ReductionKernels.Sum(new ReadOnlySpan<float>(probs, columns));
        Blas.Scale(1f / sum, new Span<float>(probs, columns));
        return (sum, max);
    }

    /// <summary>sum e^(x - max) and max, and nothing written: the same bits as <see cref="Forward"/> has.</summary>
    /// <remarks>Exponentials go through a block on the stack, and from there to the 64 lanes of the contract's order.</remarks>
    public static (float Sum, float Max) Sum(float* x, int columns)
    {
        const int block = 16 * ReductionLoop.LaneCount;
        float* memory = stackalloc float[block + ReductionLoop.LaneCount];
        var exp = new Span<float>(memory, int.Min(columns, block));
        float max = ReductionKernels.Max(new ReadOnlySpan<float>(x, columns));
        if (columns <= block)
        {
            ElementwiseLoop.Run(new ExpOfDifference(x, memory, max), columns);
            return (ReductionKernels.Sum(exp), max);
        }

        var lanes = new Span<float>(memory + block, ReductionLoop.LaneCount);
        lanes.Clear();
        for (int j = 0; j < columns; j += block)
        {
            exp = exp[..int.Min(columns - j, block)];
            ElementwiseLoop.Run(new ExpOfDifference(x + j, memory, max), exp.Length);
            for (Span<float> rest = exp; !rest.IsEmpty; rest = rest[int.Min(rest.Length, lanes.Length)..])
            {
                Span<float> part = lanes[..int.Min(rest.Length, lanes.Length)];
                TensorPrimitives.Add(part, rest[..part.Length], part);
            }
        }

        return (ReductionKernels.Sum(lanes), max);
    }

    private readonly struct ExpOfDifference(float* x, float* y, float max) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess =>
            access.Store(LaneMath.Exp(access.Load<T, TAccess>(x, i) - T.Broadcast(max)), y, i);
    }
}

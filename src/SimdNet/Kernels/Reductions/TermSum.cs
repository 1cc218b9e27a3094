using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>What is added up, when a term costs more than its addition: a function of each element.</summary>
internal unsafe interface ITerms
{
    /// <summary>Writes so many terms from an index on.</summary>
    void Compute<T>(nuint start, nuint length, float* terms)
        where T : unmanaged, ILane<T>;
}

/// <summary>A sum in the order of <see cref="ReductionLoop"/> whose terms go through a block on the stack, and from there to the 64 lanes.</summary>
internal static unsafe class TermSum
{
    private const int Block = 16 * ReductionLoop.LaneCount;

    public static float Run<TTerms, T>(TTerms source, nuint count)
        where TTerms : struct, ITerms
        where T : unmanaged, ILane<T>
    {
        float* terms = stackalloc float[Block + ReductionLoop.LaneCount];
        float* lanes = terms + Block;
        new Span<float>(lanes, ReductionLoop.LaneCount).Clear();
        for (nuint j = 0; j < count; j += Block)
        {
            nuint length = nuint.Min(count - j, Block);
            source.Compute<T>(j, length, terms);
            for (nuint l = 0; l < length; l += ReductionLoop.LaneCount)
                ElementwiseLoop.Run<Addition, T>(new(terms + l, lanes), nuint.Min(length - l, ReductionLoop.LaneCount));
        }

        return ReductionLoop.Sum<ReductionKernels.SumKernel, T>(new(lanes), ReductionLoop.LaneCount);
    }

    private readonly struct Addition(float* x, float* sum) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess => access.Store(access.Load<T, TAccess>(sum, i) + access.Load<T, TAccess>(x, i), sum, i);
    }
}

using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>One row of softmax: maximum, exponentials, sum, scaling; four short passes over a row that stays in the level-1 cache.</summary>
internal static unsafe class SoftmaxRow
{
    /// <summary>probs = e^(x - max) / sum e^(x - max). Returns the sum and the maximum, which make the log of any probability: x - max - ln sum.</summary>
    /// <remarks>
    /// A row whose maximum is -infinity, or which has NaN or +infinity, gives NaN. One pass for exponentials and sum was slower, with the 64 lanes
    /// in memory (4096 numbers: 620 ns against 510 in two passes) as with four copies of e^x in the loop.
    /// </remarks>
    public static (float Sum, float Max) Forward(float* x, float* probs, int columns)
    {
        var action = new ForwardAction(x, probs, (nuint)columns);
        Isa.Run(ref action);
        return action.Result;
    }

    /// <summary>sum e^(x - max) and max, and nothing written: the same bits as <see cref="Forward"/> has.</summary>
    public static (float Sum, float Max) Sum(float* x, int columns)
    {
        var action = new SumAction(x, (nuint)columns);
        Isa.Run(ref action);
        return action.Result;
    }

    private struct ForwardAction(float* x, float* probs, nuint columns) : ILaneAction
    {
        public (float Sum, float Max) Result;

        public void Run<T>()
            where T : unmanaged, ILane<T>
        {
            float max = Max<T>(x, columns);
            ElementwiseLoop.Run<ExpOfDifference, T>(new(x, probs, max), columns);
            float sum = ReductionLoop.Sum<ReductionKernels.SumKernel, T>(new(probs), columns);
            ElementwiseLoop.Run<Scaling, T>(new(probs, 1f / sum), columns);
            Result = (sum, max);
        }
    }

    private struct SumAction(float* x, nuint columns) : ILaneAction
    {
        public (float Sum, float Max) Result;

        public void Run<T>()
            where T : unmanaged, ILane<T>
        {
            float max = Max<T>(x, columns);
            Result = (TermSum.Run<Exponentials, T>(new(x, max), columns), max);
        }
    }

    private readonly struct Exponentials(float* x, float max) : ITerms
    {
        public void Compute<T>(nuint start, nuint length, float* terms)
            where T : unmanaged, ILane<T> => ElementwiseLoop.Run<ExpOfDifference, T>(new(x + start, terms, max), length);
    }

    /// <summary>The largest element that is a number, of zeros +0; -infinity if there is none. NaN comes back with the exponentials.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Max<T>(float* x, nuint length)
        where T : unmanaged, ILane<T>
    {
        nuint w = (nuint)T.Count;
        T lowest = T.Broadcast(float.NegativeInfinity);
        T m0 = lowest, m1 = lowest, m2 = lowest, m3 = lowest;
        nuint i = 0;
        for (; i + (4 * w) <= length; i += 4 * w)
        {
            m0 = T.Max(T.Load(x + i), m0);
            m1 = T.Max(T.Load(x + i + w), m1);
            m2 = T.Max(T.Load(x + i + (2 * w)), m2);
            m3 = T.Max(T.Load(x + i + (3 * w)), m3);
        }

        for (; i + w <= length; i += w)
            m0 = T.Max(T.Load(x + i), m0);
        if (T.Count > 1 && i < length)
            m1 = T.Max(T.LoadPartial(x + i, length - i, lowest), m1);
        return T.MaxTree(T.Max(T.Max(m0, m1), T.Max(m2, m3))) + 0f;
    }

    private readonly struct ExpOfDifference(float* x, float* y, float max) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess =>
            access.Store(LaneMath.Exp(access.Load<T, TAccess>(x, i) - T.Broadcast(max)), y, i);
    }

    private readonly struct Scaling(float* x, float factor) : IElementwise
    {
        public static bool IsCheap => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess => access.Store(access.Load<T, TAccess>(x, i) * T.Broadcast(factor), x, i);
    }
}

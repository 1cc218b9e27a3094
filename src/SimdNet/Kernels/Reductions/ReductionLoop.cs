using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>One step of a sum: what the block at index i adds to its lanes.</summary>
/// <remarks>Lanes that do not exist must leave the accumulator as it is: fill with a value whose contribution is -0.</remarks>
internal interface IReduction
{
    T Accumulate<T, TAccess>(T sum, nuint i, TAccess access)
        where T : unmanaged, ILane<T>
        where TAccess : struct, IAccess;
}

/// <summary>
/// The loop of every sum, in the contract's order: 64 virtual lanes, lane l takes elements l, l + 64, l + 128, ..., then the tree
/// 32, 16, 8, 4, 2, 1 (lane i plus lane i + half).
/// </summary>
internal static unsafe class ReductionLoop
{
    public const int LaneCount = 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum<TKernel>(TKernel kernel, int length)
        where TKernel : struct, IReduction
    {
        var action = new Action<TKernel>(kernel, (nuint)length);
        Isa.Run(ref action);
        return action.Total;
    }

    private struct Action<TKernel>(TKernel kernel, nuint length) : ILaneAction
        where TKernel : struct, IReduction
    {
        public float Total;

        public void Run<T>()
            where T : unmanaged, ILane<T> => Total = Sum<TKernel, T>(kernel, length);
    }

    /// <summary>The sum at a given width, for loops over many sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum<TKernel, T>(TKernel kernel, nuint length)
        where TKernel : struct, IReduction
        where T : unmanaged, ILane<T> =>
        T.Count == 16 ? InFourRegisters<TKernel, T>(kernel, length)
        : T.Count > 1 ? InRegisters<TKernel, T>(kernel, length)
        : InMemory<TKernel, T>(kernel, length);

    // A method of its own, because the JIT stops inlining at so many steps as 16 registers and their last blocks need.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float InFourRegisters<TKernel, T>(TKernel kernel, nuint length)
        where TKernel : struct, IReduction
        where T : unmanaged, ILane<T>
    {
        const nuint w = LaneCount / 4;
        T s0, s1, s2, s3;
        s0 = s1 = s2 = s3 = T.Broadcast(0f);
        nuint i = 0;
        for (; i + LaneCount <= length; i += LaneCount)
        {
            s0 = kernel.Accumulate<T, FullAccess>(s0, i, default);
            s1 = kernel.Accumulate<T, FullAccess>(s1, i + w, default);
            s2 = kernel.Accumulate<T, FullAccess>(s2, i + (2 * w), default);
            s3 = kernel.Accumulate<T, FullAccess>(s3, i + (3 * w), default);
        }

        if (i < length)
        {
            s0 = Last<TKernel, T>(kernel, s0, i, length);
            s1 = Last<TKernel, T>(kernel, s1, i + w, length);
            s2 = Last<TKernel, T>(kernel, s2, i + (2 * w), length);
            s3 = Last<TKernel, T>(kernel, s3, i + (3 * w), length);
        }

        return T.SumTree(s0 + s2 + (s1 + s3));
    }

    // A register of the last block: whole, in part, or not at all.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Last<TKernel, T>(TKernel kernel, T sum, nuint i, nuint length)
        where TKernel : struct, IReduction
        where T : unmanaged, ILane<T> =>
        i + (nuint)T.Count <= length ? kernel.Accumulate<T, FullAccess>(sum, i, default)
        : i < length ? kernel.Accumulate<T, PartialAccess>(sum, i, new PartialAccess(length - i))
        : sum;

    // 8 ymm or 16 NEON registers hold the 64 lanes; s8..s15 do not exist in the compiled code of the former.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float InRegisters<TKernel, T>(TKernel kernel, nuint length)
        where TKernel : struct, IReduction
        where T : unmanaged, ILane<T>
    {
        nuint w = (nuint)T.Count;
        T s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15;
        s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = s8 = s9 = s10 = s11 = s12 = s13 = s14 = s15 = T.Broadcast(0f);

        nuint i = 0;
        for (; i + LaneCount <= length; i += LaneCount)
        {
            s0 = kernel.Accumulate<T, FullAccess>(s0, i, default);
            s1 = kernel.Accumulate<T, FullAccess>(s1, i + w, default);
            s2 = kernel.Accumulate<T, FullAccess>(s2, i + (2 * w), default);
            s3 = kernel.Accumulate<T, FullAccess>(s3, i + (3 * w), default);
            s4 = kernel.Accumulate<T, FullAccess>(s4, i + (4 * w), default);
            s5 = kernel.Accumulate<T, FullAccess>(s5, i + (5 * w), default);
            s6 = kernel.Accumulate<T, FullAccess>(s6, i + (6 * w), default);
            s7 = kernel.Accumulate<T, FullAccess>(s7, i + (7 * w), default);
            if (T.Count <= 4)
            {
                s8 = kernel.Accumulate<T, FullAccess>(s8, i + (8 * w), default);
                s9 = kernel.Accumulate<T, FullAccess>(s9, i + (9 * w), default);
                s10 = kernel.Accumulate<T, FullAccess>(s10, i + (10 * w), default);
                s11 = kernel.Accumulate<T, FullAccess>(s11, i + (11 * w), default);
                s12 = kernel.Accumulate<T, FullAccess>(s12, i + (12 * w), default);
                s13 = kernel.Accumulate<T, FullAccess>(s13, i + (13 * w), default);
                s14 = kernel.Accumulate<T, FullAccess>(s14, i + (14 * w), default);
                s15 = kernel.Accumulate<T, FullAccess>(s15, i + (15 * w), default);
            }
        }

        if (i < length)
        {
            // The last block, fewer than 64 elements: its lanes go through memory, because their number is not known here.
            float* lanes = stackalloc float[LaneCount];
            T* s = (T*)lanes;
            (s[0], s[1], s[2], s[3]) = (s0, s1, s2, s3);
            (s[4], s[5], s[6], s[7]) = (s4, s5, s6, s7);
            if (T.Count <= 4)
                (s[8], s[9], s[10], s[11], s[12], s[13], s[14], s[15]) = (s8, s9, s10, s11, s12, s13, s14, s15);

            Rest<TKernel, T>(kernel, i, length, s);

            (s0, s1, s2, s3) = (s[0], s[1], s[2], s[3]);
            (s4, s5, s6, s7) = (s[4], s[5], s[6], s[7]);
            if (T.Count <= 4)
                (s8, s9, s10, s11, s12, s13, s14, s15) = (s[8], s[9], s[10], s[11], s[12], s[13], s[14], s[15]);
        }

        if (T.Count <= 4)
        {
            (s0, s1, s2, s3) = (s0 + s8, s1 + s9, s2 + s10, s3 + s11);
            (s4, s5, s6, s7) = (s4 + s12, s5 + s13, s6 + s14, s7 + s15);
        }

        (s0, s1, s2, s3) = (s0 + s4, s1 + s5, s2 + s6, s3 + s7);
        return T.SumTree(s0 + s2 + (s1 + s3));
    }

    // The same order with the lanes in memory: the scalar level, and the plainest statement of the contract.
    private static float InMemory<TKernel, T>(TKernel kernel, nuint length)
        where TKernel : struct, IReduction
        where T : unmanaged, ILane<T>
    {
        T* s = stackalloc T[LaneCount];
        for (int l = 0; l < LaneCount; l++)
            s[l] = T.Broadcast(0f);
        for (nuint i = 0; i < length; i += LaneCount)
            Rest<TKernel, T>(kernel, i, nuint.Min(length, i + LaneCount), s);
        for (int half = LaneCount / 2; half > 0; half /= 2)
            for (int l = 0; l < half; l++)
                s[l] += s[l + half];
        return T.SumTree(s[0]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rest<TKernel, T>(TKernel kernel, nuint i, nuint length, T* s)
        where TKernel : struct, IReduction
        where T : unmanaged, ILane<T>
    {
        for (; i + (nuint)T.Count <= length; i += (nuint)T.Count, s++)
            *s = kernel.Accumulate<T, FullAccess>(*s, i, default);
        if (T.Count > 1 && i < length)
            *s = kernel.Accumulate<T, PartialAccess>(*s, i, new PartialAccess(length - i));
    }
}

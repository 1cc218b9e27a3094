using System.Runtime.CompilerServices;
using SimdNet.Buffers;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>What a kernel does to the block of elements that starts at index i.</summary>
internal interface IElementwise
{
    /// <summary>Whether the loop itself costs as much as what a block takes: then four blocks go in one round of it.</summary>
    static virtual bool IsCheap => false;

    void Invoke<T, TAccess>(nuint i, TAccess access)
        where T : unmanaged, ILane<T>
        where TAccess : struct, IAccess;
}

/// <summary>The loop of every elementwise kernel: whole registers, then the rest with the same body and partial loads and stores.</summary>
internal static class ElementwiseLoop
{
    // Elements that are worth a thread's while, and a line of memory less one.
    private const int Grain = 1 << 14, LineMask = 15;
    private const int PiecesPerThread = 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TKernel>(TKernel kernel, int length)
        where TKernel : struct, IElementwise
    {
        var action = new Action<TKernel>(kernel, 0, (nuint)length);
        Isa.Run(ref action);
    }

    /// <summary>The same in pieces that a pool's threads share; null: the caller's alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TKernel>(TKernel kernel, int length, WorkerPool? pool)
        where TKernel : unmanaged, IElementwise
    {
        int pieces = pool is null ? 1 : int.Min(length / Grain, pool.Threads * PiecesPerThread);
        if (pieces < 2)
        {
            Run(kernel, length);
            return;
        }

        var job = new Job<TKernel> { Kernel = kernel, Length = length, Piece = ((length / pieces) + LineMask) & ~LineMask };
        pool!.Run(ref job, ((length - 1) / job.Piece) + 1);
    }

    /// <summary>The loop at a given width, for actions of several loops.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TKernel, T>(TKernel kernel, nuint length)
        where TKernel : struct, IElementwise
        where T : unmanaged, ILane<T> => Loop<TKernel, T>(in kernel, 0, length);

    private readonly struct Action<TKernel>(TKernel kernel, nuint start, nuint end) : ILaneAction
        where TKernel : struct, IElementwise
    {
        public void Run<T>()
            where T : unmanaged, ILane<T> => Loop<TKernel, T>(in kernel, start, end);
    }

    private struct Job<TKernel> : IWorkerJob
        where TKernel : unmanaged, IElementwise
    {
        public TKernel Kernel;
        public int Length;
        public int Piece;

        public readonly void Execute(int chunk)
        {
            var action = new Action<TKernel>(Kernel, (nuint)chunk * (nuint)Piece, nuint.Min((nuint)Length, ((nuint)chunk + 1) * (nuint)Piece));
            Isa.Run(ref action);
        }
    }

    // Compiled on its own: inlined into a caller at tier 1, the JIT leaves the formula's operations as calls (tanh 20 times slower).
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Loop<TKernel, T>(in TKernel source, nuint start, nuint length)
        where TKernel : struct, IElementwise
        where T : unmanaged, ILane<T>
    {
        TKernel kernel = source;
        nuint i = start;
        if (TKernel.IsCheap)
        {
            nuint w = (nuint)T.Count;
            for (; i + (4 * w) <= length; i += 4 * w)
            {
                kernel.Invoke<T, FullAccess>(i, default);
                kernel.Invoke<T, FullAccess>(i + w, default);
                kernel.Invoke<T, FullAccess>(i + (2 * w), default);
                kernel.Invoke<T, FullAccess>(i + (3 * w), default);
            }
        }

        for (; i + (nuint)T.Count <= length; i += (nuint)T.Count)
            kernel.Invoke<T, FullAccess>(i, default);
        if (T.Count > 1 && i < length)
            Last<TKernel, T>(in source, i, length);
    }

    // A method of its own, because the JIT's budget of locals does not hold a longer formula twice; its calls then take 20 times as long.
    // It reads the original kernel: the copy whose address is never taken stays in registers.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Last<TKernel, T>(in TKernel source, nuint i, nuint length)
        where TKernel : struct, IElementwise
        where T : unmanaged, ILane<T>
    {
        TKernel kernel = source;
        kernel.Invoke<T, PartialAccess>(i, new PartialAccess(length - i));
    }
}

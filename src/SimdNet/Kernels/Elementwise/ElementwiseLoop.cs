using System.Runtime.CompilerServices;
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TKernel>(TKernel kernel, int length)
        where TKernel : struct, IElementwise
    {
        var action = new Action<TKernel>(kernel, (nuint)length);
        Isa.Run(ref action);
    }

    /// <summary>The loop at a given width, for actions of several loops.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TKernel, T>(TKernel kernel, nuint length)
        where TKernel : struct, IElementwise
        where T : unmanaged, ILane<T> => Loop<TKernel, T>(in kernel, length);

    private readonly struct Action<TKernel>(TKernel kernel, nuint length) : ILaneAction
        where TKernel : struct, IElementwise
    {
        public void Run<T>()
            where T : unmanaged, ILane<T> => Loop<TKernel, T>(in kernel, length);
    }

    // Compiled on its own: inlined into a caller at tier 1, the JIT leaves the formula's operations as calls (tanh 20 times slower).
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Loop<TKernel, T>(in TKernel source, nuint length)
        where TKernel : struct, IElementwise
        where T : unmanaged, ILane<T>
    {
        TKernel kernel = source;
        nuint i = 0;
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

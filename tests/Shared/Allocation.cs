namespace SimdNet.Testing;

/// <summary>Counts what a piece of code allocates on the managed heap</summary>
internal static class Allocation
{
    private const int WarmUpCalls = 3; // static constructors, lazily made singletons and generic dictionaries are made here

    /// <summary>Bytes that the current thread allocates in the given number of calls, after three calls that are not counted</summary>
    /// <remarks>
    /// The smallest of three measurements: a collection that other threads cause adds some hundred bytes to what the runtime counts for this one.
    /// The delegate is made by the caller, before the measurement; what it captures must exist by then too.
    /// Other threads' allocations, a pool's among them, are not seen: measure each on its own thread.
    /// </remarks>
    public static long Measure(Action action, int calls)
    {
        for (int i = 0; i < WarmUpCalls; i++) action();
        long smallest = long.MaxValue;
        for (int measurement = 0; measurement < 3 && smallest > 0; measurement++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < calls; i++) action();
            smallest = Math.Min(smallest, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return smallest;
    }
}

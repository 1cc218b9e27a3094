namespace SimdNet.Testing;

/// <summary>Counts what a piece of code allocates on the managed heap</summary>
internal static class Allocation
{
    /// <summary>How often a count that is not 0 is taken again</summary>
    /// <remarks>
    /// A collection, which any other test may set off, takes the thread's allocation buffer away, and .NET 10 then counts what was left of it, up to 8 KB,
    /// as allocated. That only adds, so the smallest of several counts is the right one.
    /// </remarks>
    public const int MostAttempts = 50;

    private const int WarmUpCalls = 3; // static constructors, lazily made singletons and generic dictionaries are made here

    /// <summary>Bytes that the current thread allocates in the given number of calls, after three calls that are not counted</summary>
    /// <remarks>
    /// The delegate is made by the caller, before the measurement; what it captures must exist by then too.
    /// Other threads' allocations, a pool's among them, are not seen: measure each on its own thread.
    /// </remarks>
    public static long Measure(Action action, int calls)
    {
        for (int i = 0; i < WarmUpCalls; i++) action();
        long least = long.MaxValue;
        for (int attempt = 0; attempt < MostAttempts && least > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < calls; i++) action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}

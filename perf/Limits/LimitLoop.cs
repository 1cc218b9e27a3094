using SimdNet.Buffers;
using SimdNet.Perf.Comparison;

namespace SimdNet.Perf.Limits;

/// <summary>The work that the machine can do at most, run as a contestant beside the others so that it sees the same load and clock.</summary>
/// <param name="Name">as in the table: <c>fma</c>, <c>read</c></param>
/// <param name="Work">FLOPs or bytes of one call</param>
/// <param name="Run">does it so many times</param>
internal sealed record LimitLoop(string Name, double Work, Action<int> Run)
{
    // About 2 microseconds of multiply-adds on one thread: short enough to fill a slice evenly, long enough to hide the call.
    private const int FmaSteps = 1 << 10;

    // Two threads take a chunk each, long enough that handing it over is lost in it.
    private const int FmaStepsOfThread = 1 << 17;

    // Shorter blocks are read from the level-1 cache like this one, and the call would be all that is measured.
    private const int LeastBytesRead = 16 << 10;

    /// <summary>The limit of a case, or null; its memory belongs to the contest.</summary>
    public static LimitLoop? Of(Limit limit, double work, Contest contest, WorkerPool? pool) => limit switch
    {
        Limit.Fma => pool is null ? Fma() : Fma(pool),
        Limit.FmaDouble => FmaDouble(),
        Limit.Read => Read((int)work, contest),
        _ => null,
    };

    public static LimitLoop Fma() => new("fma", FmaSteps * FmaLoop.FloatFlopsPerStep, times =>
    {
        for (int i = 0; i < times; i++)
            FmaLoop.RunFloat(FmaSteps);
    });

    public static LimitLoop FmaDouble() => new("fma", FmaSteps * FmaLoop.DoubleFlopsPerStep, times =>
    {
        for (int i = 0; i < times; i++)
            FmaLoop.RunDouble(FmaSteps);
    });

    /// <summary>As many loops at once as the pool has threads.</summary>
    public static LimitLoop Fma(WorkerPool pool) => new("fma", pool.Threads * FmaStepsOfThread * FmaLoop.FloatFlopsPerStep, times =>
    {
        FmaJob job = default;
        for (int i = 0; i < times; i++)
            pool.Run(ref job, pool.Threads);
    });

    /// <summary>Reads a block of at least so many bytes again and again, from whichever level of the memory holds a block of that size.</summary>
    public static unsafe LimitLoop Read(int bytes, Contest contest)
    {
        int length = (int.Max(bytes, LeastBytesRead) + ReadLoop.BytesPerStep - 1) & -ReadLoop.BytesPerStep;
        AlignedBuffer block = contest.Own(new AlignedBuffer(length / sizeof(float)));
        return new LimitLoop("read", length, times => ReadLoop.Run((byte*)block.Pointer, length, times));
    }

    private readonly struct FmaJob : IWorkerJob
    {
        public void Execute(int chunk) => FmaLoop.RunFloat(FmaStepsOfThread);
    }
}

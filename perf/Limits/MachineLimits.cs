using System.Diagnostics;
using SimdNet.Buffers;
using SimdNet.Perf.Comparison;

namespace SimdNet.Perf.Limits;

/// <summary>What this machine can do at most, measured now: it moves with the load and the temperature.</summary>
internal static class MachineLimits
{
    private const int Attempts = 9;
    private static readonly TimeSpan s_attempt = TimeSpan.FromMilliseconds(20);

    public static string Describe()
    {
        using var contest = new Contest();
        WorkerPool pool = contest.Own(new WorkerPool(2));
        double one = Best(LimitLoop.Fma());
        double two = Best(LimitLoop.Fma(pool));
        return $"""
            fma float    {one,8:F1} GFLOP/s, {FmaLoop.Bytes * 8}-bit, one thread
            fma float    {two,8:F1} GFLOP/s, two threads at once: {two / one:F2} times one thread{(two / one < 1.6 ? ", so these are not two idle cores" : "")}
            fma double   {Best(LimitLoop.FmaDouble()),8:F1} GFLOP/s, one thread
            level 1      {Best(LimitLoop.Read(16 << 10, contest)),8:F1} GB/s read, a block of 16 KB
            level 2      {Best(LimitLoop.Read(256 << 10, contest)),8:F1} GB/s read, 256 KB
            memory       {Best(LimitLoop.Read(256 << 20, contest)),8:F1} GB/s read, 256 MB

            """;
    }

    // Work a nanosecond, the best of a few: a limit is what the machine does undisturbed.
    private static double Best(LimitLoop limit)
    {
        int calls = 1;
        while (Nanoseconds(limit, calls) < s_attempt.TotalNanoseconds)
            calls *= 2;
        return Enumerable.Range(0, Attempts).Max(_ => calls * limit.Work / Nanoseconds(limit, calls));
    }

    private static double Nanoseconds(LimitLoop limit, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        limit.Run(calls);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }
}

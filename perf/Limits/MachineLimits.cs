using System.Diagnostics;
using System.Runtime.InteropServices;
using SimdNet.Perf.Comparison;

namespace SimdNet.Perf.Limits;

/// <summary>What this machine can do at most, measured now: it moves with the load and the temperature.</summary>
/// <param name="FmaGigaflops">a register-only loop of multiply-adds at the widest width</param>
/// <param name="L1GigabytesPerSecond">reads of 16 KB again and again</param>
/// <param name="L2GigabytesPerSecond">reads of 256 KB again and again</param>
/// <param name="MemoryGigabytesPerSecond">reads of 256 MB</param>
internal sealed record MachineLimits(double FmaGigaflops, double L1GigabytesPerSecond, double L2GigabytesPerSecond, double MemoryGigabytesPerSecond)
{
    private const int Attempts = 9;

    public static MachineLimits Measure() => new(
        Best(1 << 20, FmaLoop.FlopsPerStep, steps => FmaLoop.Run(steps)),
        ReadRate(16 << 10, 1 << 14),
        ReadRate(256 << 10, 1 << 10),
        ReadRate(256 << 20, 1));

    /// <summary>How much of a limit a call reaches, or null if there is none.</summary>
    public double? Share(Limit limit, double work, double nanoseconds) => limit switch
    {
        Limit.Fma => work / nanoseconds / FmaGigaflops,
        Limit.L1 => work / nanoseconds / L1GigabytesPerSecond,
        _ => null,
    };

    public override string ToString() =>
        $"""
        fma     {FmaGigaflops,8:F1} GFLOP/s, {FmaLoop.Width * 8 * sizeof(float)}-bit, one thread
        l1      {L1GigabytesPerSecond,8:F1} GB/s read
        l2      {L2GigabytesPerSecond,8:F1} GB/s read
        memory  {MemoryGigabytesPerSecond,8:F1} GB/s read

        """;

    // Work a nanosecond, the best of a few: a limit is what the machine does undisturbed.
    private static double Best(int steps, double workPerStep, Action<int> run)
    {
        run(steps);
        double best = 0;
        for (int i = 0; i < Attempts; i++)
        {
            long start = Stopwatch.GetTimestamp();
            run(steps);
            best = Math.Max(best, steps * workPerStep / Stopwatch.GetElapsedTime(start).TotalNanoseconds);
        }

        return best;
    }

    private static unsafe double ReadRate(int bytes, int repeats)
    {
        void* memory = NativeMemory.AlignedAlloc((nuint)bytes, 64);
        try
        {
            NativeMemory.Clear(memory, (nuint)bytes);
            return Best(repeats, bytes, times => ReadLoop.Run((byte*)memory, bytes, times));
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }
}

using System.Diagnostics;

namespace SimdNet.Perf.Comparison;

/// <summary>What the rounds of one case measured: for each contestant the nanoseconds of a call, round by round.</summary>
/// <param name="Names">the contestants, SimdNet first</param>
/// <param name="Nanoseconds">[contestant][round]</param>
/// <param name="AllocatedBytes">by one call of SimdNet</param>
internal sealed record RoundTimes(IReadOnlyList<string> Names, double[][] Nanoseconds, double AllocatedBytes)
{
    public double Median(int contestant) => MedianOf(Nanoseconds[contestant]);

    /// <summary>The median over rounds of other's time / SimdNet's: neighbours in time share the machine's noise.</summary>
    public double RatioTo(int contestant) =>
        MedianOf([.. Nanoseconds[contestant].Zip(Nanoseconds[0], (other, simdNet) => other / simdNet)]);

    private static double MedianOf(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>Times contestants in short interleaved rounds.</summary>
internal static class Rounds
{
    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_tierUp = TimeSpan.FromMilliseconds(150);

    public static RoundTimes Run(IReadOnlyList<Contestant> contestants, int rounds)
    {
        int[] calls = [.. contestants.Select(WarmUp)];
        double[][] times = [.. contestants.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < contestants.Count; i++)
                times[i][round] = Time(contestants[i], calls[i]);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        contestants[0].Run(calls[0]);
        double allocated = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / calls[0];
        return new RoundTimes([.. contestants.Select(contestant => contestant.Name)], times, allocated);
    }

    // Past tier 1: enough calls to be noticed, time for the background compiler, twice; then the calls that fill a slice.
    private static int WarmUp(Contestant contestant)
    {
        for (int i = 0; i < 2; i++)
        {
            for (int call = 0; call < 40; call++)
                contestant.Run(1);
            Thread.Sleep(s_tierUp);
        }

        int calls = 1;
        while (Time(contestant, calls) * calls < s_slice.TotalNanoseconds && calls < 1 << 24)
            calls *= 2;
        return calls;
    }

    private static double Time(Contestant contestant, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        contestant.Run(calls);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls;
    }
}

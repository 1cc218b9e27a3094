using System.Diagnostics;
using SimdNet.Perf.Limits;

namespace SimdNet.Perf.Comparison;

/// <summary>Times contestants in short interleaved rounds.</summary>
internal static class Rounds
{
    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(1);

    // Workers of a peer look for more work before they go to sleep; nobody else is timed while they take a processor.
    private static readonly TimeSpan s_untilWorkersSleep = TimeSpan.FromMilliseconds(10);

    public static RoundTimes Run(Contest contest, LimitLoop? limit, int threads, int rounds)
    {
        Contestant[] all = limit is null ? [.. contest.Contestants] : [.. contest.Contestants, new Contestant(limit.Name, limit.Run)];
        WarmUp.PastTier1(all);
        int[] calls = [.. all.Select(contestant => CallsOfSlice(contestant))];
        double[][] times = [.. all.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            for (int place = 0; place < all.Length; place++)
            {
                int i = (round + place) % all.Length;
                if (threads > 1)
                    WakeWorkers(all[i], calls[i]);
                times[i][round] = Time(all[i], calls[i]);
            }
        }

        return new RoundTimes([.. contest.Contestants.Select(contestant => contestant.Name)], times, AllocatedByCall(all[0], calls[0]));
    }

    // Lets everybody's workers fall asleep, then wakes those of the next contestant, since a real program's would be awake in a loop like this.
    private static void WakeWorkers(Contestant contestant, int calls)
    {
        Thread.Sleep(s_untilWorkersSleep);
        contestant.Run(int.Max(calls / 4, 1));
    }

    private static int CallsOfSlice(Contestant contestant)
    {
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

    private static double AllocatedByCall(Contestant contestant, int calls)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        contestant.Run(calls);
        return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / calls;
    }
}

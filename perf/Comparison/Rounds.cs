using System.Diagnostics;
using System.Runtime.CompilerServices;
using SimdNet.Perf.Limits;

namespace SimdNet.Perf.Comparison;

/// <summary>Times contestants in short interleaved rounds.</summary>
internal static class Rounds
{
    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(1);

    // With several threads a slice is longer, and so much is run before it: a virtual machine's idle processor may take a millisecond to come back.
    private const int SlicesWithThreads = 5;

    // Idle is a process that uses less than a tenth of a processor; on a machine that never lets it be, the wait ends all the same.
    private const double IdleShare = 0.1;
    private const int MostLooks = 20;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(5);

    public static RoundTimes Run(Contest contest, LimitLoop? limit, int threads, int rounds)
    {
        Contestant[] all = limit is null ? [.. contest.Contestants] : [.. contest.Contestants, new Contestant(limit.Name, limit.Run)];
        WarmUp.PastTier1(all);
        int[] calls = [.. all.Select(contestant => CallsOfSlice(contestant) * (threads > 1 ? SlicesWithThreads : 1))];
        double[][] times = [.. all.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            for (int place = 0; place < all.Length; place++)
            {
                int i = (round + place) % all.Length;
                if (threads > 1)
                {
                    WaitForIdleWorkers();
                    all[i].Run(calls[i]);
                }

                times[i][round] = Time(all[i], calls[i]);
            }
        }

        return new RoundTimes([.. contest.Contestants.Select(contestant => contestant.Name)], times, AllocatedByCall(all[0], calls[0]));
    }

    // A library's idle threads look for more work before they go to sleep (OpenMP 5 ms, ONNX Runtime 30 ms): nobody else is timed beside them.
    // The next contestant's own threads are then woken by calls that do not count, since in a loop like this they would be awake.
    private static void WaitForIdleWorkers()
    {
        for (int i = 0; i < MostLooks; i++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            Thread.Sleep(s_look);
            if (Environment.CpuUsage.TotalTime - before < s_look * IdleShare)
                break;
        }
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
        double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        return (contestant.OwnClock?.Invoke() ?? nanoseconds) / calls;
    }

    // Inlined, it would count the caller's own new object.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double AllocatedByCall(Contestant contestant, int calls)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        contestant.Run(calls);
        return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / calls;
    }
}

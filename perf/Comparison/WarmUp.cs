using System.Diagnostics;
using System.Runtime;

namespace SimdNet.Perf.Comparison;

/// <summary>Calls contestants until the JIT has nothing more to improve.</summary>
/// <remarks>
/// A method is compiled again after 30 calls that are counted only once nothing new has been compiled for 100 ms; then it runs instrumented, and after
/// 30 more calls is compiled for good. So: calls, a pause, and again, until a few pauses have passed in which nothing was compiled.
/// </remarks>
internal static class WarmUp
{
    private const int Calls = 40;
    private const int QuietPauses = 2;
    private const int MostPauses = 20;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(120);

    // Of one contestant between two pauses: large products need no 40 calls, their inner methods are called often within one.
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(150);

    public static void PastTier1(IReadOnlyList<Contestant> contestants)
    {
        int quiet = 0;
        for (int i = 0; i < MostPauses && quiet < QuietPauses; i++)
        {
            long compiled = JitInfo.GetCompiledMethodCount();
            foreach (Contestant contestant in contestants)
                Call(contestant);
            Thread.Sleep(s_pause);
            quiet = JitInfo.GetCompiledMethodCount() == compiled ? quiet + 1 : 0;
        }
    }

    private static void Call(Contestant contestant)
    {
        long start = Stopwatch.GetTimestamp();
        for (int call = 0; call < Calls && Stopwatch.GetElapsedTime(start) < s_longest; call++)
            contestant.Run(1);
    }
}

namespace SimdNet.Perf.Comparison;

/// <summary>What the rounds of one case measured: for each contestant the nanoseconds of a call, round by round.</summary>
/// <param name="Names">SimdNet first, then its peers</param>
/// <param name="Nanoseconds">[contestant][round]; the machine's limit, if it was measured, is the last</param>
/// <param name="AllocatedBytes">by one call of SimdNet</param>
internal sealed record RoundTimes(IReadOnlyList<string> Names, double[][] Nanoseconds, double AllocatedBytes)
{
    public double Median(int contestant) => MedianOf(Nanoseconds[contestant]);

    /// <summary>The median over rounds of other's time / SimdNet's: neighbours in time share the machine's noise.</summary>
    public double RatioTo(int contestant) =>
        MedianOf([.. Nanoseconds[contestant].Zip(Nanoseconds[0], (other, simdNet) => other / simdNet)]);

    /// <summary>The peer that SimdNet has the hardest time with, or null if there is none.</summary>
    public int? BestPeer => Names.Count == 1 ? null : Enumerable.Range(1, Names.Count - 1).MinBy(RatioTo);

    /// <summary>SimdNet's work a second / the limit's, round by round; null without a limit.</summary>
    public double? ShareOfLimit(double work, double? limitWork) => limitWork is null ? null : RatioTo(Names.Count) * work / limitWork;

    private static double MedianOf(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

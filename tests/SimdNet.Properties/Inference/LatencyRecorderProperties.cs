using FsCheck;
using FsCheck.Fluent;
using SimdNet.Inference;

namespace SimdNet.Properties.Inference;

/// <summary>The histogram against the sorted durations</summary>
public class LatencyRecorderProperties
{
    private const double RelativeError = 1 / 128.0;

    /// <summary>1 to 200 durations from 0 ns to 292 years, as many short as long ones, some of them equal</summary>
    private static Gen<long[]> Durations =>
        from length in Gens.Length
        from seed in Gen.Choose(0, int.MaxValue)
        select Draw(new Random(seed), Math.Max(1, length));

    /// <summary>In hundred-thousandths, so that the reference's rank is whole-number arithmetic</summary>
    private static Gen<int> Percentile => Gen.OneOf(Gen.Elements(0, 1, 50_000, 90_000, 99_000, 99_900, 99_990, 100_000), Gen.Choose(0, 100_000));

    [Fact]
    public void A_percentile_is_never_below_the_exact_one_and_at_most_one_part_in_128_above() =>
        Prop.ForAll(from durations in Durations from p in Percentile select (durations, p), c =>
        {
            long[] sorted = [.. c.durations.Order()];
            long rank = Math.Max(1, (((long)c.p * sorted.Length) + 99_999) / 100_000);
            double exact = sorted[rank - 1];

            double found = Recorded(c.durations).PercentileNanoseconds(c.p / 1000.0);

            Assert.InRange(found, exact, Math.Min(exact * (1 + RelativeError), sorted[^1]));
            if (exact < 256 || c.p is 0 or 100_000)
                Assert.Equal(exact, found);
        });

    [Fact]
    public void The_mean_is_within_half_a_bucket() => Prop.ForAll(Durations, durations =>
    {
        double exact = durations.Average(duration => (double)duration);
        double rounding = Rounding.Gamma(durations.Length + 4, Rounding.UnitRoundoffOfDouble);
        Assert.InRange(Recorded(durations).MeanNanoseconds, exact * (1 - (RelativeError / 2) - rounding), exact * (1 + (RelativeError / 2) + rounding));
    });

    [Fact]
    public void Merged_recorders_are_one_that_recorded_everything() =>
        Prop.ForAll(from a in Durations from b in Durations from c in Durations select (a, b, c), parts =>
        {
            var merged = new LatencyRecorder();
            foreach (long[] part in new[] { parts.a, parts.b, parts.c })
                merged.Add(Recorded(part));

            LatencyRecorder one = Recorded([.. parts.a, .. parts.b, .. parts.c]);

            Assert.Equal((one.Count, one.MinimumNanoseconds, one.MaximumNanoseconds, one.MeanNanoseconds), (merged.Count, merged.MinimumNanoseconds, merged.MaximumNanoseconds, merged.MeanNanoseconds));
            for (int p = 0; p <= 100; p++)
                Assert.Equal(one.PercentileNanoseconds(p), merged.PercentileNanoseconds(p));
        });

    private static LatencyRecorder Recorded(long[] durations)
    {
        var recorder = new LatencyRecorder();
        foreach (long duration in durations)
            recorder.RecordNanoseconds(duration);
        return recorder;
    }

    private static long[] Draw(Random random, int length)
    {
        var durations = new long[length];
        for (int i = 0; i < length; i++)
            durations[i] = i > 0 && random.Next(4) == 0 ? durations[random.Next(i)] : random.NextInt64() >> random.Next(63);
        return durations;
    }
}

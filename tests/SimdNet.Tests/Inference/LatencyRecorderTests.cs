using System.Diagnostics;
using System.Globalization;
using SimdNet.Inference;

namespace SimdNet.Tests.Inference;

public class LatencyRecorderTests
{
    /// <summary>Both ends, every power of two, and the numbers beside them</summary>
    private static long[] Edges => [.. Enumerable.Range(0, 63).SelectMany(e => new[] { (1L << e) - 1, 1L << e, (1L << e) + 1 }), long.MaxValue - 1, long.MaxValue];

    [Fact]
    public void Percentiles_of_short_durations_are_exact()
    {
        LatencyRecorder recorder = Of([10, 20, 30, 40, 50, 60, 70, 80, 90, 255]);
        Assert.Equal(10, recorder.Count);
        Assert.Equal((10, 255, 70.5), (recorder.MinimumNanoseconds, recorder.MaximumNanoseconds, recorder.MeanNanoseconds));
        double[] p = [0, 0.1, 10, 10.1, 50, 50.001, 89.9, 90, 90.1, 99.99, 100];
        Assert.Equal([10, 10, 10, 20, 50, 60, 90, 90, 255, 255, 255], p.Select(recorder.PercentileNanoseconds));
    }

    [Theory, InlineData(99.9, 1000, 999), InlineData(99.99, 10_000, 9999), InlineData(99.9, 2000, 1998), InlineData(0.1, 3000, 3), InlineData(1.1, 1000, 11), InlineData(55, 100, 55), InlineData(7, 100, 7)]
    public void A_percentile_that_falls_on_a_rank_takes_that_rank(double p, int count, int rank)
    {
        var recorder = new LatencyRecorder();
        for (int i = 1; i <= count; i++)
            recorder.RecordNanoseconds(i <= rank ? 1 : 2);
        Assert.Equal(1, recorder.PercentileNanoseconds(p));
        Assert.Equal(2, recorder.PercentileNanoseconds(p + 0.001));
    }

    [Fact]
    public void Every_duration_is_found_again_within_one_part_in_128()
    {
        Assert.All(Edges, v =>
        {
            LatencyRecorder recorder = Of([0, v, v, long.MaxValue]);
            double found = recorder.PercentileNanoseconds(50);
            Assert.True(v < 256 ? found == v : found >= v && found <= v * (1 + (1 / 128.0)), $"{v} ns is found as {found}.");
        });
    }

    [Fact]
    public void Extremes_are_exact_and_percentiles_lie_between_them()
    {
        Assert.All(Edges, v =>
        {
            LatencyRecorder recorder = Of([v]);
            Assert.Equal((v, v, v), (recorder.MinimumNanoseconds, recorder.MaximumNanoseconds, recorder.MeanNanoseconds));
            Assert.All([0.0, 1, 50, 99.99, 100], p => Assert.Equal(v, recorder.PercentileNanoseconds(p)));
        });
    }

    [Fact]
    public void What_is_out_of_range_counts_as_the_end()
    {
        LatencyRecorder low = Of([-1, long.MinValue]);
        low.Record(TimeSpan.MinValue);
        low.Record(startingTimestamp: 100, endingTimestamp: 40);
        Assert.Equal((4, 0, 0), (low.Count, low.MinimumNanoseconds, low.MaximumNanoseconds));

        var high = new LatencyRecorder();
        high.Record(TimeSpan.MaxValue);
        Assert.Equal((1, long.MaxValue, long.MaxValue), (high.Count, high.MinimumNanoseconds, high.PercentileNanoseconds(50)));
    }

    [Fact]
    public void Every_unit_becomes_nanoseconds()
    {
        var recorder = new LatencyRecorder();
        recorder.Record(TimeSpan.FromHours(1));
        Assert.Equal(3600e9, recorder.MaximumNanoseconds);

        recorder.Reset();
        recorder.Record(startingTimestamp: 1000, endingTimestamp: 1000 + (3 * Stopwatch.Frequency));
        Assert.Equal(3e9, recorder.MaximumNanoseconds);

        recorder.Reset();
        recorder.RecordSince(Stopwatch.GetTimestamp() - Stopwatch.Frequency);
        Assert.True(recorder.MinimumNanoseconds >= 1e9);
    }

    [Fact]
    public void Nothing_recorded_has_a_count_and_a_text_only()
    {
        var recorder = new LatencyRecorder();
        AssertEmpty(recorder);
        recorder.Add(new LatencyRecorder());
        AssertEmpty(recorder);
        recorder.RecordNanoseconds(5);
        recorder.Reset();
        AssertEmpty(recorder);
    }

    [Theory, InlineData(-0.001), InlineData(100.001), InlineData(double.NaN), InlineData(double.PositiveInfinity)]
    public void A_percentile_out_of_range_is_refused(double p)
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>(nameof(p), () => Of([1]).PercentileNanoseconds(p));
        Assert.Contains("from 0 to 100", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Merging_keeps_counts_and_extremes()
    {
        LatencyRecorder all = Of([500, 7_000_000]), other = Of([3, 500]);
        all.Add(other);
        Assert.Equal((4, 3, 7e6), (all.Count, all.MinimumNanoseconds, all.MaximumNanoseconds));
        Assert.Equal((2, 3, 500), (other.Count, other.MinimumNanoseconds, other.MaximumNanoseconds));

        all.Add(all);
        Assert.Equal((8, 3, 7e6), (all.Count, all.MinimumNanoseconds, all.MaximumNanoseconds));
        Assert.Throws<ArgumentNullException>("other", () => all.Add(null!));
    }

    [Fact]
    public void The_text_is_one_line_with_units_in_any_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (commas.NumberFormat.NumberDecimalSeparator, commas.NumberFormat.NumberGroupSeparator) = (",", ".");
        try
        {
            CultureInfo.CurrentCulture = commas;
            var recorder = new LatencyRecorder();
            Record(5000, 96);
            Record(4000, 1200);
            Record(990, 12_340);
            Record(9, 999_700);
            Record(1, 7_200_000_000_000);
            Assert.Equal("n 10,000, p50 96 ns, p90 1.21 us, p99 12.4 us, p99.9 12.4 us, p99.99 1 ms, max 7,200 s", recorder.ToString());

            void Record(int count, long nanoseconds)
            {
                for (int i = 0; i < count; i++)
                    recorder.RecordNanoseconds(nanoseconds);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Threads_may_record_in_one_recorder_while_it_is_read()
    {
        const int Threads = 2, Rounds = 20, PerRound = 5000, Most = 1 + (Threads * Rounds * PerRound) + Threads;
        var recorder = new LatencyRecorder();
        recorder.RecordNanoseconds(50_001);
        int arrived = 0;
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            for (int round = 1; round <= Rounds; round++)
            {
                // Spins, so that those who wait are running when the last one comes, and the calls below meet.
                Interlocked.Increment(ref arrived);
                while (Volatile.Read(ref arrived) < round * Threads)
                    Thread.SpinWait(1);
                for (int i = 0; i < PerRound; i++)
                    recorder.RecordNanoseconds(1 + (i % 100 * 1000));
            }

            recorder.RecordNanoseconds(1_000_000 + thread);
        }))];
        foreach (Thread thread in threads)
            thread.Start();

        long last = 0;
        do
        {
            long count = recorder.Count;
            Assert.InRange(count, last, Most);
            Assert.InRange(recorder.PercentileNanoseconds(50), 1, 1_000_000 + Threads);
            last = count;
            Thread.Yield();
        }
        while (threads.Any(thread => thread.IsAlive));

        Assert.Equal((Most, 1, 1_000_000 + Threads - 1), (recorder.Count, recorder.MinimumNanoseconds, recorder.MaximumNanoseconds));
        for (int i = 0; i < 100; i += 10)
            Assert.InRange(recorder.PercentileNanoseconds(i + 0.5), 1 + (1000 * i), (1 + (1000 * i)) * (1 + (1 / 128.0)));
    }

    [Fact]
    public void Recording_and_reading_allocate_nothing()
    {
        LatencyRecorder recorder = Of([1]), other = Of([1000, 2_000_000]);
        long next = 1;
        Assert.Equal(0, Allocation.Measure(() =>
        {
            recorder.RecordNanoseconds(next = next * 3 % 1_000_003);
            recorder.Record(TimeSpan.FromTicks(next));
            recorder.RecordSince(next);
        }, calls: 1000));

        double sum = 0;
        Assert.Equal(0, Allocation.Measure(() =>
        {
            recorder.Add(other);
            sum += recorder.PercentileNanoseconds(99.9) + recorder.MeanNanoseconds + recorder.MinimumNanoseconds + recorder.MaximumNanoseconds + recorder.Count;
        }, calls: 20));
    }

    private static LatencyRecorder Of(ReadOnlySpan<long> nanoseconds)
    {
        var recorder = new LatencyRecorder();
        foreach (long value in nanoseconds)
            recorder.RecordNanoseconds(value);
        return recorder;
    }

    private static void AssertEmpty(LatencyRecorder recorder)
    {
        Assert.Equal((0, "n 0"), (recorder.Count, recorder.ToString()));
        Func<double>[] reads = [() => recorder.MinimumNanoseconds, () => recorder.MaximumNanoseconds, () => recorder.MeanNanoseconds, () => recorder.PercentileNanoseconds(50)];
        Assert.All(reads, read => Assert.Contains("no duration", Assert.Throws<InvalidOperationException>(() => read()).Message, StringComparison.Ordinal));
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Numerics;

namespace SimdNet.Inference;

/// <summary>A histogram of durations, of fixed size: counts per bucket, from which percentiles are read.</summary>
/// <remarks>
/// A duration is a whole number v of nanoseconds, from 0 to 2^63 - 1 (292 years); what is outside counts as that end. Each v below 256 has a bucket of its own; above,
/// each power of two is cut into 128 equal buckets, so that a bucket is narrower than 1/128 of every v in it. 7,296 counters, 57 KB, allocated at construction and nothing after.
/// Any number of threads may record at once, without a lock: a call costs one atomic increment, and two reads of a cache line that no counter shares.
/// Threads that record similar durations still take turns at the same counters; where that matters each has its own recorder, and <see cref="Add"/> merges them.
/// Reading while others record is allowed, and sees each of their calls or not. On Windows the clock's own step is 100 ns.
/// Method: the logarithmic-linear buckets of HdrHistogram (Tene).
/// </remarks>
public sealed class LatencyRecorder
{
    // 2^7 buckets for each power of two, which gives the relative width 1/128.
    private const int BucketBits = 7;
    private const int PerPower = 1 << BucketBits;
    private const int Buckets = (63 - BucketBits + 1) * PerPower;

    // 128 bytes, the longest cache line: the array's length and this object, which every call reads, share no line with a counter.
    private const int Lead = 16;

    private const long NanosecondsPerTimeSpanTick = 100;
    private const long None = -1;

    private static readonly double NanosecondsPerStopwatchTick = 1e9 / Stopwatch.Frequency;

    private readonly long[] _counts = new long[Lead + Buckets];
    private long _minimum = long.MaxValue;
    private long _maximum = None;

    /// <summary>How many durations were recorded.</summary>
    public long Count
    {
        get
        {
            long count = 0;
            for (int bucket = 0; bucket < Buckets; bucket++)
                count += Volatile.Read(ref Counter(bucket));
            return count;
        }
    }

    /// <summary>The shortest duration, in nanoseconds; exact up to 2^53 ns (104 days).</summary>
    /// <exception cref="InvalidOperationException">nothing was recorded</exception>
    public double MinimumNanoseconds => Volatile.Read(ref _maximum) != None ? Volatile.Read(ref _minimum) : throw NothingRecorded();

    /// <summary>The longest duration, in nanoseconds; exact up to 2^53 ns (104 days).</summary>
    /// <exception cref="InvalidOperationException">nothing was recorded</exception>
    public double MaximumNanoseconds
    {
        get
        {
            long maximum = Volatile.Read(ref _maximum);
            return maximum != None ? maximum : throw NothingRecorded();
        }
    }

    /// <summary>The sum of all durations by their count, in nanoseconds; each is taken as the middle of its bucket, so the relative error is at most 1/256.</summary>
    /// <remarks>Exact if all are below 256 ns, or all are equal. A running sum would be exact always, and cost every recording a second atomic operation.</remarks>
    /// <exception cref="InvalidOperationException">nothing was recorded</exception>
    public double MeanNanoseconds
    {
        get
        {
            (long count, double sum) = (0, 0);
            for (int bucket = 0; bucket < Buckets; bucket++)
            {
                long inBucket = Volatile.Read(ref Counter(bucket));
                if (inBucket == 0)
                    continue;
                (long lowest, long highest) = Bounds(bucket);
                count += inBucket;
                sum += inBucket * (lowest + ((highest - lowest) / 2.0));
            }

            return count > 0 ? double.Clamp(sum / count, MinimumNanoseconds, MaximumNanoseconds) : throw NothingRecorded();
        }
    }

    /// <summary>Records a duration, which a TimeSpan holds in steps of 100 ns.</summary>
    /// <remarks>Allocates nothing.</remarks>
    public void Record(TimeSpan duration) =>
        RecordNanoseconds(duration.Ticks > long.MaxValue / NanosecondsPerTimeSpanTick ? long.MaxValue : duration.Ticks * NanosecondsPerTimeSpanTick);

    /// <summary>Records the time between two values of <see cref="Stopwatch.GetTimestamp"/>.</summary>
    /// <remarks>Allocates nothing. Rounded to whole nanoseconds where the clock's step is not a number of them.</remarks>
    public void Record(long startingTimestamp, long endingTimestamp) =>
        RecordNanoseconds((long)Math.Round((endingTimestamp - startingTimestamp) * NanosecondsPerStopwatchTick));

    /// <summary>Records the time from a value of <see cref="Stopwatch.GetTimestamp"/> until now.</summary>
    /// <remarks>Allocates nothing.</remarks>
    public void RecordSince(long startingTimestamp) => Record(startingTimestamp, Stopwatch.GetTimestamp());

    /// <summary>Records a duration in nanoseconds; a negative one, as of a clock set back, counts as 0.</summary>
    /// <remarks>Allocates nothing.</remarks>
    public void RecordNanoseconds(long nanoseconds)
    {
        nanoseconds = long.Max(nanoseconds, 0);
        Include(nanoseconds, nanoseconds); // first, so that who sees the count sees the extremes too
        Interlocked.Increment(ref Counter(Bucket(nanoseconds)));
    }

    /// <summary>The smallest duration v, in nanoseconds, such that at least p % of all are at most v (nearest rank).</summary>
    /// <param name="p">0 to 100, taken to 15 significant digits, as written: 99.9 means 99.9; 0 gives the minimum</param>
    /// <remarks>
    /// Never too low: the result is v's bucket's upper end, or the maximum if that is lower. With r for the result, v &lt;= r &lt;= v (1 + 1/128); r = v below 256 ns, and for p = 0 and p = 100.
    /// Allocates nothing.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">p is not from 0 to 100</exception>
    /// <exception cref="InvalidOperationException">nothing was recorded</exception>
    public double PercentileNanoseconds(double p)
    {
        if (p is not (>= 0 and <= 100))
            throw new ArgumentOutOfRangeException(nameof(p), p, "a percentile is from 0 to 100.");
        long count = Count;
        if (count == 0)
            throw NothingRecorded();
        if (p == 0)
            return MinimumNanoseconds;

        // In decimal, since in binary 99.9 % of 1000 may come out as a little more than 999, which is one rank too far.
        long rank = long.Max(1, (long)Math.Ceiling((decimal)p * count / 100));
        return rank < count ? AtRank(rank) : MaximumNanoseconds;
    }

    /// <summary>Adds all that another recorder holds, as if its durations had been recorded here.</summary>
    /// <remarks>Allocates nothing. Other threads may record in both meanwhile. A recorder added to itself has everything twice.</remarks>
    /// <exception cref="ArgumentNullException">other is null</exception>
    public void Add(LatencyRecorder other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Include(Volatile.Read(ref other._minimum), Volatile.Read(ref other._maximum));
        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            long count = Volatile.Read(ref other.Counter(bucket));
            if (count != 0)
                Interlocked.Add(ref Counter(bucket), count);
        }

        // Again, for what was recorded there meanwhile.
        Include(Volatile.Read(ref other._minimum), Volatile.Read(ref other._maximum));
    }

    /// <summary>Forgets everything.</summary>
    /// <remarks>Allocates nothing. No other thread may use the recorder meanwhile; to report each minute of a running service, let it record into two recorders by turns.</remarks>
    public void Reset()
    {
        Array.Clear(_counts);
        _minimum = long.MaxValue;
        _maximum = None;
    }

    /// <summary>One line, in the invariant culture, with three significant digits: n 1,000,000, p50 1.2 us, p90 1.3 us, p99 1.92 us, p99.9 4.1 us, p99.99 18.6 us, max 1.05 ms; n 0 if nothing was recorded.</summary>
    public override string ToString()
    {
        long count = Count;
        return count == 0 ? "n 0" : string.Create(CultureInfo.InvariantCulture,
            $"n {count:N0}, p50 {Text(50)}, p90 {Text(90)}, p99 {Text(99)}, p99.9 {Text(99.9)}, p99.99 {Text(99.99)}, max {Text(100)}");
    }

    // Below 2^8 the number itself; from 2^e on, the 8 bits from the highest one down, behind the buckets of the lower powers.
    private static int Bucket(long nanoseconds)
    {
        int shift = BitOperations.Log2((ulong)nanoseconds | PerPower) - BucketBits;
        return (shift * PerPower) + (int)(nanoseconds >> shift);
    }

    private static (long Lowest, long Highest) Bounds(int bucket)
    {
        int shift = int.Max(0, (bucket / PerPower) - 1);
        long lowest = (long)(bucket - (shift * PerPower)) << shift;
        return (lowest, lowest + (1L << shift) - 1);
    }

    private static InvalidOperationException NothingRecorded() => new("no duration was recorded.");

    private ref long Counter(int bucket) => ref _counts[Lead + bucket];

    private double AtRank(long rank)
    {
        long maximum = Volatile.Read(ref _maximum);
        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            rank -= Volatile.Read(ref Counter(bucket));
            if (rank > 0)
                continue;
            (long lowest, long highest) = Bounds(bucket);
            return long.Clamp(maximum, lowest, highest);
        }

        return MaximumNanoseconds;
    }

    // The minimum first, so that who sees a maximum sees a minimum too.
    private void Include(long minimum, long maximum)
    {
        long seen;
        while (minimum < (seen = Volatile.Read(ref _minimum)) && Interlocked.CompareExchange(ref _minimum, minimum, seen) != seen)
        {
        }

        while (maximum > (seen = Volatile.Read(ref _maximum)) && Interlocked.CompareExchange(ref _maximum, maximum, seen) != seen)
        {
        }
    }

    private string Text(double p)
    {
        double value = PercentileNanoseconds(p);
        foreach (string unit in (ReadOnlySpan<string>)["ns", "us", "ms"])
        {
            if (value < 999.5)
                return string.Create(CultureInfo.InvariantCulture, $"{value:G3} {unit}");
            value /= 1000;
        }

        return value < 999.5 ? string.Create(CultureInfo.InvariantCulture, $"{value:G3} s") : string.Create(CultureInfo.InvariantCulture, $"{value:N0} s");
    }
}

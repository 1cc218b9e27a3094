using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using SimdNet.Inference;
using SimdNet.Kernels;
using SimdNet.Training;

namespace Digits;

/// <summary>Serves the test digits one at a time, as a service would, and times each answer.</summary>
internal sealed class ServingBenchmark
{
    /// <summary>So many that a hundred of them lie beyond p99.9.</summary>
    public const int Requests = 100_000;

    // The runtime compiles hot methods again, 100 ms after the first calls: it must be done by then.
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(500);

    private readonly long[] _ticks = new long[Requests];
    private long _allocatedBytes;

    /// <summary>Answers whose logits differ, in any bit, from those of the evaluation.</summary>
    public int Differences { get; private set; }

    public static ServingBenchmark Run(InferencePlan plan, DataSet set, Evaluation expected)
    {
        var benchmark = new ServingBenchmark();
        using InferenceContext context = plan.CreateContext();
        var logits = new float[plan.OutputFeatures];
        var warmUp = Stopwatch.StartNew();
        while (warmUp.Elapsed < WarmUp)
            Serve(context, set, expected, logits, benchmark._ticks.AsSpan(0, set.Count));

        long before = GC.GetAllocatedBytesForCurrentThread();
        benchmark.Differences = Serve(context, set, expected, logits, benchmark._ticks);
        benchmark._allocatedBytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Array.Sort(benchmark._ticks);
        return benchmark;
    }

    public void Print(TextWriter output)
    {
        double seconds = _ticks.Sum() / (double)Stopwatch.Frequency;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Served {Requests:N0} test digits one at a time, {Requests / seconds:N0} images a second"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Latency: p50 {Microseconds(.5):F2}, p99 {Microseconds(.99):F2}, p99.9 {Microseconds(.999):F2}, maximum {Microseconds(1):F2} microseconds"));
        output.WriteLine($"Allocated while serving: {_allocatedBytes} bytes");
        if (Differences == 0)
            output.WriteLine("The served predictions equal those of the evaluation, bit for bit");
    }

    private static int Serve(InferenceContext context, DataSet set, Evaluation expected, float[] logits, Span<long> ticks)
    {
        int differences = 0;
        for (int i = 0; i < ticks.Length; i++)
        {
            int row = i % set.Count;
            long start = Stopwatch.GetTimestamp();
            context.Run(set.Row(row), logits);
            int prediction = ReductionKernels.ArgMax(logits);
            ticks[i] = Stopwatch.GetTimestamp() - start;

            ReadOnlySpan<float> evaluated = expected.Logits.AsSpan(row * logits.Length, logits.Length);
            if (prediction != expected.Predictions[row] || !MemoryMarshal.AsBytes(evaluated).SequenceEqual(MemoryMarshal.AsBytes(logits.AsSpan())))
                differences++;
        }

        return differences;
    }

    // The smallest latency that the given share of all requests did not exceed (nearest rank); ticks are sorted.
    private double Microseconds(double share) =>
        _ticks[(int)Math.Ceiling(share * Requests) - 1] * 1e6 / Stopwatch.Frequency;
}

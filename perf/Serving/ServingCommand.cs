using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SimdNet.Inference;
using SimdNet.IO;
using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Perf.Serving;

/// <summary>perf -- serving: what a service that embeds a plan sees: tails of the latency beside a thread that allocates, collections, two threads, compiling, the first answer of a process.</summary>
internal static class ServingCommand
{
    // The option by which this program runs itself.
    private const string ColdStartOption = "--cold-start";

    private static readonly int[][] s_small = [[16, 32, 32, 4], [64, 64, 64, 8]];
    private static readonly int[] s_large = [784, 512, 512, 10];

    public static RootCommand Create()
    {
        var calls = new Option<int>("--calls") { Description = "calls of each measurement of latency", DefaultValueFactory = _ => 1_000_000 };
        var coldStart = new Option<FileInfo?>(ColdStartOption) { Description = "load this model, answer once, say how long that took", Hidden = true };
        var command = new RootCommand("What a service that embeds a plan sees.") { calls, coldStart };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(coldStart) is FileInfo model)
            {
                Console.WriteLine(FirstAnswer(model.FullName).ToString(CultureInfo.InvariantCulture));
                return;
            }

            foreach (int[] sizes in s_small)
                Tails(sizes, parsed.GetValue(calls));
            foreach (int[] sizes in s_small)
                Collections(sizes, 10 * parsed.GetValue(calls));
            foreach (int[] sizes in s_small.Append(s_large))
                TwoThreads(sizes);
            Compiling();
            ColdStarts();
        });
        return command;
    }

    // One thread calls; with one beside it that keeps allocating, so that the collector runs all the time.
    private static void Tails(int[] sizes, int calls)
    {
        using InferencePlan plan = Compile(sizes);
        using InferenceContext context = plan.CreateContext();
        float[] x = Input(sizes[0]), y = new float[sizes[^1]];
        Repeat(calls, () => context.Run(x, y));
        foreach (bool allocates in new[] { false, true })
        {
            using var stop = new CancellationTokenSource();
            int collections = GC.CollectionCount(0);
            Thread? other = allocates ? Allocating(stop.Token) : null;
            var recorder = new LatencyRecorder();
            for (int i = 0; i < calls; i++)
            {
                long start = Stopwatch.GetTimestamp();
                context.Run(x, y);
                recorder.RecordSince(start);
            }

            stop.Cancel();
            other?.Join();
            double ratio = recorder.PercentileNanoseconds(99.9) / recorder.PercentileNanoseconds(50);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{Name(sizes)}, {(allocates ? $"beside a thread that allocates, {GC.CollectionCount(0) - collections} collections" : "alone")}: {recorder}; p99.9 is {ratio:F2} times the median"));
        }
    }

    private static void Collections(int[] sizes, int calls)
    {
        using InferencePlan plan = Compile(sizes);
        float[] x = Input(sizes[0]), y = new float[sizes[^1]];
        plan.Run(x, y);
        GC.Collect();
        (int collections, long bytes) = (GC.CollectionCount(0), GC.GetAllocatedBytesForCurrentThread());
        for (int i = 0; i < calls; i++)
            plan.Run(x, y);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Name(sizes)}, {calls:N0} calls of plan.Run: {bytes} bytes, {GC.CollectionCount(0) - collections} collections"));
    }

    private static void TwoThreads(int[] sizes)
    {
        using InferencePlan plan = Compile(sizes);
        double[] rounds = [.. Enumerable.Range(0, 15).Select(_ => Throughput(plan, sizes, threads: 2) / Throughput(plan, sizes, threads: 1)).Order()];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Name(sizes)}, two threads on one plan: {rounds[rounds.Length / 2]:F2} times the throughput of one"));
    }

    // Calls a second of threads that begin together.
    private static double Throughput(InferencePlan plan, int[] sizes, int threads)
    {
        const int milliseconds = 60;
        long calls = 0;
        long end = 0;
        using var barrier = new Barrier(threads, _ => end = Stopwatch.GetTimestamp() + (milliseconds * Stopwatch.Frequency / 1000));
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            using InferenceContext context = plan.CreateContext();
            float[] x = Input(sizes[0]), y = new float[sizes[^1]];
            long mine = 0;
            barrier.SignalAndWait();
            while (Stopwatch.GetTimestamp() < end)
            {
                for (int i = 0; i < 16; i++)
                    context.Run(x, y);
                mine += 16;
            }

            Interlocked.Add(ref calls, mine);
        }))];
        foreach (Thread worker in workers)
            worker.Start();
        foreach (Thread worker in workers)
            worker.Join();
        return calls * 1000.0 / milliseconds;
    }

    private static void Compiling()
    {
        Sequential network = Networks.Mlp(s_large);
        foreach (WeightFormat format in Enum.GetValues<WeightFormat>())
        {
            double[] times = [.. Enumerable.Range(0, 21).Select(_ =>
            {
                long start = Stopwatch.GetTimestamp();
                using InferencePlan plan = InferencePlan.Compile(network.ToGraph(), new InferenceOptions { Weights = format });
                return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            })];
            double first = times[0];
            Array.Sort(times);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Name(s_large)}, compiling, {format}: first {first:F1} ms, median {times[times.Length / 2]:F1} ms"));
        }
    }

    private static void ColdStarts()
    {
        string model = Path.Combine(Path.GetTempPath(), $"simdnet-cold-{Environment.ProcessId}.safetensors");
        SafeTensors.Save(model, Networks.Mlp(s_large));
        try
        {
            double[] times = [.. Enumerable.Range(0, 11).Select(_ => ColdStart(model)).Order()];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Name(s_large)}, a new process loads, compiles and answers once: median {times[times.Length / 2]:F0} ms from Main, worst of {times.Length} {times[^1]:F0} ms"));
        }
        finally
        {
            File.Delete(model);
        }
    }

    private static double ColdStart(string model)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(ServingCommand).Assembly.Location, "serving", ColdStartOption, model]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(output, CultureInfo.InvariantCulture);
    }

    // Milliseconds since Main began.
    private static double FirstAnswer(string model)
    {
        Sequential network = Networks.Mlp(s_large);
        SafeTensors.Load(model, network);
        using InferencePlan plan = InferencePlan.Compile(network.ToGraph());
        float[] y = new float[s_large[^1]];
        plan.Run(Input(s_large[0]), y);
        return Stopwatch.GetElapsedTime(Program.Started).TotalMilliseconds;
    }

    private static Thread Allocating(CancellationToken stop)
    {
        var thread = new Thread(() =>
        {
            var kept = new byte[1000][];
            for (int i = 0; !stop.IsCancellationRequested; i++)
                kept[i % kept.Length] = new byte[10_000];
        });
        thread.Start();
        return thread;
    }

    private static void Repeat(int times, Action action)
    {
        for (int i = 0; i < times; i++)
            action();
    }

    private static InferencePlan Compile(int[] sizes) => InferencePlan.Compile(Networks.Mlp(sizes).ToGraph());

    private static float[] Input(int features) => [.. Enumerable.Range(0, features).Select(i => MathF.Sin(i))];

    private static string Name(int[] sizes) => string.Join('-', sizes);
}

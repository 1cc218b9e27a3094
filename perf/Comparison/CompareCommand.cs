using System.CommandLine;
using SimdNet.Buffers;
using SimdNet.Lanes;
using SimdNet.Perf.Limits;
using SimdNet.Perf.Peers;

namespace SimdNet.Perf.Comparison;

/// <summary><c>compare [--filter TEXT] [--threads N] [--rounds N] [--json FILE]</c></summary>
internal static class CompareCommand
{
    public static RootCommand Create()
    {
        var filter = new Option<string>("--filter") { Description = "Only cases whose name contains this text", DefaultValueFactory = _ => "" };
        var threads = new Option<int>("--threads") { Description = "Threads of the cases with several; 1 leaves them out", DefaultValueFactory = _ => int.Min(2, Environment.ProcessorCount) };
        var rounds = new Option<int>("--rounds") { Description = "Interleaved rounds for each case", DefaultValueFactory = _ => 21 };
        var json = new Option<string?>("--json") { Description = "A file to which one JSON object is written for each case" };
        var compare = new Command("compare", "Times SimdNet beside its peers and the machine's limits, in interleaved rounds") { filter, threads, rounds, json };
        compare.SetAction(parsed => Run(parsed.GetValue(filter)!, parsed.GetValue(threads), parsed.GetValue(rounds), parsed.GetValue(json)));
        return new RootCommand("SimdNet's benchmarks") { compare };
    }

    private static int Run(string filter, int threads, int rounds, string? jsonFile)
    {
        try
        {
            using PeerSet peers = PeerSet.Find();
            Compare(peers, filter, threads, rounds, jsonFile);
            return 0;
        }
        catch (Exception exception) when (exception is DllNotFoundException or PeerException)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    }

    private static void Compare(PeerSet peers, string filter, int threads, int rounds, string? jsonFile)
    {
        Console.WriteLine($"simdnet      {Isa.Description}");
        Console.WriteLine(peers.Describe());
        Console.WriteLine(MachineLimits.Describe());
        Console.WriteLine(Report.Header(peers.Names));
        using StreamWriter? json = jsonFile is null ? null : new StreamWriter(jsonFile) { AutoFlush = true };
        foreach (ComparisonCase comparison in CaseList.Create(peers, threads).Where(c => c.Name.Contains(filter, StringComparison.Ordinal)))
        {
            Report report = Measure(comparison, rounds);
            Console.WriteLine(report.Line(peers.Names));
            json?.WriteLine(report.Json());
        }
    }

    private static Report Measure(ComparisonCase comparison, int rounds)
    {
        using var contest = new Contest();
        comparison.Prepare(contest);
        foreach (string peer in contest.LeftOut)
            Console.WriteLine(peer);
        WorkerPool? pool = comparison.Threads == 1 ? null : contest.Own(new WorkerPool(comparison.Threads));
        LimitLoop? limit = LimitLoop.Of(comparison.Limit, comparison.Work, contest, pool);
        RoundTimes times = Rounds.Run(contest, limit, comparison.Threads, rounds);
        return new Report(comparison, times, times.ShareOfLimit(comparison.Work, limit?.Work));
    }
}

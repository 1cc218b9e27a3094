using System.CommandLine;
using System.Text.Json;
using SimdNet.Lanes;
using SimdNet.Perf.Limits;

namespace SimdNet.Perf.Comparison;

/// <summary><c>compare [--filter TEXT] [--rounds N] [--json FILE]</c></summary>
internal static class CompareCommand
{
    public static RootCommand Create()
    {
        var filter = new Option<string>("--filter") { Description = "Only cases whose name contains this text", DefaultValueFactory = _ => "" };
        var rounds = new Option<int>("--rounds") { Description = "Interleaved rounds for each case", DefaultValueFactory = _ => 21 };
        var json = new Option<string?>("--json") { Description = "A file to which one JSON object is written for each case" };
        var compare = new Command("compare", "Times SimdNet beside its peers and the machine's limits, in interleaved rounds") { filter, rounds, json };
        compare.SetAction(parsed => Run(parsed.GetValue(filter)!, parsed.GetValue(rounds), parsed.GetValue(json)));
        return new RootCommand("SimdNet's benchmarks") { compare };
    }

    private static void Run(string filter, int rounds, string? jsonFile)
    {
        Console.WriteLine(Isa.Description);
        MachineLimits limits = MachineLimits.Measure();
        Console.Write(limits.ToString());
        Console.WriteLine($"{"case",-32} {"simdnet ns",12} {"share of limit",15}  peers: ns (peer / simdnet)");
        using StreamWriter? json = jsonFile is null ? null : new StreamWriter(jsonFile);
        foreach (ComparisonCase comparison in CaseList.All.Where(c => c.Name.Contains(filter, StringComparison.Ordinal)))
        {
            RoundTimes times = Rounds.Run(comparison.Prepare(), rounds);
            double? share = limits.Share(comparison.Limit, comparison.Work, times.Median(0));
            Console.WriteLine(Line(comparison, times, share));
            json?.WriteLine(Json(comparison, times, share));
        }
    }

    private static string Line(ComparisonCase comparison, RoundTimes times, double? share)
    {
        IEnumerable<string> peers = times.Names.Skip(1).Select((name, i) => $"{name} {times.Median(i + 1):F1} ({times.RatioTo(i + 1):F2})");
        return $"{comparison.Name,-32} {times.Median(0),12:F1} {share,11:F3} {(share is null ? "" : comparison.Limit.ToString().ToLowerInvariant()),3}  {string.Join(", ", peers)}";
    }

    private static string Json(ComparisonCase comparison, RoundTimes times, double? share)
    {
        Dictionary<string, double> peers = times.Names.Skip(1).Select((name, i) => (name, ns: times.Median(i + 1))).ToDictionary(p => p.name, p => p.ns);
        int[] others = [.. Enumerable.Range(1, times.Names.Count - 1)];
        return JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["case"] = comparison.Name,
            ["simdnet_ns"] = times.Median(0),
            ["peers"] = peers,
            ["limit"] = comparison.Limit.ToString().ToLowerInvariant(),
            ["share_of_limit"] = share,
            ["ratio_to_best_peer"] = others.Length == 0 ? null : others.Min(times.RatioTo),
            ["allocated_bytes"] = times.AllocatedBytes,
        });
    }
}

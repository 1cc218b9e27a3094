using System.Text;
using System.Text.Json;

namespace SimdNet.Perf.Comparison;

/// <summary>A measured case as a line of the table and as a JSON object.</summary>
internal sealed record Report(ComparisonCase Case, RoundTimes Times, double? ShareOfLimit)
{
    private const int CaseWidth = 34, TimeWidth = 11, RatioWidth = 8;

    private string LimitName => Case.Limit switch
    {
        Limit.Fma or Limit.FmaDouble => "fma",
        Limit.Read => "read",
        _ => "none",
    };

    /// <summary>The line above the table.</summary>
    public static string Header(IReadOnlyList<string> peers)
    {
        string columns = string.Concat(peers.Select(name => $" {name,TimeWidth}"));
        return $"{"case",-CaseWidth} {"simdnet",TimeWidth}{columns} {"ratio",RatioWidth} {"to best",-TimeWidth} {"of limit",RatioWidth}";
    }

    /// <summary>The medians, in the order of the peers given; a peer without this function has an empty place.</summary>
    public string Line(IReadOnlyList<string> peers)
    {
        var line = new StringBuilder($"{Case.Name,-CaseWidth} {Duration(Times.Median(0)),TimeWidth}");
        foreach (string name in peers)
        {
            int i = Times.Names.ToList().IndexOf(name);
            line.Append(' ').Append((i < 0 ? "" : Duration(Times.Median(i))).PadLeft(TimeWidth));
        }

        int? best = Times.BestPeer;
        line.Append(best is int peer ? $" {Times.RatioTo(peer),RatioWidth:F2} {Times.Names[peer],-TimeWidth}" : new string(' ', RatioWidth + TimeWidth + 2));
        line.Append(ShareOfLimit is double share ? $" {share,RatioWidth:F3} {LimitName}" : "");
        if (Times.AllocatedBytes > 0)
            line.Append(System.Globalization.CultureInfo.InvariantCulture, $" allocates {Times.AllocatedBytes:F0} B");
        return line.ToString().TrimEnd();
    }

    public string Json() => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["case"] = Case.Name,
        ["simdnet_ns"] = Rounded(Times.Median(0)),
        ["peers"] = Enumerable.Range(1, Times.Names.Count - 1).ToDictionary(i => Times.Names[i], i => Rounded(Times.Median(i))),
        ["limit"] = LimitName,
        ["share_of_limit"] = ShareOfLimit is double share ? Math.Round(share, 4) : null,
        ["ratio_to_best_peer"] = Times.BestPeer is int best ? Math.Round(Times.RatioTo(best), 4) : null,
        ["allocated_bytes"] = Times.AllocatedBytes,
    });

    // Four digits and a unit.
    private static string Duration(double nanoseconds)
    {
        (double value, string unit) = nanoseconds switch
        {
            < 1e4 => (nanoseconds, "ns"),
            < 1e7 => (nanoseconds / 1e3, "us"),
            _ => (nanoseconds / 1e6, "ms"),
        };
        int decimals = value < 10 ? 2 : value < 1000 ? 1 : 0;
        return $"{value.ToString($"F{decimals}", System.Globalization.CultureInfo.InvariantCulture)} {unit}";
    }

    private static double Rounded(double nanoseconds) => Math.Round(nanoseconds, 2);
}

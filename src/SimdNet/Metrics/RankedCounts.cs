namespace SimdNet.Metrics;

/// <summary>Positives and negatives with at least each of the distinct scores, highest score first</summary>
internal sealed class RankedCounts
{
    private RankedCounts(float[] thresholds, long[] truePositives, long[] falsePositives)
    {
        Thresholds = thresholds;
        TruePositives = truePositives;
        FalsePositives = falsePositives;
    }

    /// <summary>The distinct scores, highest first</summary>
    public float[] Thresholds { get; }

    /// <summary>How many positives have a score of at least Thresholds[i]</summary>
    public long[] TruePositives { get; }

    /// <summary>How many negatives have a score of at least Thresholds[i]</summary>
    public long[] FalsePositives { get; }

    public long Positives => TruePositives[^1];

    public long Negatives => FalsePositives[^1];

    public static RankedCounts Of(ReadOnlySpan<bool> positive, ReadOnlySpan<float> scores)
    {
        ExampleGuard.SameLength(positive.Length, scores.Length, nameof(positive), nameof(scores));
        ExampleGuard.AtLeast(1, scores.Length, nameof(scores));
        ExampleGuard.Finite(scores, nameof(scores));
        float[] keys = scores.ToArray();
        bool[] outcomes = positive.ToArray();
        Array.Sort(keys, outcomes); // not stable; equal scores are counted together

        var thresholds = new List<float>();
        var truePositives = new List<long>();
        var falsePositives = new List<long>();
        long tp = 0, fp = 0;
        for (int i = keys.Length - 1; i >= 0; i--)
        {
            if (outcomes[i]) tp++;
            else fp++;
            if (i > 0 && keys[i - 1] == keys[i]) continue;
            thresholds.Add(keys[i]);
            truePositives.Add(tp);
            falsePositives.Add(fp);
        }

        return new RankedCounts([.. thresholds], [.. truePositives], [.. falsePositives]);
    }
}

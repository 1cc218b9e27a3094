using FsCheck;
using FsCheck.Fluent;

namespace SimdNet.Properties.Metrics;

/// <summary>Outcomes and scores, 1 to 200 of them, many scores equal</summary>
internal static class ScoredExamples
{
    public static Gen<(bool[] Positive, float[] Scores)> Gen =>
        from length in Gens.Length
        from levels in FsCheck.Fluent.Gen.Choose(1, 40)
        from seed in FsCheck.Fluent.Gen.Choose(0, int.MaxValue)
        select Draw(new Random(seed), Math.Max(1, length), levels);

    /// <summary>The permutation of a seed, the same for every array of a length</summary>
    public static T[] Shuffled<T>(T[] values, int seed)
    {
        T[] copy = [.. values];
        new Random(seed).Shuffle(copy);
        return copy;
    }

    private static (bool[] Positive, float[] Scores) Draw(Random random, int length, int levels)
    {
        double share = random.NextDouble();
        bool[] positive = [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() < share)];
        return (positive, [.. positive.Select(_ => random.Next(levels + 1) / (float)levels)]);
    }
}

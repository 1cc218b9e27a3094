using FsCheck;
using FsCheck.Fluent;
using SimdNet.Data;

namespace SimdNet.Properties.Data;

public class SplitsProperties
{
    private static readonly Gen<(int[] Labels, double[] Fractions, int Folds, int Seed)> s_cases =
        from count in Gen.Choose(2, 200)
        from labels in Gen.ArrayOf(Gen.Choose(0, 4), count)
        from shares in Gen.NonEmptyListOf(Gen.Choose(1, 9))
        from folds in Gen.Choose(2, count)
        from seed in Gen.Choose(0, int.MaxValue)
        select (labels, shares.Select(share => (double)share / shares.Sum()).ToArray(), folds, seed);

    [Fact]
    public void Parts_are_disjoint_complete_and_in_proportion() => Prop.ForAll(s_cases, c =>
    {
        int[][] parts = Splits.ByFractions(c.Labels.Length, c.Fractions, (ulong)c.Seed);
        AssertDivides(c.Labels.Length, parts);
        for (int k = 0; k < parts.Length; k++)
            AssertWithinOne(c.Labels.Length * c.Fractions[k], parts[k].Length);
    });

    [Fact]
    public void Stratified_parts_have_each_class_in_proportion() => Prop.ForAll(s_cases, c =>
    {
        int[][] parts = Splits.StratifiedByFractions(c.Labels, c.Fractions, (ulong)c.Seed);
        AssertDivides(c.Labels.Length, parts);
        for (int k = 0; k < parts.Length; k++)
        {
            for (int label = 0; label <= 4; label++)
                AssertWithinOne(c.Labels.Count(l => l == label) * c.Fractions[k], parts[k].Count(row => c.Labels[row] == label));
        }
    });

    [Fact]
    public void Folds_are_disjoint_complete_and_of_one_size() => Prop.ForAll(s_cases, c => AssertFolds(c.Labels.Length, Splits.KFold(c.Labels.Length, c.Folds, (ulong)c.Seed)));

    [Fact]
    public void Stratified_folds_differ_by_at_most_one_row_of_each_class() => Prop.ForAll(s_cases, c =>
    {
        Fold[] folds = Splits.StratifiedKFold(c.Labels, c.Folds, (ulong)c.Seed);
        AssertFolds(c.Labels.Length, folds);
        for (int label = 0; label <= 4; label++)
        {
            int[] counts = [.. folds.Select(fold => fold.Test.ToArray().Count(row => c.Labels[row] == label))];
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        }
    });

    private static void AssertFolds(int count, Fold[] folds)
    {
        AssertDivides(count, [.. folds.Select(fold => fold.Test.ToArray())]);
        foreach (Fold fold in folds)
            AssertDivides(count, [fold.Training.ToArray(), fold.Test.ToArray()]);
        Assert.InRange(folds.Max(fold => fold.Test.Length) - folds.Min(fold => fold.Test.Length), 0, 1);
    }

    private static void AssertDivides(int count, int[][] parts)
    {
        Assert.Equal(Enumerable.Range(0, count), parts.SelectMany(part => part).Order());
        Assert.All(parts, part => Assert.Equal(part.Order(), part));
    }

    // Two roundings of half a row each; the products have errors far below.
    private static void AssertWithinOne(double expected, int actual) => Assert.InRange(actual, expected - 1 - 1e-9, expected + 1 + 1e-9);
}

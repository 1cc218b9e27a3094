using System.Runtime.InteropServices;
using SimdNet.Kernels;

namespace SimdNet.Data;

/// <summary>Divides rows into parts: training, validation and test, or the folds of a cross-validation.</summary>
/// <remarks>
/// A division depends on the seed and the counts, for stratified ones on the labels, and on nothing else: the same on every machine. Each part is in ascending order.
/// Rows are dealt out in the order of Philox shuffles; <see cref="Training.DataSet.Select"/> makes data sets of them.
/// </remarks>
public static class Splits
{
    // A trainer's streams begin at 2^32, initialisation's at 0: one seed gives unrelated numbers.
    private const ulong FirstStream = 1UL << 48;

    // Fractions of decimal notation (0.7 + 0.2 + 0.1) add up to 1 but for their roundings, each at most 2^-53.
    private const double SumTolerance = 1e-12;

    /// <summary>Parts with given shares of the rows: of n rows, part k has those from round(n (f_0 + ... + f_(k-1))) to round(n (f_0 + ... + f_k)) of a shuffled order.</summary>
    /// <param name="count">the number of rows</param>
    /// <param name="fractions">one for each part, not negative, 1 in sum</param>
    /// <param name="seed">which shuffle</param>
    /// <exception cref="ArgumentException">a fraction is negative or no number, or the sum is not 1; the message has it</exception>
    /// <exception cref="ArgumentOutOfRangeException">count is negative</exception>
    public static int[][] ByFractions(int count, ReadOnlySpan<double> fractions, ulong seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return ByFractions([Shuffled(count, seed, shuffle: true)], fractions);
    }

    /// <summary>Parts with given shares of the rows of each class, by the same rule for each class: a part's share of a class is within 1 row of its fraction.</summary>
    /// <param name="labels">one for each row, not negative</param>
    /// <param name="fractions">one for each part, not negative, 1 in sum</param>
    /// <param name="seed">which shuffle</param>
    /// <exception cref="ArgumentException">a label is negative, a fraction is negative or no number, or the sum is not 1; the message has it</exception>
    public static int[][] StratifiedByFractions(ReadOnlySpan<int> labels, ReadOnlySpan<double> fractions, ulong seed = 0) =>
        ByFractions(ByClass(labels, seed, shuffle: true), fractions);

    /// <summary>Folds whose test parts differ in size by at most one row.</summary>
    /// <param name="count">the number of rows</param>
    /// <param name="folds">2 to count</param>
    /// <param name="seed">which shuffle</param>
    /// <param name="shuffle">false: row i is tested in fold i mod folds</param>
    /// <exception cref="ArgumentOutOfRangeException">there are fewer than 2 folds or more than rows</exception>
    public static Fold[] KFold(int count, int folds, ulong seed = 0, bool shuffle = true)
    {
        CheckFolds(count, folds);
        return Deal([Shuffled(count, seed, shuffle)], count, folds);
    }

    /// <summary>Folds whose test parts differ in size, and in the rows of each class, by at most one row.</summary>
    /// <param name="labels">one for each row, not negative</param>
    /// <param name="folds">2 to the number of rows; a class of fewer rows is missing in some test parts</param>
    /// <param name="seed">which shuffle</param>
    /// <param name="shuffle">false: the rows of each class are dealt out in their order</param>
    /// <exception cref="ArgumentException">a label is negative</exception>
    /// <exception cref="ArgumentOutOfRangeException">there are fewer than 2 folds or more than rows</exception>
    public static Fold[] StratifiedKFold(ReadOnlySpan<int> labels, int folds, ulong seed = 0, bool shuffle = true)
    {
        CheckFolds(labels.Length, folds);
        return Deal(ByClass(labels, seed, shuffle), labels.Length, folds);
    }

    private static void CheckFolds(int count, int folds)
    {
        if (folds < 2 || folds > count)
            throw new ArgumentOutOfRangeException(nameof(folds), folds, $"expected 2 to {count} folds of {count} rows.");
    }

    private static int[] Shuffled(int count, ulong seed, bool shuffle)
    {
        int[] rows = [.. Enumerable.Range(0, count)];
        if (shuffle)
            Philox.Shuffle(seed, FirstStream, rows);
        return rows;
    }

    private static List<int[]> ByClass(ReadOnlySpan<int> labels, ulong seed, bool shuffle)
    {
        var classes = new SortedDictionary<int, List<int>>();
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0)
                throw new ArgumentException($"the label of row {i} is {labels[i]}; expected 0 or more.", nameof(labels));
            if (!classes.TryGetValue(labels[i], out List<int>? rows))
                classes.Add(labels[i], rows = []);
            rows.Add(i);
        }

        if (shuffle)
        {
            foreach ((int label, List<int> rows) in classes)
                Philox.Shuffle(seed, FirstStream + (uint)label, CollectionsMarshal.AsSpan(rows));
        }

        return [.. classes.Values.Select(rows => rows.ToArray())];
    }

    private static int[][] ByFractions(List<int[]> groups, ReadOnlySpan<double> fractions)
    {
        double[] ends = Cumulative(fractions);
        var parts = new int[fractions.Length][];
        for (int part = 0; part < parts.Length; part++)
        {
            List<int> rows = [];
            foreach (int[] group in groups)
            {
                int start = part == 0 ? 0 : End(group, ends[part - 1]);
                rows.AddRange(group.AsSpan(start, End(group, ends[part]) - start));
            }

            parts[part] = [.. rows.Order()];
        }

        return parts;

        static int End(int[] group, double end) => (int)Math.Round(group.Length * end);
    }

    private static double[] Cumulative(ReadOnlySpan<double> fractions)
    {
        var ends = new double[fractions.Length];
        double sum = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            if (!(fractions[i] >= 0))
                throw new ArgumentException($"fraction {i} is {fractions[i]}; expected 0 to 1.", nameof(fractions));
            ends[i] = double.Min(sum += fractions[i], 1);
        }

        if (!(Math.Abs(sum - 1) <= SumTolerance))
            throw new ArgumentException($"the fractions are {sum} in sum; expected 1.", nameof(fractions));
        ends[^1] = 1;
        return ends;
    }

    // One class after the other, row by row to the next fold: both the classes' and the folds' sizes come out even.
    private static Fold[] Deal(List<int[]> groups, int count, int folds)
    {
        var foldOf = new int[count];
        int next = 0;
        foreach (int row in groups.SelectMany(group => group))
            foldOf[row] = next++ % folds;
        return [.. Enumerable.Range(0, folds).Select(fold => new Fold(
            Enumerable.Range(0, count).Where(row => foldOf[row] != fold).ToArray(),
            Enumerable.Range(0, count).Where(row => foldOf[row] == fold).ToArray()))];
    }
}

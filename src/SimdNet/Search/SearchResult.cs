using System.Globalization;
using System.Text;

namespace SimdNet.Search;

/// <summary>What a search found.</summary>
public sealed class SearchResult
{
    internal SearchResult(IReadOnlyList<TrialResult> trials, bool maximize)
    {
        Trials = trials;
        Ranking = [.. trials.Order(Comparer<TrialResult>.Create((x, y) => Compare(x, y, maximize)))];
    }

    /// <summary>Every trial, by number.</summary>
    public IReadOnlyList<TrialResult> Trials { get; }

    /// <summary>
    /// Every trial, the best first: those that did not fail before those that did, a larger budget before a smaller one, then the better score, then the lower number.
    /// Scores of different budgets are never compared.
    /// </summary>
    public IReadOnlyList<TrialResult> Ranking { get; }

    /// <summary>The first of <see cref="Ranking"/>.</summary>
    /// <exception cref="InvalidOperationException">every trial failed; the message has the first one's reason</exception>
    public TrialResult Best => Ranking[0].Failure is null
        ? Ranking[0]
        : throw new InvalidOperationException($"all {Trials.Count} trials failed; trial {Trials[0].Trial.Number}: {Trials[0].Failure}");

    /// <summary>A table of <see cref="Ranking"/>: number, values, budget, score to six digits, or why a trial failed.</summary>
    public override string ToString()
    {
        string[][] rows = [["trial", .. Trials[0].Trial.Names, "budget", "score"], .. Ranking.Select(Row)];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => column < row.Length ? row[column].Length : 0))];
        // Reasons may be long: they stand behind the last column and do not widen it.
        var table = new StringBuilder();
        for (int i = 0; i < rows.Length; i++)
        {
            table.AppendJoin("  ", rows[i].Select((cell, column) => cell.PadLeft(widths[column])));
            if (i > 0 && Ranking[i - 1].Failure is string failure)
                table.Append("  ").Append(failure.ReplaceLineEndings(" "));
            table.Append('\n');
        }

        return table.ToString();
    }

    /// <summary>Below 0 if x's score is better than y's: lower, or with maximize higher; of equal scores the lower trial's.</summary>
    internal static int CompareScores(double x, int xTrial, double y, int yTrial, bool maximize)
    {
        int scores = maximize ? y.CompareTo(x) : x.CompareTo(y);
        return scores != 0 ? scores : xTrial.CompareTo(yTrial);
    }

    private static int Compare(TrialResult x, TrialResult y, bool maximize)
    {
        int failures = (x.Failure is not null).CompareTo(y.Failure is not null);
        if (failures != 0)
            return failures;
        int budgets = y.Budget.CompareTo(x.Budget);
        return budgets != 0 ? budgets : CompareScores(x.Score, x.Trial.Number, y.Score, y.Trial.Number, maximize);
    }

    private static string[] Row(TrialResult result) =>
    [
        result.Trial.Number.ToString(CultureInfo.InvariantCulture),
        .. result.Trial.Names.Select(result.Trial.Text),
        result.Budget.ToString(CultureInfo.InvariantCulture),
        result.Failure is null ? result.Score.ToString("G6", CultureInfo.InvariantCulture) : "failed",
    ];
}

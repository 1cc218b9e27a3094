namespace SimdNet.Search;

/// <summary>Looks for the values of parameters that give the best score.</summary>
/// <remarks>
/// <code>
/// HyperparameterSearch search = HyperparameterSearch.Random(space, trials: 50, seed: 7);
/// SearchResult result = search.Run(
///     (trial, epochs, cancel) => ValidationLoss(trial.Float("learningRate"), trial.Int("hidden"), epochs, trial.Seed, cancel),
///     new SearchOptions { Budget = 27, Halving = new SuccessiveHalving(), Pool = pool, Journal = "search.jsonl" });
/// </code>
/// The result depends on the space, the seed, the options and the objective only: the same for any number of threads, and after any number of interruptions, if the objective is a pure function of
/// trial and budget. Give it <see cref="Trial.Seed"/> where it needs random numbers.
/// </remarks>
public sealed class HyperparameterSearch
{
    /// <summary>The most trials that a search may have.</summary>
    public const int MaxTrials = 1 << 20;

    private readonly SearchRange[] _ranges;

    private HyperparameterSearch(string kind, ulong seed, SearchRange[] ranges, Trial[] trials) => (Kind, Seed, _ranges, Trials) = (kind, seed, ranges, trials);

    /// <summary>The trials, by number.</summary>
    public IReadOnlyList<Trial> Trials { get; }

    /// <summary>What random values and the trials' seeds depend on.</summary>
    public ulong Seed { get; }

    internal string Kind { get; }

    internal IReadOnlyList<SearchRange> Ranges => _ranges;

    /// <summary>Trials with random values. The first n of a longer search are those of a search of n.</summary>
    /// <param name="space">one parameter or more; later changes of it have no effect</param>
    /// <param name="trials">1 to <see cref="MaxTrials"/>; two may have the same values</param>
    /// <param name="seed">which values</param>
    /// <exception cref="ArgumentException">the space has no parameter</exception>
    /// <exception cref="ArgumentOutOfRangeException">the number of trials is out of range</exception>
    public static HyperparameterSearch Random(SearchSpace space, int trials, ulong seed = 0)
    {
        SearchRange[] ranges = RangesOf(space);
        if (trials is < 1 or > MaxTrials)
            throw new ArgumentOutOfRangeException(nameof(trials), trials, $"a search has 1 to {MaxTrials} trials.");
        return new HyperparameterSearch("random", seed, ranges, [.. Enumerable.Range(0, trials).Select(number => Trial.Random(ranges, number, seed))]);
    }

    /// <summary>One trial for each combination of the parameters' grid values, the last parameter's changing fastest.</summary>
    /// <param name="space">one parameter or more, each float with its steps; later changes of it have no effect</param>
    /// <param name="seed">what the trials' own seeds depend on</param>
    /// <exception cref="ArgumentException">the space has no parameter, a float has no steps, or there are more than <see cref="MaxTrials"/> combinations; the message says so</exception>
    public static HyperparameterSearch Grid(SearchSpace space, ulong seed = 0)
    {
        SearchRange[] ranges = RangesOf(space);
        long combinations = 1;
        foreach (SearchRange range in ranges)
        {
            combinations *= range.GridSize ?? throw new ArgumentException($"'{range.Name}' is {range.Description} without steps; a grid needs them.", nameof(space));
            if (combinations > MaxTrials) // before the next product, which would then not fit
                throw new ArgumentException($"up to '{range.Name}' the grid has {combinations} combinations; a search has at most {MaxTrials} trials.", nameof(space));
        }

        IEnumerable<double[]> rows = [[]];
        foreach (SearchRange range in ranges)
        {
            double[] grid = range.Grid();
            rows = rows.SelectMany(row => grid.Select(value => (double[])[.. row, value]));
        }

        return new HyperparameterSearch("grid", seed, ranges, [.. rows.Select((row, number) => Trial.Of(ranges, number, seed, row))]);
    }

    /// <summary>Scores the trials; a survivor of a rung starts again with the next rung's budget.</summary>
    /// <param name="objective">
    /// gets the trial, its budget and <see cref="SearchOptions.CancellationToken"/>; returns the score. Called by several threads at once, if there is a pool.
    /// NaN, or an exception while the search is not cancelled, is a failure of the trial
    /// </param>
    /// <param name="options">null: as <c>new SearchOptions()</c></param>
    /// <exception cref="ArgumentOutOfRangeException">the budget is below 1 or below the smallest one of halving</exception>
    /// <exception cref="IOException">the journal cannot be read or written, or another search is using it</exception>
    /// <exception cref="OperationCanceledException">the search was cancelled before it had ended</exception>
    /// <exception cref="SearchJournalException">the journal is damaged or another search's</exception>
    /// <exception cref="TrialFailedException">a trial failed, and <see cref="SearchOptions.StopAtFirstFailure"/> is set; of several the one with the lowest number</exception>
    public SearchResult Run(Func<Trial, int, CancellationToken, double> objective, SearchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(objective);
        return Run(trial => new Restarted(trial, objective), continues: false, options ?? new SearchOptions());
    }

    /// <summary>Scores the trials; a survivor of a rung goes on from where it stands.</summary>
    /// <param name="start">
    /// makes a trial's run, which is then trained to the budgets of the rungs, one after the other, and disposed by this search. Called by several threads at once, if there is a pool
    /// </param>
    /// <param name="options">null: as <c>new SearchOptions()</c></param>
    /// <exception cref="ArgumentOutOfRangeException">the budget is below 1 or below the smallest one of halving</exception>
    /// <exception cref="IOException">the journal cannot be read or written, or another search is using it</exception>
    /// <exception cref="OperationCanceledException">the search was cancelled before it had ended</exception>
    /// <exception cref="SearchJournalException">the journal is damaged or another search's</exception>
    /// <exception cref="TrialFailedException">a trial failed, and <see cref="SearchOptions.StopAtFirstFailure"/> is set; of several the one with the lowest number</exception>
    public SearchResult Run(Func<Trial, ITrialRun> start, SearchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        return Run(start, continues: true, options ?? new SearchOptions());
    }

    private static SearchRange[] RangesOf(SearchSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        if (space.Ranges.Count == 0)
            throw new ArgumentException("the space has no parameter.", nameof(space));
        return [.. space.Ranges];
    }

    private SearchResult Run(Func<Trial, ITrialRun> start, bool continues, SearchOptions options)
    {
        int least = options.Halving?.MinBudget ?? 1;
        if (options.Budget < least)
            throw new ArgumentOutOfRangeException(nameof(options), options.Budget, $"Budget is at least {least}.");
        IReadOnlyList<int> budgets = options.Halving?.Budgets(options.Budget) ?? [options.Budget];
        using SearchJournal? journal = options.Journal is null ? null : SearchJournal.Open(options.Journal, this, budgets, continues, options);
        return new Rungs(Trials, budgets, start, continues, journal, options).Run();
    }

    // Trains nothing between two budgets, so a rung may be left out.
    private sealed class Restarted(Trial trial, Func<Trial, int, CancellationToken, double> objective) : ITrialRun
    {
        public double Train(int toBudget, CancellationToken cancellationToken) => objective(trial, toBudget, cancellationToken);

        public void Dispose()
        {
        }
    }
}

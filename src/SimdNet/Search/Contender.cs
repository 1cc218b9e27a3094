namespace SimdNet.Search;

/// <summary>A trial that is being run: its history, and its run if it has one.</summary>
internal sealed class Contender(Trial trial) : IDisposable
{
    private readonly List<TrialScore> _history = [];
    private ITrialRun? _run;
    private int _rungsTrained;

    public Trial Trial => trial;

    public string? Failure { get; private set; }

    /// <summary>What the objective threw; null: nothing, or a journal has told of it.</summary>
    public Exception? Cause { get; private set; }

    public double Score => _history[^1].Score;

    public TrialResult Result => new(trial, [.. _history], Failure);

    /// <summary>Trains to the budget of a rung, first through those of earlier rungs if the run goes on from there and has not seen them.</summary>
    /// <returns>the score, or why there is none</returns>
    public TrialOutcome Train(Func<Trial, ITrialRun> start, IReadOnlyList<int> budgets, int rung, bool continues, CancellationToken cancellationToken)
    {
        try
        {
            _run ??= start(trial) ?? throw new InvalidOperationException("the objective gave no run.");
            for (int earlier = _rungsTrained; continues && earlier < rung; earlier++)
            {
                _run.Train(budgets[earlier], cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
            }

            double score = _run.Train(budgets[rung], cancellationToken);
            _rungsTrained = rung + 1;
            return double.IsNaN(score) ? new TrialOutcome(double.NaN, "the score is NaN", null) : new TrialOutcome(score, null, null);
        }
#pragma warning disable CA1031 // whatever an objective throws is its trial's failure, memory that does not suffice included
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new TrialOutcome(double.NaN, $"{exception.GetType().Name}: {exception.Message}", exception);
        }
    }

    public void Record(int budget, in TrialOutcome outcome)
    {
        (Failure, Cause) = (outcome.Failure, outcome.Cause);
        if (Failure is null)
            _history.Add(new TrialScore(budget, outcome.Score));
    }

    public void Dispose()
    {
        ITrialRun? run = _run;
        _run = null;
        run?.Dispose();
    }
}

/// <summary>What training to a budget gave.</summary>
/// <param name="Score">NaN if it failed</param>
/// <param name="Failure">null if it did not</param>
/// <param name="Cause">the exception behind a failure, where there was one and this process has seen it</param>
internal readonly record struct TrialOutcome(double Score, string? Failure, Exception? Cause);

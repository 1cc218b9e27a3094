namespace SimdNet.Search;

/// <summary>Runs trials rung by rung: all of them to the first budget, the survivors to the next.</summary>
internal sealed class Rungs(
    IReadOnlyList<Trial> trials, IReadOnlyList<int> budgets, Func<Trial, ITrialRun> start, bool continues, SearchJournal? journal, SearchOptions options)
{
    private readonly Contender[] _contenders = [.. trials.Select(trial => new Contender(trial))];
    private readonly Lock _finishing = new();

    // The rung: its contenders by number, how many are finished, the first that stops the search.
    private Contender[] _inRung = [];
    private int _rung;
    private int _finished;
    private int _stopAt = int.MaxValue;
    private volatile bool _cancelled;

    /// <summary>Runs them all, and disposes what it has made.</summary>
    public SearchResult Run()
    {
        try
        {
            _inRung = _contenders;
            for (_rung = 0; _rung < budgets.Count && _inRung.Length > 0; _rung++)
            {
                RunRung();
                Contender[] survivors = Survivors();
                Dispose(_inRung.Except(survivors));
                _inRung = survivors;
            }
        }
        finally
        {
            Dispose(_contenders);
        }

        return new SearchResult([.. _contenders.Select(contender => contender.Result)], options.Maximize);
    }

    private void RunRung()
    {
        _finished = 0;
        PoolLoop.Run(options.Pool, _inRung.Length, Score);
        journal?.FlushToDisk();
        if (_cancelled)
            throw new OperationCanceledException(options.CancellationToken);
        if (_stopAt == int.MaxValue)
            return;
        Contender failed = _inRung[_stopAt];
        throw new TrialFailedException($"{failed.Trial} failed at budget {budgets[_rung]}: {failed.Failure}", failed.Cause);
    }

    // One trial of the rung, on any thread. Trials are handed out by number, so that behind the first one that stops the search none is needed, and all before it have begun.
    private void Score(int i)
    {
        if (i > Volatile.Read(ref _stopAt))
            return;
        Contender contender = _inRung[i];
        int budget = budgets[_rung];
        if (journal is not null && journal.TryGet(contender.Trial.Number, budget, out TrialOutcome outcome))
        {
            lock (_finishing)
                Finish(i, outcome);
            return;
        }

        if (options.CancellationToken.IsCancellationRequested)
        {
            _cancelled = true;
            return;
        }

        outcome = contender.Train(start, budgets, _rung, continues, options.CancellationToken);
        if (options.CancellationToken.IsCancellationRequested)
        {
            _cancelled = true; // it may have returned early
            return;
        }

        lock (_finishing)
        {
            if (outcome.Failure is null || !options.StopAtFirstFailure)
                journal?.Append(contender.Trial, budget, outcome);
            Finish(i, outcome);
            options.Progress?.Report(new SearchProgress(
                _rung + 1, budgets.Count, budget, _finished, _inRung.Length, contender.Trial, outcome.Score, outcome.Failure));
        }
    }

    private void Finish(int i, in TrialOutcome outcome)
    {
        _inRung[i].Record(budgets[_rung], outcome);
        _finished++;
        if (outcome.Failure is not null && options.StopAtFirstFailure)
            Volatile.Write(ref _stopAt, int.Min(_stopAt, i));
    }

    private Contender[] Survivors()
    {
        if (_rung == budgets.Count - 1)
            return [];
        return
        [
            .. _inRung.Where(contender => contender.Failure is null)
                .Order(Comparer<Contender>.Create((x, y) => SearchResult.CompareScores(x.Score, x.Trial.Number, y.Score, y.Trial.Number, options.Maximize)))
                .Take(options.Halving!.Survivors(_inRung.Length))
                .OrderBy(contender => contender.Trial.Number),
        ];
    }

    // All of them, whatever one throws.
    private static void Dispose(IEnumerable<Contender> contenders)
    {
        Exception? failure = null;
        foreach (Contender contender in contenders)
        {
            try
            {
                contender.Dispose();
            }
#pragma warning disable CA1031 // thrown again below
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure ??= exception;
            }
        }

        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }
}

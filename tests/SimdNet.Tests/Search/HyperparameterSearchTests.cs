using SimdNet.Buffers;
using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Search;
using SimdNet.Tests.Training;
using SimdNet.Training;

namespace SimdNet.Tests.Search;

public class HyperparameterSearchTests
{
    private static readonly SearchSpace s_numbers = new SearchSpace().Int("n", 0, 9);

    [Theory, InlineData(1), InlineData(2), InlineData(5)]
    public void The_result_does_not_depend_on_the_number_of_threads(int threads)
    {
        using var pool = new WorkerPool(threads);
        HyperparameterSearch search = HyperparameterSearch.Random(new SearchSpace().Float("x", -1, 1).Int("n", 1, 100, log: true), 40, seed: 11);
        var options = new SearchOptions { Budget = 20, Halving = new SuccessiveHalving(2, 3) };
        SearchResult expected = search.Run(Objective, options);
        Assert.Contains(expected.Trials, trial => trial.Failure is not null);
        Same(expected, search.Run(Objective, new SearchOptions { Budget = 20, Halving = new SuccessiveHalving(2, 3), Pool = pool }));

        static double Objective(Trial trial, int budget, CancellationToken cancel)
        {
            Thread.SpinWait((int)(trial.Seed % 50_000)); // they end in another order than they begin
            return trial.Int("n") == 7 ? double.NaN : (trial.Float("x") * trial.Int("n")) + (1.0 / budget);
        }
    }

    [Fact]
    public void Trials_run_at_the_same_time()
    {
        using var pool = new WorkerPool(3);
        using var all = new Barrier(3);
        HyperparameterSearch.Random(s_numbers, 3).Run((_, _, cancel) => all.SignalAndWait(TimeSpan.FromMinutes(1), cancel) ? 1 : throw new TimeoutException(), new SearchOptions { Pool = pool, StopAtFirstFailure = true });
    }

    [Theory, InlineData(false), InlineData(true)]
    public void The_better_of_a_rung_go_on(bool maximize)
    {
        // 10 trials at budget 2, the best 4 at 6, the best 2 at 20; the score is the number, at the last rung negated.
        SearchResult result = HyperparameterSearch.Grid(s_numbers).Run(
            (trial, budget, _) => budget == 20 ? -trial.Int("n") : trial.Int("n"),
            new SearchOptions { Budget = 20, Halving = new SuccessiveHalving(2, 3), Maximize = maximize });
        int[] order = maximize ? [8, 9, 7, 6, 5, 4, 3, 2, 1, 0] : [1, 0, 2, 3, 4, 5, 6, 7, 8, 9];
        Assert.Equal(order, result.Ranking.Select(trial => trial.Trial.Number));
        Assert.Equal([20, 20, 6, 6, 2, 2, 2, 2, 2, 2], result.Ranking.Select(trial => trial.Budget));
        Assert.Equal([new(2, order[0]), new(6, order[0]), new(20, -order[0])], result.Best.History);
    }

    [Fact]
    public void Ties_go_to_the_lower_number()
    {
        SearchResult result = HyperparameterSearch.Grid(s_numbers).Run((trial, _, _) => trial.Int("n") % 2 == 0 ? 0.0 : -0.0, new SearchOptions { Budget = 2, Halving = new SuccessiveHalving(1, 2) });
        Assert.Equal(Enumerable.Range(0, 10), result.Ranking.Select(trial => trial.Trial.Number));
        Assert.Equal(5, result.Trials.Count(trial => trial.Budget == 2));
    }

    [Fact]
    public void A_failed_trial_loses_and_says_why()
    {
        SearchResult result = HyperparameterSearch.Grid(s_numbers).Run(
            (trial, budget, _) => trial.Int("n") switch
            {
                0 => double.NaN,
                1 when budget == 9 => throw new InvalidDataException("too\nlong"),
                2 => double.NegativeInfinity,
                3 => double.PositiveInfinity,
                int n => n,
            }, new SearchOptions { Budget = 9, Halving = new SuccessiveHalving(1, 3) });
        Assert.Equal(("the score is NaN", 0), (result.Trials[0].Failure, result.Trials[0].Budget));
        Assert.True(double.IsNaN(result.Trials[0].Score));
        Assert.Equal(("InvalidDataException: too\nlong", 3, 1.0), (result.Trials[1].Failure, result.Trials[1].Budget, result.Trials[1].Score));
        Assert.Equal((2, double.NegativeInfinity), (result.Best.Trial.Number, result.Best.Score));
        Assert.Equal([2, 4, 5, 6, 7, 8, 9, 3, 1, 0], result.Ranking.Select(trial => trial.Trial.Number));
        Assert.Equal(
            "trial  n  budget      score\n    2  2       9  -Infinity\n",
            string.Concat(result.ToString().Split('\n')[..2].Select(line => line + "\n")));
        Assert.EndsWith("    1  1       3     failed  InvalidDataException: too long\n    0  0       0     failed  the score is NaN\n", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void If_all_fail_there_is_no_best_one()
    {
        SearchResult result = HyperparameterSearch.Grid(s_numbers).Run((_, _, _) => double.NaN, new SearchOptions { Budget = 9, Halving = new SuccessiveHalving() });
        Assert.Equal("all 10 trials failed; trial 0: the score is NaN", Assert.Throws<InvalidOperationException>(() => result.Best).Message);
    }

    [Theory, InlineData(1, 2), InlineData(4, 2), InlineData(4, 3)]
    public void The_first_failure_by_number_stops_a_search_that_is_to_stop(int threads, int slow)
    {
        using var pool = new WorkerPool(threads);
        using var both = new Barrier(2);
        var failed = Assert.Throws<TrialFailedException>(() => HyperparameterSearch.Grid(s_numbers).Run(
            (trial, _, cancel) =>
            {
                // 2 and 3 have both begun before one of them fails, and one fails after the other.
                if (threads > 1 && trial.Int("n") is (2 or 3))
                    both.SignalAndWait(cancel);
                if (trial.Int("n") == slow)
                    Thread.Sleep(50);
                return trial.Int("n") >= 2 ? throw new InvalidDataException("bad") : 1;
            }, new SearchOptions { StopAtFirstFailure = true, Pool = pool }));
        Assert.Equal("trial 2: n = 2 failed at budget 1: InvalidDataException: bad", failed.Message);
        Assert.IsType<InvalidDataException>(failed.InnerException);
    }

    [Fact]
    public void A_run_goes_on_from_where_it_stands_and_is_disposed_when_it_loses()
    {
        var log = new List<string>();
        HyperparameterSearch.Grid(new SearchSpace().Int("n", 0, 2)).Run(trial => new Logged(trial.Number, log), new SearchOptions { Budget = 9, Halving = new SuccessiveHalving(1, 3) });
        Assert.Equal(["start 0", "0 to 1", "start 1", "1 to 1", "start 2", "2 to 1", "end 1", "end 2", "0 to 3", "0 to 9", "end 0"], log);
    }

    [Fact]
    public void Runs_are_disposed_when_the_search_ends_early()
    {
        var log = new List<string>();
        using var source = new CancellationTokenSource();
        var progress = new Told(told =>
        {
            if (told.Finished == 2)
                source.Cancel();
        });
        var cancelled = Assert.Throws<OperationCanceledException>(() => HyperparameterSearch.Grid(s_numbers).Run(
            trial => new Logged(trial.Number, log), new SearchOptions { CancellationToken = source.Token, Progress = progress }));
        Assert.Equal(source.Token, cancelled.CancellationToken);
        Assert.Equal(["start 0", "0 to 1", "start 1", "1 to 1", "end 0", "end 1"], log);
    }

    [Fact]
    public void A_cancelled_objectives_score_or_exception_does_not_count()
    {
        foreach (bool throws in new[] { false, true })
        {
            using var source = new CancellationTokenSource();
            var told = new List<int>();
            Assert.Throws<OperationCanceledException>(() => HyperparameterSearch.Grid(s_numbers).Run(
                (trial, _, cancel) =>
                {
                    if (trial.Int("n") == 3)
                    {
                        source.Cancel();
                        if (throws)
                            throw new InvalidDataException("half read");
                    }

                    return 1;
                }, new SearchOptions { CancellationToken = source.Token, Progress = new Told(progress => told.Add(progress.Trial.Number)), StopAtFirstFailure = true }));
            Assert.Equal([0, 1, 2], told);
        }
    }

    [Fact]
    public void An_objectives_own_cancellation_is_a_failure()
    {
        SearchResult result = HyperparameterSearch.Grid(s_numbers).Run((trial, _, _) => trial.Int("n") == 3 ? throw new OperationCanceledException("timed out") : 1);
        Assert.Equal("OperationCanceledException: timed out", result.Trials[3].Failure);
    }

    [Fact]
    public void Progress_is_told_of_every_score_one_at_a_time()
    {
        using var pool = new WorkerPool(4);
        var told = new List<SearchProgress>();
        int inside = 0;
        HyperparameterSearch.Grid(s_numbers).Run((trial, _, _) => trial.Int("n") == 4 ? double.NaN : trial.Int("n"), new SearchOptions
        {
            Budget = 3,
            Halving = new SuccessiveHalving(1, 3),
            Pool = pool,
            Progress = new Told(progress =>
            {
                Assert.Equal(1, Interlocked.Increment(ref inside));
                told.Add(progress);
                Interlocked.Decrement(ref inside);
            }),
        });
        Assert.Equal(14, told.Count);
        Assert.Equal([.. Enumerable.Range(1, 10).Select(finished => (1, 2, 1, finished, 10)), .. Enumerable.Range(1, 4).Select(finished => (2, 2, 3, finished, 4))], told.Select(p => (p.Rung, p.Rungs, p.Budget, p.Finished, p.Trials)));
        Assert.Equal("the score is NaN", told.Single(p => p.Trial.Number == 4).Failure);
        Assert.All(told.Where(p => p.Failure is null), p => Assert.Equal(p.Trial.Int("n"), p.Score));
    }

    [Fact]
    public void Options_are_checked()
    {
        HyperparameterSearch search = HyperparameterSearch.Grid(s_numbers);
        Assert.StartsWith("Budget is at least 1.", Assert.Throws<ArgumentOutOfRangeException>("options", () => search.Run((_, _, _) => 0, new SearchOptions { Budget = 0 })).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "Budget is at least 5.",
            Assert.Throws<ArgumentOutOfRangeException>("options", () => search.Run((_, _, _) => 0, new SearchOptions { Budget = 4, Halving = new SuccessiveHalving(5) })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("minBudget", () => new SuccessiveHalving(0));
        Assert.Throws<ArgumentOutOfRangeException>("factor", () => new SuccessiveHalving(1, 1));
        Assert.Equal([1, 3, 9, 27], new SuccessiveHalving().Budgets(27));
        Assert.Equal([2, 6, 20], new SuccessiveHalving(2).Budgets(20));
        Assert.Equal([20], new SuccessiveHalving(7).Budgets(20));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(5)]
    public void A_search_over_cross_validated_trainers_on_one_pool(int threads)
    {
        DataSet data = Cases.Labelled(60);
        using var pool = new WorkerPool(threads);
        HyperparameterSearch search = HyperparameterSearch.Random(
            new SearchSpace().Float("learningRate", 1e-3f, 1e-1f, log: true).Int("hidden", 2, 8).Choice("activation", ("relu", Activation.Relu), ("tanh", Activation.Tanh)), 6, seed: 2);
        SearchResult expected = Run(null);
        Assert.All(expected.Trials, trial => Assert.Null(trial.Failure));
        Assert.True(expected.Best.Score < Math.Log(2), expected.ToString()); // better than a guess
        Same(expected, Run(pool));

        SearchResult Run(WorkerPool? shared) => search.Run(
            (trial, epochs, cancel) => CrossValidation.Run(
                data, 3, (training, validation, fold) => ValidationLoss(trial, epochs, training, validation, shared, cancel), seed: 1, shared, cancel).Mean,
            new SearchOptions { Budget = 18, Halving = new SuccessiveHalving(6, 3), Pool = shared });
    }

    [Fact]
    public void Trainers_that_go_on_score_as_those_that_start_again()
    {
        DataSet training = Cases.Labelled(40), validation = Cases.Labelled(20, seed: 3);
        HyperparameterSearch search = HyperparameterSearch.Random(
            new SearchSpace().Float("learningRate", 1e-3f, 1e-1f, log: true).Int("hidden", 2, 8).Choice("activation", ("relu", Activation.Relu), ("tanh", Activation.Tanh)), 9, seed: 4);
        var options = new SearchOptions { Budget = 9, Halving = new SuccessiveHalving() };
        Same(
            search.Run((trial, epochs, cancel) => ValidationLoss(trial, epochs, training, validation, null, cancel), options),
            search.Run(trial => new Continued(trial, training, validation), options));
    }

    private static Trainer NewTrainer(Trial trial)
    {
        int hidden = trial.Int("hidden");
        var network = new Sequential(new Linear(3, hidden), new ActivationLayer(trial.Choice<Activation>("activation")), new Linear(hidden, 2));
        network.Initialize(trial.Seed);
        return new Trainer(network, new SoftmaxCrossEntropy(), new Adam(trial.Float("learningRate")));
    }

    private static double ValidationLoss(Trial trial, int epochs, DataSet training, DataSet validation, WorkerPool? pool, CancellationToken cancel)
    {
        Trainer trainer = NewTrainer(trial);
        trainer.Fit(training, new FitOptions { Epochs = epochs, BatchSize = 8, Seed = trial.Seed, Pool = pool, CancellationToken = cancel });
        return trainer.Evaluate(validation).Loss;
    }

    internal static void Same(SearchResult expected, SearchResult actual)
    {
        Assert.Equal(expected.Trials.Select(trial => (trial.Trial.ToString(), trial.Trial.Seed, trial.Failure)), actual.Trials.Select(trial => (trial.Trial.ToString(), trial.Trial.Seed, trial.Failure)));
        Assert.Equal(Histories(expected), Histories(actual));
        Assert.Equal(expected.Ranking.Select(trial => trial.Trial.Number), actual.Ranking.Select(trial => trial.Trial.Number));

        static IEnumerable<(int, long)[]> Histories(SearchResult result) =>
            result.Trials.Select(trial => trial.History.Select(score => (score.Budget, BitConverter.DoubleToInt64Bits(score.Score))).ToArray());
    }

    internal sealed class Told(Action<SearchProgress> report) : IProgress<SearchProgress>
    {
        public void Report(SearchProgress value) => report(value);
    }

    private sealed class Continued(Trial trial, DataSet training, DataSet validation) : ITrialRun
    {
        private readonly Trainer _trainer = NewTrainer(trial);
        private readonly MemoryCheckpoint _checkpoint = new();
        private int _epochs;

        public double Train(int toBudget, CancellationToken cancellationToken)
        {
            TrainingSummary summary = _trainer.Fit(training, new FitOptions { Epochs = toBudget, BatchSize = 8, Seed = trial.Seed, Checkpoint = _checkpoint, CancellationToken = cancellationToken });
            Assert.Equal(toBudget, summary.Epochs.Count);
            Assert.True(toBudget > _epochs);
            _epochs = toBudget;
            return _trainer.Evaluate(validation).Loss;
        }

        public void Dispose()
        {
        }
    }

    private sealed class Logged : ITrialRun
    {
        private readonly int _number;
        private readonly List<string> _log;

        public Logged(int number, List<string> log)
        {
            (_number, _log) = (number, log);
            log.Add($"start {number}");
        }

        public double Train(int toBudget, CancellationToken cancellationToken)
        {
            _log.Add($"{_number} to {toBudget}");
            return _number;
        }

        public void Dispose() => _log.Add($"end {_number}");
    }
}

using System.Collections.Concurrent;
using SimdNet.Buffers;
using SimdNet.Search;
using SimdNet.Tests.IO;

namespace SimdNet.Tests.Search;

public sealed class SearchJournalTests : IDisposable
{
    private static readonly SearchSpace s_space = new SearchSpace().Float("x", 0, 1).Bool("b");

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentBag<(int Trial, int Budget)> _calls = [];

    private string Path => _folder.File("search.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_journal_cut_at_any_byte_is_gone_on_from()
    {
        SearchResult expected = Run();
        byte[] whole = File.ReadAllBytes(Path);
        Assert.Equal(7, whole.Count(x => x == '\n')); // the search, 4 trials, 2 survivors
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(Path, whole[..length]);
            int linesKept = whole.AsSpan(0, length).Count((byte)'\n');
            _calls.Clear();
            HyperparameterSearchTests.Same(expected, Run());
            Assert.Equal(6 - int.Max(linesKept - 1, 0), _calls.Count); // nothing that is finished runs again
            Assert.Equal(whole, File.ReadAllBytes(Path));
        }
    }

    [Fact]
    public void Any_changed_byte_is_found_with_its_line()
    {
        Run();
        byte[] whole = File.ReadAllBytes(Path);
        for (int i = 0; i < whole.Length - 1; i++)
        {
            byte[] damaged = whole.ToArray();
            damaged[i] ^= 1;
            File.WriteAllBytes(Path, damaged);
            int line = 1 + whole.AsSpan(0, i).Count((byte)'\n');
            var refused = Assert.Throws<SearchJournalException>(() => Run());
            Assert.StartsWith($"{Path}, line {line}: ", refused.Message, StringComparison.Ordinal);
            Assert.Equal(damaged, File.ReadAllBytes(Path));
        }
    }

    [Fact]
    public void Lines_that_were_removed_or_moved_are_found()
    {
        Run();
        string[] lines = File.ReadAllLines(Path);
        Refuses(3, "its check is '", [.. lines[..2], .. lines[3..]]);
        Refuses(3, "its check is '", [.. lines[..2], lines[3], lines[2], .. lines[4..]]);
        Refuses(4, "its check is '", [.. lines[..3], lines[2], .. lines[3..]]);
        Refuses(3, "it does not end in a check", [.. lines[..2], "", .. lines[2..]]);
        Refuses(1, "it is not a search's journal", lines[1..].Prepend("{}"));

        void Refuses(int line, string why, IEnumerable<string> content)
        {
            File.WriteAllText(Path, string.Concat(content.Select(text => text + "\n")));
            Assert.StartsWith($"{Path}, line {line}: {why}", Assert.Throws<SearchJournalException>(() => Run()).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Another_file_is_left_alone()
    {
        foreach (string text in new[] { "notes", "notes\n", "{\"search\":\"grid\"" })
        {
            File.WriteAllText(Path, text);
            Assert.Equal($"{Path}, line 1: it is not a search's journal", Assert.Throws<SearchJournalException>(() => Run()).Message);
            Assert.Equal(text, File.ReadAllText(Path));
        }
    }

    [Fact]
    public void Another_search_is_refused_with_what_differs()
    {
        Run();
        Refused("seed is 3 in the journal, but 4 here", HyperparameterSearch.Random(s_space, 4, seed: 4), Options());
        Refused("search is \"random\" in the journal, but \"grid\" here", HyperparameterSearch.Grid(new SearchSpace().Bool("b")), Options());
        Refused("budgets is [1,2] in the journal, but [2] here", Search(), Options(halving: false));
        Refused("description is \"\" in the journal, but \"digits\" here", Search(), Options(description: "digits"));
        Refused(
            "space: x is {\"type\":\"float\",\"min\":0,\"max\":1,\"log\":false} in the journal, but {\"type\":\"float\",\"min\":0,\"max\":2,\"log\":false} here",
            HyperparameterSearch.Random(new SearchSpace().Float("x", 0, 2).Bool("b"), 4, seed: 3), Options());
        Refused(
            "space: c is not there in the journal, but {\"type\":\"choice\",\"values\":[\"false\",\"true\"]} here",
            HyperparameterSearch.Random(new SearchSpace().Float("x", 0, 1).Bool("b").Bool("c"), 4, seed: 3), Options());
        Refused("its parameters are in another order", HyperparameterSearch.Random(new SearchSpace().Bool("b").Float("x", 0, 1), 4, seed: 3), Options());
        Assert.Equal(
            $"{Path}, line 1: it is another search's: continues is false in the journal, but true here",
            Assert.Throws<SearchJournalException>(() => Search().Run(trial => new Counted(trial, _calls), Options())).Message);

        void Refused(string difference, HyperparameterSearch search, SearchOptions options) => Assert.Equal(
            $"{Path}, line 1: it is another search's: {difference}", Assert.Throws<SearchJournalException>(() => search.Run(Objective, options)).Message);
    }

    [Theory, InlineData(1), InlineData(5)]
    public void Interrupted_anywhere_with_any_number_of_threads_the_result_is_the_same(int threads)
    {
        using var pool = new WorkerPool(threads);
        HyperparameterSearch search = HyperparameterSearch.Random(s_space, 20, seed: 9);
        SearchResult expected = search.Run(Objective, new SearchOptions { Budget = 9, Halving = new SuccessiveHalving(1, 3) });
        _calls.Clear();
        SearchResult? actual = null;
        for (int sittings = 0; actual is null; sittings++)
        {
            Assert.True(sittings < 40);
            using var source = new CancellationTokenSource();
            int told = 0;
            try
            {
                actual = search.Run(Objective, new SearchOptions
                {
                    Budget = 9,
                    Halving = new SuccessiveHalving(1, 3),
                    Journal = Path,
                    Pool = pool,
                    CancellationToken = source.Token,
                    Progress = new HyperparameterSearchTests.Told(_ =>
                    {
                        if (++told == 3)
                            source.Cancel();
                    }),
                });
            }
            catch (OperationCanceledException)
            {
            }
        }

        HyperparameterSearchTests.Same(expected, actual);
        Assert.Equal(20 + 7 + 3, File.ReadAllLines(Path).Length - 1);
    }

    [Fact]
    public void Scores_and_failures_come_back_exactly()
    {
        double[] scores = [0.1, -0.0, double.PositiveInfinity, double.NegativeInfinity, 5e-324, double.MaxValue, 1.0 / 3];
        HyperparameterSearch search = HyperparameterSearch.Grid(new SearchSpace().Int("n", 0, scores.Length + 1));
        var options = new SearchOptions { Journal = Path };
        SearchResult first = search.Run((trial, _, _) =>
            trial.Number < scores.Length ? scores[trial.Number] : trial.Number == scores.Length ? double.NaN : throw new InvalidDataException("\"öh\"\n{"), options);
        HyperparameterSearchTests.Same(first, search.Run((_, _, _) => throw new InvalidOperationException(), options));
        Assert.Equal("InvalidDataException: \"öh\"\n{", first.Trials[^1].Failure);
    }

    [Fact]
    public void Failed_trials_run_again_if_they_are_to()
    {
        HyperparameterSearch search = HyperparameterSearch.Grid(new SearchSpace().Int("n", 0, 3));
        search.Run((trial, _, _) => trial.Number == 2 ? double.NaN : 1, new SearchOptions { Journal = Path });
        var ran = new List<int>();
        for (int i = 0; i < 2; i++)
        {
            SearchResult result = search.Run(Again, new SearchOptions { Journal = Path, RetryFailed = true });
            Assert.Equal(0.5, result.Trials[2].Score);
        }

        Assert.Equal([2], ran);
        Assert.Equal(2, search.Run(Again, new SearchOptions { Journal = Path }).Best.Trial.Number);

        double Again(Trial trial, int budget, CancellationToken cancel)
        {
            ran.Add(trial.Number);
            return 0.5;
        }
    }

    [Fact]
    public void A_failure_that_stops_the_search_is_not_in_the_journal()
    {
        HyperparameterSearch search = HyperparameterSearch.Grid(new SearchSpace().Int("n", 0, 3));
        var options = new SearchOptions { Journal = Path, StopAtFirstFailure = true };
        Assert.Throws<TrialFailedException>(() => search.Run((trial, _, _) => trial.Number == 2 ? double.NaN : 1, options));
        Assert.Equal(3, File.ReadAllLines(Path).Length);
        Assert.Equal(2, search.Run((_, _, _) => 0, options).Best.Trial.Number);
    }

    [Fact]
    public void A_random_search_may_grow()
    {
        HyperparameterSearch.Random(s_space, 3, seed: 3).Run(Objective, new SearchOptions { Journal = Path });
        SearchResult more = HyperparameterSearch.Random(s_space, 5, seed: 3).Run(Objective, new SearchOptions { Journal = Path });
        Assert.Equal(5, _calls.Count);
        HyperparameterSearchTests.Same(HyperparameterSearch.Random(s_space, 5, seed: 3).Run(Objective), more);
        HyperparameterSearchTests.Same(
            HyperparameterSearch.Random(s_space, 2, seed: 3).Run(Objective), HyperparameterSearch.Random(s_space, 2, seed: 3).Run(Objective, new SearchOptions { Journal = Path }));
    }

    [Fact]
    public void A_survivor_that_is_continued_is_trained_again_through_its_budgets()
    {
        SearchOptions options = Options();
        SearchResult expected = Search().Run(trial => new Counted(trial, _calls), options);
        string[] lines = File.ReadAllLines(Path);
        File.WriteAllText(Path, string.Concat(lines[..^1].Select(line => line + "\n")));
        int lost = int.Parse(lines[^1].Split([':', ','])[1], System.Globalization.CultureInfo.InvariantCulture);
        _calls.Clear();
        HyperparameterSearchTests.Same(expected, Search().Run(trial => new Counted(trial, _calls), options));
        Assert.Equal([(lost, 1), (lost, 2)], _calls.Order());
    }

    [Fact]
    public void One_search_at_a_time_uses_a_journal()
    {
        int scored = 0, refused = 0;
        Search().Run((_, _, _) =>
        {
            scored++;
            Assert.IsNotType<SearchJournalException>(Assert.ThrowsAny<IOException>(() => Run()));
            refused++;
            return 1;
        }, Options());
        Assert.Equal((6, 6), (scored, refused));
        Assert.Throws<DirectoryNotFoundException>(() => Search().Run(Objective, new SearchOptions { Journal = _folder.File("none/search.jsonl") }));
        Assert.Empty(_calls);
    }

    [Fact]
    public void A_line_is_in_the_file_before_progress_is_told_of_it()
    {
        var lengths = new List<long>();
        Search().Run(Objective, new SearchOptions { Journal = Path, Progress = new HyperparameterSearchTests.Told(_ => lengths.Add(new FileInfo(Path).Length)) });
        byte[] whole = File.ReadAllBytes(Path);
        Assert.Equal([2, 3, 4, 5], lengths.Select(length => whole.AsSpan(0, (int)length).Count((byte)'\n')));
        Assert.All(lengths, length => Assert.Equal((byte)'\n', whole[length - 1]));
    }

    private static HyperparameterSearch Search() => HyperparameterSearch.Random(s_space, 4, seed: 3);

    private SearchOptions Options(bool halving = true, string description = "") =>
        new() { Budget = 2, Halving = halving ? new SuccessiveHalving(1, 2) : null, Journal = Path, Description = description };

    private SearchResult Run() => Search().Run(Objective, Options());

    private double Objective(Trial trial, int budget, CancellationToken cancel)
    {
        _calls.Add((trial.Number, budget));
        return (trial.Float("x") / 3) + (trial.Bool("b") ? 1.0 / budget : 0);
    }

    private sealed class Counted(Trial trial, ConcurrentBag<(int Trial, int Budget)> calls) : ITrialRun
    {
        private double _state;

        public double Train(int toBudget, CancellationToken cancellationToken)
        {
            calls.Add((trial.Number, toBudget));
            return _state = (_state / 2) + trial.Float("x"); // depends on all budgets before
        }

        public void Dispose()
        {
        }
    }
}

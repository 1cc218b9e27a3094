using FsCheck;
using FsCheck.Fluent;
using SimdNet.Buffers;
using SimdNet.Search;

namespace SimdNet.Properties.Search;

public class SearchProperties
{
    private static readonly Gen<Bounds> s_bounds =
        from a in Gens.FiniteFloat
        from b in Gens.FiniteFloat
        from m in Gen.Choose(int.MinValue, int.MaxValue)
        from n in Gen.Choose(int.MinValue, int.MaxValue)
        from width in Gen.Choose(0, 20)
        from steps in Gen.Choose(2, 6)
        from log in Gen.Elements(false, true)
        from seed in Gen.Choose(0, int.MaxValue)
        select new Bounds(a, b, m, n, width, steps, log, (ulong)seed);

    [Fact]
    public void Random_values_are_inside_their_ranges() => Prop.ForAll(s_bounds, c =>
    {
        (float low, float high) = c.Floats();
        (int least, int most) = c.Ints();
        foreach (Trial trial in HyperparameterSearch.Random(c.Space(), 20, c.Seed).Trials)
        {
            Assert.InRange(trial.Float("x"), low, high);
            Assert.InRange(trial.Int("n"), least, most);
            Assert.Contains(trial.Choice<string>("c"), new[] { "a", "b" });
        }
    });

    [Fact]
    public void A_grid_has_each_combination_once_in_order_with_the_ends() => Prop.ForAll(s_bounds, c =>
    {
        HyperparameterSearch search = HyperparameterSearch.Grid(c.Space());
        (float X, int N, string C)[] combinations = [.. search.Trials.Select(trial => (trial.Float("x"), trial.Int("n"), trial.Choice<string>("c")))];
        float[] floats = [.. combinations.Select(row => row.X).Distinct()];
        int[] ints = [.. combinations.Select(row => row.N).Distinct()];
        Assert.Equal(from x in floats from n in ints from choice in new[] { "a", "b" } select (x, n, choice), combinations);
        Assert.Equal(floats.Order(), floats);
        Assert.Equal(ints.Order(), ints);
        Assert.Equal(c.Floats(), (floats[0], floats[^1]));
        Assert.Equal(c.Ints(), (ints[0], ints[^1]));
        Assert.InRange(floats.Length, 1, c.Steps);
        Assert.InRange(ints.Length, 1, c.Steps);
    });

    [Fact]
    public void Any_rungs_keep_the_best_of_those_that_did_not_fail_for_any_number_of_threads()
    {
        using var two = new WorkerPool(2);
        using var five = new WorkerPool(5);
        Gen<(int, int, int, int, int, bool)> cases =
            from trials in Gen.Choose(1, 30)
            from minBudget in Gen.Choose(1, 5)
            from factor in Gen.Choose(2, 5)
            from budget in Gen.Choose(5, 100)
            from seed in Gen.Choose(0, int.MaxValue)
            from maximize in Gen.Elements(false, true)
            select (trials, minBudget, factor, budget, seed, maximize);
        Prop.ForAll(cases, c =>
        {
            (int trials, int minBudget, int factor, int budget, int seed, bool maximize) = c;
            HyperparameterSearch search = HyperparameterSearch.Random(new SearchSpace().Int("n", 0, 12), trials, (ulong)seed);
            SearchResult[] results = [.. new[] { null, two, five }.Select(pool => search.Run(Score, new SearchOptions
            {
                Budget = budget,
                Halving = new SuccessiveHalving(minBudget, factor),
                Maximize = maximize,
                Pool = pool,
            }))];
            Assert.All(results, result => Assert.Equal(results[0].ToString(), result.ToString()));
            AssertRungs(results[0], search, new SuccessiveHalving(minBudget, factor).Budgets(budget), factor, maximize);
        });
    }

    // Equal scores are common; 5 of 13 fail at some budgets.
    private static double Score(Trial trial, int budget, CancellationToken cancel)
    {
        int n = trial.Int("n");
        return (n + budget) % 13 < 5 && n % 2 == 0 ? double.NaN : n * (budget + 1) % 7;
    }

    private static void AssertRungs(SearchResult result, HyperparameterSearch search, IReadOnlyList<int> budgets, int factor, bool maximize)
    {
        Trial[] rung = [.. search.Trials];
        for (int r = 0; r < budgets.Count; r++)
        {
            int budget = budgets[r];
            Trial[] succeeded = [.. rung.Where(trial => !double.IsNaN(Score(trial, budget, default)))];
            Assert.Equal(succeeded, result.Trials.Where(trial => trial.Budget >= budget).Select(trial => trial.Trial));
            Assert.Equal(rung.Except(succeeded), result.Trials.Where(trial => trial.Failure is not null && trial.History.Count == r).Select(trial => trial.Trial));
            rung = [.. succeeded.OrderBy(trial => (maximize ? -1 : 1) * Score(trial, budget, default)).Take((int)Math.Ceiling(rung.Length / (double)factor)).OrderBy(trial => trial.Number)];
        }
    }

    private sealed record Bounds(float A, float B, int M, int N, int Width, int Steps, bool Log, ulong Seed)
    {
        public (float Low, float High) Floats()
        {
            (float a, float b) = Log ? (Positive(A), Positive(B)) : (A, B);
            return (float.Min(a, b), float.Max(a, b));
        }

        public (int Least, int Most) Ints()
        {
            (int a, int b) = Log ? (int.Max(1, M & int.MaxValue), int.Max(1, N & int.MaxValue)) : (M, N);
            return Width < 10 ? (int.Min(a, b), (int)long.Min(int.MaxValue, (long)int.Min(a, b) + Width)) : (int.Min(a, b), int.Max(a, b));
        }

        public SearchSpace Space() => new SearchSpace()
            .Float("x", Floats().Low, Floats().High, Log, Steps)
            .Int("n", Ints().Least, Ints().Most, Log, Steps)
            .Choice("c", "a", "b");

        private static float Positive(float x) => float.Max(float.Abs(x), float.Epsilon);
    }
}

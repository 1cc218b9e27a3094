using SimdNet.Search;

namespace SimdNet.Tests.Search;

public class SearchSpaceTests
{
    [Fact]
    public void A_grid_has_the_decimal_numbers_that_a_reader_expects()
    {
        IEnumerable<float> Grid(SearchSpace space) => HyperparameterSearch.Grid(space).Trials.Select(trial => trial.Float("x"));
        Assert.Equal([1e-4f, 1e-3f, 1e-2f, 1e-1f], Grid(new SearchSpace().Float("x", 1e-4f, 1e-1f, log: true, steps: 4)));
        Assert.Equal([0f, 0.1f, 0.2f, 0.3f, 0.4f, 0.5f], Grid(new SearchSpace().Float("x", 0, 0.5f, steps: 6)));
    }

    [Fact]
    public void Ranges_are_checked()
    {
        var space = new SearchSpace().Int("n", 1, 2);
        Refused.With("expected finite bounds, min <= max, but 'x' has min = 2 and max = 1.", "min", () => space.Float("x", 2, 1));
        Refused.With("expected finite bounds, min <= max, but 'x' has min = 0 and max = Infinity.", "min", () => space.Float("x", 0, float.PositiveInfinity));
        Refused.With("a logarithmic scale begins above 0, but 'x' has min = 0.", "min", () => space.Float("x", 0, 1, log: true));
        Refused.With("expected min <= max, but 'x' has min = 2 and max = 1.", "min", () => space.Int("x", 2, 1));
        Refused.With("a logarithmic scale of whole numbers begins at 1 or above, but 'x' has min = 0.", "min", () => space.Int("x", 0, 1, log: true));
        Refused.With("a grid of 'x' takes 2 or more steps, not 1.", "steps", () => space.Float("x", 0, 1, steps: 1));
        Refused.With("a grid of 'x' takes 2 or more steps, not 0.", "steps", () => space.Int("x", 0, 1, steps: 0));
        Refused.With("'x' has no values to choose from.", "values", () => space.Choice("x", Array.Empty<int>()));
        Refused.With("'x' has two values that are written 'System.Int32[]'; give each a label of its own.", "values", () => space.Choice("x", new int[1], new int[2]));
        Refused.With("there is a parameter 'n' already.", "name", () => space.Float("n", 0, 1));
        Refused.With("there is a parameter 'n' already.", "name", () => space.Int("n", 0, 1));
        Refused.With("there is a parameter 'n' already.", "name", () => space.Bool("n"));
        Assert.Throws<ArgumentException>("name", () => space.Bool(""));
        Assert.Equal(["n"], HyperparameterSearch.Grid(space).Trials[0].Names);
    }

    [Fact]
    public void Searches_are_checked()
    {
        Refused.With("the space has no parameter.", "space", () => HyperparameterSearch.Random(new SearchSpace(), 1));
        Refused.With("'x' is a float of 0 to 1 without steps; a grid needs them.", "space", () => HyperparameterSearch.Grid(new SearchSpace().Float("x", 0, 1)));
        Refused.With(
            "up to 'n' the grid has 8589934592 combinations; a search has at most 1048576 trials.", "space",
            () => HyperparameterSearch.Grid(new SearchSpace().Bool("b").Int("n", int.MinValue, int.MaxValue).Bool("c")));
        Assert.Throws<ArgumentOutOfRangeException>("trials", () => HyperparameterSearch.Random(new SearchSpace().Bool("b"), 0));
        Assert.Throws<ArgumentOutOfRangeException>("trials", () => HyperparameterSearch.Random(new SearchSpace().Bool("b"), HyperparameterSearch.MaxTrials + 1));
    }

    [Fact]
    public void A_value_is_asked_for_by_its_name_and_type()
    {
        int[] wide = [8, 8];
        Trial trial = HyperparameterSearch.Grid(new SearchSpace().Float("x", 0.5f, 0.5f).Int("n", 3, 3).Choice("layers", ("wide", wide)).Bool("b")).Trials[1];
        Assert.Equal((0.5f, 3, true), (trial.Float("x"), trial.Int("n"), trial.Bool("b")));
        Assert.Same(wide, trial.Choice<int[]>("layers"));
        Assert.Same(wide, trial.Choice<IReadOnlyList<int>>("layers"));
        Assert.Equal("trial 1: x = 0.5, n = 3, layers = wide, b = true", trial.ToString());
        Refused.With("there is no parameter 'y'; there are 'x', 'n', 'layers', 'b'.", "name", () => trial.Float("y"));
        Refused.With("'n' is an int of 3 to 3, not a float.", "name", () => trial.Float("n"));
        Refused.With("'x' is a float of 0.5 to 0.5, not an int.", "name", () => trial.Int("x"));
        Refused.With("'layers' is a choice of type Int32[], not a choice of type Boolean.", "name", () => trial.Bool("layers"));
        Refused.With("'x' is a float of 0.5 to 0.5, not a choice of type String.", "name", () => trial.Choice<string>("x"));
    }

    [Fact]
    public void A_grid_is_even_on_its_scale_and_the_last_parameter_changes_fastest()
    {
        HyperparameterSearch search = HyperparameterSearch.Grid(new SearchSpace().Float("x", 1 / 64f, 1, log: true, steps: 3).Int("n", 1, 9, steps: 3));
        Assert.Equal(
            ["0.015625, 1", "0.015625, 5", "0.015625, 9", "0.125, 1", "0.125, 5", "0.125, 9", "1, 1", "1, 5", "1, 9"],
            search.Trials.Select(trial => $"{trial.Text("x")}, {trial.Text("n")}"));
        Assert.Equal(["1", "2", "4", "8", "16"], Values(new SearchSpace().Int("n", 1, 16, log: true, steps: 5)));
        Assert.Equal(["1", "2"], Values(new SearchSpace().Int("n", 1, 2, steps: 50)));
        Assert.Equal(["-1", "0", "1"], Values(new SearchSpace().Int("n", -1, 1)));
        Assert.Equal(["0", "0.25", "0.5", "0.75", "1"], Values(new SearchSpace().Float("n", 0, 1, steps: 5)));

        static IEnumerable<string> Values(SearchSpace space) => HyperparameterSearch.Grid(space).Trials.Select(trial => trial.Text("n"));
    }

    [Fact]
    public void Draws_have_the_distributions_that_are_stated()
    {
        const int Count = 20_000;
        IReadOnlyList<Trial> trials = HyperparameterSearch.Random(
            new SearchSpace().Float("x", -1, 3).Float("log", 1e-4f, 1, log: true).Int("n", 1, 7, log: true).Int("k", 0, 3).Choice("c", "a", "b", "c").Bool("b"), Count, seed: 5).Trials;
        Share(0.25, trial => trial.Float("x") < 0);
        Share(0.25, trial => trial.Float("log") < 1e-3f);
        Share(0.75, trial => trial.Float("log") < 1e-1f);
        for (int k = 1; k <= 7; k++)
            Share(Math.Log((k + 1.0) / k) / Math.Log(8), trial => trial.Int("n") == k);
        for (int k = 0; k <= 3; k++)
            Share(0.25, trial => trial.Int("k") == k);
        Share(1 / 3.0, trial => trial.Choice<string>("c") == "b");
        Share(0.5, trial => trial.Bool("b"));
        Assert.Equal(Count, trials.Select(trial => trial.Seed).Distinct().Count());

        // Five standard deviations of a binomial share; the seed is fixed.
        void Share(double expected, Func<Trial, bool> event_) =>
            Assert.Equal(expected, trials.Count(event_) / (double)Count, 5 * Math.Sqrt(expected * (1 - expected) / Count));
    }

    [Fact]
    public void Draws_are_a_public_contract()
    {
        IReadOnlyList<Trial> trials = HyperparameterSearch.Random(
            new SearchSpace().Float("x", -1, 3).Float("log", 1e-5f, 1, log: true).Int("n", 1, 1000, log: true).Int("k", int.MinValue, int.MaxValue).Choice("c", "a", "b", "c").Bool("b"), 100, seed: 7).Trials;
        // The first trial was also computed from the definitions with 50 digits, outside this library.
        Assert.Equal("trial 0: x = 1.634195, log = 0.009313437, n = 1, k = -553572134, c = b, b = true", trials[0].ToString());
        Assert.Equal(3666331157507992581UL, trials[0].Seed);
        Assert.Equal(
            "85201e00c6a0e8c38f7ccaceff86fbe889745e01aae71af8ecbcceaff8354e20",
            Fingerprint.Of([.. trials.SelectMany(trial => new[] { trial.Float("x"), trial.Float("log"), trial.Int("n"), trial.Int("k") >> 8, trial.Seed >> 40 })]));
    }

    [Fact]
    public void The_least_and_the_largest_draw_stay_inside()
    {
        // exp(log(k)) may round to either side of k.
        for (int k = 1; k < 2000; k++)
        {
            Inside(new IntRange("n", k, k + 2, log: true, steps: null), k, k + 2);
            Inside(new FloatRange("x", k / 3f, float.BitIncrement(k / 3f), log: true, steps: null), k / 3f, float.BitIncrement(k / 3f));
        }

        Inside(new IntRange("n", 1, int.MaxValue, log: true, steps: null), 1, int.MaxValue);
        Inside(new IntRange("n", int.MinValue, int.MaxValue, log: false, steps: null), int.MinValue, int.MaxValue);
        Inside(new FloatRange("x", -float.MaxValue, float.MaxValue, log: false, steps: null), -float.MaxValue, float.MaxValue);
        Inside(new FloatRange("x", float.Epsilon, float.MaxValue, log: true, steps: null), float.Epsilon, float.MaxValue);

        static void Inside(SearchRange range, double min, double max) => Assert.Equal((min, max), (range.Draw(0), range.Draw(ulong.MaxValue)));
    }

    [Fact]
    public void A_parameter_behind_the_others_does_not_change_what_they_draw()
    {
        var space = new SearchSpace().Float("x", 0, 1).Int("n", 0, 1000);
        HyperparameterSearch few = HyperparameterSearch.Random(space, 5, seed: 3);
        HyperparameterSearch more = HyperparameterSearch.Random(space.Bool("b"), 9, seed: 3);
        Assert.Equal(["x", "n"], few.Trials[0].Names);
        Assert.Equal(Values(few), Values(more)[..5]);
        Assert.NotEqual(Values(few), Values(HyperparameterSearch.Random(space, 5, seed: 4)));

        static (float, int, ulong)[] Values(HyperparameterSearch search) => [.. search.Trials.Select(trial => (trial.Float("x"), trial.Int("n"), trial.Seed))];
    }
}

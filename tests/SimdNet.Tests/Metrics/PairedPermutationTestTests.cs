using SimdNet.Metrics;

namespace SimdNet.Tests.Metrics;

public class PairedPermutationTestTests
{
    [Fact]
    public void All_patterns_of_few_examples_are_tried()
    {
        // By hand: of 8 sums of +-1 +-2 +-3, two have magnitude 6 and two 4.
        Assert.Equal(new SignificanceTest(2, 2.0 / 8), PairedPermutationTest.Run([1, 2, 3], [0, 0, 0]));
        Assert.Equal(4.0 / 8, PairedPermutationTest.Run([0, 2, 3], [1, 0, 0]).PValue);
    }

    [Fact]
    public void Sums_that_differ_by_rounding_alone_are_equal()
    {
        // 0.1 + 0.2 - 0.3 is not 0 in double, but the pattern and its opposite are the least extreme: all 8 count.
        Assert.Equal(1, PairedPermutationTest.Run([0.1, 0.2, -0.3], [0, 0, 0]).PValue);
    }

    [Fact]
    public void Random_patterns_come_near_all_patterns_and_repeat_with_the_seed()
    {
        double[] first = [.. Enumerable.Range(1, 12).Select(i => i % 4 == 0 ? -i : (double)i)], second = new double[12];
        double exact = PairedPermutationTest.Run(first, second, 4096).PValue;
        SignificanceTest drawn = PairedPermutationTest.Run(first, second, 4095, seed: 3);

        // Six standard deviations of a share among 4095
        Assert.Equal(exact, drawn.PValue, 6 * Math.Sqrt(exact * (1 - exact) / 4095));
        Assert.Equal(drawn, PairedPermutationTest.Run(first, second, 4095, seed: 3));
    }

    [Fact]
    public void P_is_never_zero_and_equal_models_have_one()
    {
        double[] ones = [.. Enumerable.Repeat(1.0, 100)];
        Assert.Equal(1.0 / 100, PairedPermutationTest.Run(ones, new double[100], 99).PValue);
        Assert.Equal(new SignificanceTest(0, 1), PairedPermutationTest.Run(ones, ones, 99));
    }

    [Fact]
    public void Bad_input_is_refused_with_what_came()
    {
        Refused.With("first holds 1 values, but second holds 2", "second", () => PairedPermutationTest.Run([1], [1, 2]));
        Refused.With("first holds 0 values, but at least 1 are needed", "first", () => PairedPermutationTest.Run([], []));
        Refused.With("first[0] is NaN and second[0] is 1, expected finite numbers with a finite difference", "first", () => PairedPermutationTest.Run([double.NaN], [1]));
        Refused.With("the differences add up to more than a double holds, expected a finite sum", "first", () => PairedPermutationTest.Run([1e308, 1e308], [0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>("permutations", () => PairedPermutationTest.Run([1], [1], 0));
    }
}

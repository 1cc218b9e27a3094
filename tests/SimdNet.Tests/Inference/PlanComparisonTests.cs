using SimdNet.Inference;
using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Tests.Inference;

/// <summary>What CompareWith and Describe say of a plan</summary>
public class PlanComparisonTests
{
    private static readonly float[] s_data = Numbers.Uniform(1, 40 * 19);

    [Theory, InlineData(WeightFormat.Float32), InlineData(WeightFormat.BFloat16), InlineData(WeightFormat.Int8)]
    public void A_plan_agrees_with_itself_and_with_another_of_the_same_network(WeightFormat format)
    {
        using InferencePlan plan = Compile(format), same = Compile(format, maxBatch: 7);
        double rootMeanSquare = plan.CompareWith(plan, s_data).RootMeanSquare;
        Assert.Equal(new PlanComparison(40, 0, 0, rootMeanSquare, 1), plan.CompareWith(same, s_data));
    }

    [Fact]
    public void Its_numbers_are_those_of_the_definition()
    {
        using InferencePlan plan = Compile(WeightFormat.Float32), other = Compile(WeightFormat.Int8);
        float[][] mine = [.. s_data.Chunk(19).Select(row => Plans.Run(plan, row))], others = [.. s_data.Chunk(19).Select(row => Plans.Run(other, row))];
        double[] differences = [.. mine.Zip(others, (x, y) => x.Zip(y, (a, b) => Math.Abs((double)a - b))).SelectMany(row => row)];

        PlanComparison comparison = plan.CompareWith(other, s_data);

        Assert.Equal(40, comparison.Rows);
        Assert.Equal(differences.Max(), comparison.LargestDifference);
        // Sums of 400 squares in double.
        double slack = Rounding.Gamma(410, Rounding.UnitRoundoffOfDouble);
        Assert.InRange(comparison.RootMeanSquareDifference / Math.Sqrt(differences.Average(d => d * d)), 1 - slack, 1 + slack);
        Assert.InRange(comparison.RootMeanSquare / Math.Sqrt(mine.SelectMany(row => row).Average(y => (double)y * y)), 1 - slack, 1 + slack);
        Assert.Equal(mine.Zip(others).Count(pair => LargestOf(pair.First) == LargestOf(pair.Second)) / 40.0, comparison.Agreement);

        static int LargestOf(float[] row) => Array.IndexOf(row, row.Max());
    }

    [Fact]
    public void Fewer_bits_cost_more_and_neither_format_much()
    {
        using InferencePlan plan = Compile(WeightFormat.Float32), half = Compile(WeightFormat.BFloat16), quarter = Compile(WeightFormat.Int8);
        PlanComparison bfloat16 = plan.CompareWith(half, s_data), int8 = plan.CompareWith(quarter, s_data);

        // bfloat16 rounds by 2^-9 of a number at most, int8 by 1 / 254 of the largest: of three layers' outputs, in the mean less than that each.
        Assert.InRange(bfloat16.RootMeanSquareDifference, double.Epsilon, 3 * Math.Pow(2, -9) * bfloat16.RootMeanSquare);
        Assert.InRange(int8.RootMeanSquareDifference, bfloat16.RootMeanSquareDifference, 3.0 / 127 * int8.RootMeanSquare);
        Assert.InRange(bfloat16.LargestDifference, bfloat16.RootMeanSquareDifference, bfloat16.RootMeanSquare);
        Assert.True(half.WeightBytes < plan.WeightBytes && quarter.WeightBytes < half.WeightBytes);
    }

    [Fact]
    public void NaN_shows_in_the_largest_difference()
    {
        using InferencePlan plan = Compile(WeightFormat.Float32);
        Assert.Equal(double.NaN, plan.CompareWith(plan, [.. s_data[..19], float.NaN, .. s_data[20..38]]).LargestDifference);
    }

    [Fact]
    public void It_reads_as_one_line() => Assert.Equal(
        "40 rows: largest difference 0.125, root mean square 0.01235 of 2, the same largest output in 97.50 %",
        new PlanComparison(40, 0.125, 0.012345, 2, 0.975).ToString());

    [Fact]
    public void Plans_of_other_features_and_data_that_is_not_rows_are_refused_with_the_numbers()
    {
        using InferencePlan plan = Compile(WeightFormat.Float32);
        using InferencePlan narrower = Plans.Compile(18, graph => graph.Add(graph.Input, new Linear(18, 10)));
        using InferencePlan wider = Plans.Compile(19, graph => graph.Add(graph.Input, new Linear(19, 11)));
        using InferencePlan several = Plans.Compile(19, graph => graph.Add(graph.AddInput("y", 19), new Linear(19, 10)));

        Refused.With("the other plan takes 18 features and gives 10, but this one 19 and 10.", "other", () => plan.CompareWith(narrower, s_data));
        Refused.With("the other plan takes 19 features and gives 11, but this one 19 and 10.", "other", () => plan.CompareWith(wider, s_data));
        Refused.With("data holds 20 floats, which is not one or more rows of 19 features.", "data", () => plan.CompareWith(plan, s_data.AsSpan(0, 20)));
        Refused.With("data holds 0 floats, which is not one or more rows of 19 features.", "data", () => plan.CompareWith(plan, []));
        Assert.Throws<ArgumentNullException>("other", () => plan.CompareWith(null!, s_data));
        Assert.Throws<InvalidOperationException>(() => plan.CompareWith(several, s_data));
    }

    private static InferencePlan Compile(WeightFormat format, int maxBatch = 1) =>
        InferencePlan.Compile(Plans.Network().ToGraph(), new InferenceOptions { MaxBatch = maxBatch, Weights = format });
}

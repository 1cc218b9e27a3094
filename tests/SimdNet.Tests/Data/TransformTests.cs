using SimdNet.Data;
using SimdNet.Graphs;
using SimdNet.Inference;
using SimdNet.IO;
using SimdNet.Nn;
using SimdNet.Tests.IO;
using SimdNet.Training;

namespace SimdNet.Tests.Data;

public class TransformTests
{
    private const int Features = 3;

    // The middle column is constant, and no power of two.
    private static readonly float[] s_rows = [1, 0.1f, -2, 2, 0.1f, 0, 4, 0.1f, 7, 9, 0.1f, 7];

    public static TheoryData<string> Names => ["standardize", "min-max", "chain", "one-hot chain"];

    [Fact]
    public void Standardised_features_have_mean_0_and_variance_1()
    {
        var transform = new Standardize(Features);
        float[] y = Fitted(transform, s_rows);

        for (int j = 0; j < Features; j++)
        {
            double[] x = [.. Column(s_rows, j)];
            double mean = x.Average(), deviation = Math.Sqrt(x.Average(v => (v - mean) * (v - mean)));
            double[] expected = [.. x.Select(v => j == 1 ? 0 : (v - mean) / deviation)];
            // RowKernels.BatchNorm's bound, and a rounding each of mean and variance.
            Assert.All(expected.Zip(Column(y, j)), pair => Assert.InRange(pair.Second, pair.First - Bound(mean, deviation, pair.First), pair.First + Bound(mean, deviation, pair.First)));
        }

        static double Bound(double mean, double deviation, double y) => Math.Pow(2, -24) * ((10 * Math.Abs(y)) + (deviation > 0 ? 2 * Math.Abs(mean) / deviation : 0));
    }

    [Fact]
    public void Scaled_features_go_from_low_to_high()
    {
        Assert.Equal([-1, -1, -1, -0.75f, -1, 4 / 9f - 1, -0.25f, -1, 1, 1, -1, 1], Fitted(new MinMax(Features, -1, 1), s_rows), Near);

        static bool Near(float x, float y) => Math.Abs(x - y) <= 4 * Math.Pow(2, -24);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_inverse_gives_the_rows_back(string name)
    {
        RowTransform transform = New(name);
        float[] y = Fitted(transform, s_rows), x = new float[s_rows.Length];
        transform.Invert(y, x);
        // A few roundings relative to the largest number that occurs, 9.
        Assert.All(s_rows.Zip(x), pair => Assert.InRange(pair.Second, pair.First - (16 * 9 * MathF.Pow(2, -24)), pair.First + (16 * 9 * MathF.Pow(2, -24))));
    }

    [Theory, MemberData(nameof(Names))]
    public void In_place_and_row_by_row_the_bits_are_the_same_and_nothing_is_allocated(string name)
    {
        RowTransform transform = New(name);
        float[] y = Fitted(transform, s_rows), inPlace = [.. s_rows], row = s_rows[3..6];
        float[] rowOut = new float[transform.OutFeatures];
        transform.Apply(row, rowOut);
        Bits.Equal([.. y.AsSpan(transform.OutFeatures, transform.OutFeatures)], rowOut, "row");
        if (transform.OutFeatures == Features)
        {
            transform.Apply(inPlace);
            Bits.Equal(y, inPlace, "in place");
        }

        Assert.Equal(0, Allocation.Measure(() => transform.Apply(s_rows, y), 100));
        Assert.Equal(0, Allocation.Measure(() => transform.Invert(y, inPlace), 100));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_transform_is_saved_beside_its_network(string name)
    {
        using var folder = new TemporaryFolder();
        RowTransform saved = New(name), loaded = New(name);
        Sequential network = new(new Linear(Features, 2)), other = new(new Linear(Features, 2));
        network.Initialize(seed: 1);
        float[] expected = Fitted(saved, s_rows), actual = new float[expected.Length];

        SafeTensors.Save(folder.File("f"), [.. network.Parameters, .. network.Buffers, .. saved.Buffers]);
        SafeTensors.Load(folder.File("f"), [.. other.Parameters, .. other.Buffers, .. loaded.Buffers]);
        loaded.Apply(s_rows, actual);

        Bits.Equal(expected, actual, name);
    }

    [Theory, MemberData(nameof(Names))]
    public void Alone_in_a_plan_it_gives_the_same_bits(string name)
    {
        RowTransform transform = New(name);
        float[] expected = Fitted(transform, s_rows), actual = new float[expected.Length];
        var builder = new GraphBuilder(Features);
        using InferencePlan plan = InferencePlan.Compile(builder.Build(transform.Lower(builder, builder.Input)), new InferenceOptions { MaxBatch = 4 });
        using InferenceContext context = plan.CreateContext();

        context.Run(s_rows, actual);
        Bits.Equal(expected, actual, name);
        Assert.Equal(0, Allocation.Measure(() => context.Run(s_rows, actual), 100));
        context.Run(s_rows.AsSpan(3, 3), actual.AsSpan(0, transform.OutFeatures));
        Bits.Equal([.. expected.AsSpan(transform.OutFeatures, transform.OutFeatures)], [.. actual.AsSpan(0, transform.OutFeatures)], $"{name}, one row");
    }

    [Fact]
    public void A_plan_refuses_a_code_that_is_none_and_goes_on()
    {
        var transform = new OneHot(0, 3);
        var builder = new GraphBuilder(2);
        using InferencePlan plan = InferencePlan.Compile(builder.Build(transform.Lower(builder, builder.Input)), new InferenceOptions { MaxBatch = 4 });
        float[] x = [7, 2, float.NaN, 0], y = new float[8];
        foreach (float bad in (float[])[3, -1, 0.5f, float.NaN, float.PositiveInfinity, 1e30f])
        {
            x[3] = bad;
            string reason = $"[row 1, column 1] is {bad}; expected a code from 0 to 2.";
            Refused.Untouched($"input{reason}", "input", () => plan.Run(x, y), y);
            Refused.Untouched($"x{reason}", "x", () => transform.Apply(x, y), y);
        }

        x[3] = -0f;
        plan.Run(x, y);
        Bits.Equal([7, 0, 0, 1, float.NaN, 1, 0, 0], y, "after the refusals");
    }

    [Theory, InlineData("standardize"), InlineData("min-max")]
    public void A_plan_folds_it_into_the_first_product(string name)
    {
        RowTransform transform = New(name);
        Fitted(transform, s_rows);
        var network = new Sequential(new Linear(Features, 2));
        network.Initialize(seed: 1);
        var builder = new GraphBuilder(Features);
        Graph graph = builder.Build(network.Lower(builder, transform.Lower(builder, builder.Input)));

        using InferencePlan plan = InferencePlan.Compile(graph);

        Assert.DoesNotContain("norm", plan.Describe(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Codes_are_spread_out_and_gathered()
    {
        var transform = new OneHot(0, 3, 2);
        float[] x = [7, 2, 0, 8, 0, 1], y = new float[12], back = new float[6];

        transform.Apply(x, y);
        transform.Invert(y, back);

        Assert.Equal([7, 0, 0, 1, 1, 0, 8, 1, 0, 0, 0, 1], y);
        Assert.Equal(x, back);
        Assert.Equal(0, Allocation.Measure(() => transform.Apply(x, y), 100));
        Refused.Untouched("x[row 1, column 1] is 3; expected a code from 0 to 2.", "x", () => transform.Apply([0, 0, 0, 0, 3, 0], y), y);
        Refused.Untouched("x[row 0, column 2] is 0.5; expected a code from 0 to 1.", "x", () => transform.Apply([0, 0, 0.5f], y.AsSpan(0, 6)), y);
    }

    [Fact]
    public void A_chain_changes_widths_and_refuses_those_that_do_not_fit()
    {
        var chain = new TransformChain(new OneHot(0, 2), new MinMax(3));
        float[] x = [5, 1, 9, 0], y = new float[6];
        chain.Fit(x);
        chain.Apply(x, y);
        Assert.Equal([0, 0, 1, 1, 1, 0], y);
        Assert.Equal(["1.min_max.min", "1.min_max.scale"], chain.Buffers.Select(buffer => buffer.Name));
        Assert.True(chain.HasOperators);
        Assert.Throws<InvalidOperationException>(() => chain.Apply(x));
        Refused.With("transform 1 takes rows of 2 features, but the one before makes 3.", "transforms", () => _ = new TransformChain(new MinMax(3), new MinMax(2)));
    }

    [Fact]
    public void Bad_rows_are_refused()
    {
        var transform = new Standardize(2);
        Refused.With("x has no row to learn from.", "x", () => transform.Fit([]));
        Refused.With("x holds 3 floats, which are no whole rows of 2 features.", "x", () => transform.Fit([1, 2, 3]));
        Refused.With("x[row 1, column 0] is NaN; expected a finite number.", "x", () => transform.Fit([1, 2, float.NaN, 4]));
        Refused.With("1 rows of 2 features need 2 floats, but y holds 3.", "y", () => transform.Apply([1, 2], new float[3]));
        var shared = new float[5];
        Assert.Throws<ArgumentException>("y", () => transform.Apply(shared.AsSpan(0, 4), shared.AsSpan(1, 4)));
        Assert.Throws<ArgumentException>("x", () => transform.Fit([float.MaxValue, 0, float.MinValue, 0]));
        Assert.Throws<ArgumentException>("x", () => new MinMax(1).Fit([float.MaxValue, float.MinValue]));
    }

    [Fact]
    public void A_data_set_is_transformed_with_its_targets()
    {
        DataSet data = DataSet.FromLabels([0, 10], 1, [1, 0], 2).WithSampleWeights([1, 2]);
        var transform = new MinMax(1);
        transform.Fit(data.Inputs);
        DataSet scaled = transform.Apply(data);
        Assert.Equal([0, 1], scaled.Inputs.ToArray());
        Assert.Equal([1, 0], scaled.Labels.ToArray());
        Assert.Equal([1, 2], scaled.SampleWeights.ToArray());
    }

    private static RowTransform New(string name) => name switch
    {
        "standardize" => new Standardize(Features),
        "min-max" => new MinMax(Features, -1, 1),
        "chain" => new TransformChain(new MinMax(Features, 2, 3), new Standardize(Features)),
        _ => new TransformChain(new OneHot(10, 0, 0), new MinMax(12, -1, 1), new Standardize(12)),
    };

    private static float[] Fitted(RowTransform transform, float[] rows)
    {
        transform.Fit(rows);
        var y = new float[rows.Length / transform.InFeatures * transform.OutFeatures];
        transform.Apply(rows, y);
        return y;
    }

    private static IEnumerable<double> Column(float[] rows, int j) => rows.Where((_, i) => i % Features == j).Select(v => (double)v);
}

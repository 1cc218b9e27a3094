using SimdNet.Graphs;
using SimdNet.Inference;

namespace SimdNet.Tests.Inference.Compilation;

/// <summary>Batch norm beside a product becomes part of its weights, and only where that changes nothing but roundings</summary>
public class BatchNormFoldingTests
{
    private const int In = 11, Out = 7, Batch = 5;

    // Small whole numbers and variances with exact roots: nothing is rounded, folded or not, so that the bits must be the same.
    private Func<int, int, float[]> _numbers = (seed, length) => [.. Numbers.Uniform(seed, length, scale: 4).Select(x => MathF.Round(x))];
    private float _epsilon;
    private float _firstVariance = 4;

    [Fact]
    public void Behind_a_product_within_the_bound_of_its_roundings()
    {
        (_numbers, _epsilon) = ((seed, length) => Numbers.Uniform(seed, length, scale: 2), 1e-3f);
        // Both compute s (x W + b - mean) + beta.
        Compare(graph => Norm(graph, Product(graph, graph.Input)), (i, j) =>
        {
            double magnitude = Math.Abs(Bias[j]) + Math.Abs(Mean(Out)[j]);
            for (int p = 0; p < In; p++)
                magnitude += Math.Abs((double)X[(i * In) + p] * Weight[(j * In) + p]);
            return (Scale(Out, j) * magnitude) + Math.Abs(Beta(Out)[j]);
        });
    }

    [Fact]
    public void In_front_of_a_product_within_the_bound_of_its_roundings()
    {
        (_numbers, _epsilon) = ((seed, length) => Numbers.Uniform(seed, length, scale: 2), 1e-3f);
        // Both compute (s (x - mean) + beta) W + b.
        Compare(graph => Product(graph, Norm(graph, graph.Input)), (i, j) =>
        {
            double magnitude = Math.Abs(Bias[j]);
            for (int p = 0; p < In; p++)
                magnitude += Math.Abs(Weight[(j * In) + p]) * ((Scale(In, p) * (Math.Abs(X[(i * In) + p]) + Math.Abs(Mean(In)[p]))) + Math.Abs(Beta(In)[p]));
            return magnitude;
        });
    }

    [Fact]
    public void Behind_in_front_of_between_and_round_products()
    {
        Folded(1, 2, graph => Norm(graph, Product(graph, graph.Input)));
        Folded(1, 2, graph => Product(graph, Norm(graph, graph.Input)));
        Folded(2, 3, graph => Product(graph, Norm(graph, Square(graph, graph.Input))));
        Folded(1, 3, graph => Norm(graph, Product(graph, Norm(graph, graph.Input))));
        Folded(2, 5, graph => Norm(graph, Product(graph, Norm(graph, Square(graph, Norm(graph, graph.Input))))));
    }

    [Fact]
    public void An_activation_behind_it_is_fused_then()
    {
        Folded(1, 3, graph => graph.Activation(Norm(graph, Product(graph, graph.Input)), "relu"));
        Folded(2, 4, graph => Product(graph, Norm(graph, graph.Activation(Square(graph, graph.Input), "relu"))));
    }

    [Fact]
    public void The_weights_of_a_product_that_shares_them_stay_as_they_are() => Folded(3, 4, graph =>
    {
        GraphValue weight = graph.Constant("weight", Weight, Out, In), bias = graph.Constant("bias", Bias, Out);
        return graph.Concat(Norm(graph, graph.Linear(graph.Input, weight, bias)), graph.Linear(graph.Input, weight, bias));
    });

    [Fact]
    public void A_reader_that_no_output_needs_does_not_count() => Folded(1, 2, graph =>
    {
        GraphValue product = Product(graph, graph.Input);
        graph.Softmax(product);
        return Norm(graph, product);
    });

    [Fact]
    public void Not_where_another_reads_the_product_or_the_norm()
    {
        Unfolded(graph =>
        {
            GraphValue product = Product(graph, graph.Input);
            return [graph.Add(Norm(graph, product), product)];
        });
        Unfolded(graph =>
        {
            GraphValue norm = Norm(graph, graph.Input);
            return [graph.Concat(Product(graph, norm), norm)];
        });
    }

    [Fact]
    public void Not_where_the_product_or_the_norm_is_an_output()
    {
        Unfolded(graph =>
        {
            GraphValue product = Product(graph, graph.Input);
            return [product, Norm(graph, product)];
        });
        Unfolded(graph =>
        {
            GraphValue norm = Norm(graph, graph.Input);
            return [norm, Product(graph, norm)];
        });
    }

    [Fact]
    public void Not_across_an_activation() => Unfolded(graph => [Norm(graph, graph.Activation(Product(graph, graph.Input), "relu"))]);

    // 1 / sqrt(0) is infinite: what the norm gives then depends on the order of its operations.
    [Theory, InlineData(0), InlineData(-1), InlineData(float.NaN)]
    public void Not_for_a_variance_without_a_root_to_divide_by(float variance)
    {
        _firstVariance = variance;
        Unfolded(graph => [Norm(graph, Product(graph, graph.Input))]);
        Unfolded(graph => [Product(graph, Norm(graph, graph.Input))]);
    }

    [Fact]
    public void Not_where_a_factor_times_a_weight_is_too_large_for_a_float()
    {
        (_numbers, _epsilon) = ((seed, length) => Numbers.Uniform(seed, length, scale: 1e20f), 1e-3f);
        Unfolded(graph => [Norm(graph, Product(graph, graph.Input))]);
        Unfolded(graph => [Product(graph, Norm(graph, graph.Input))]);
    }

    private float[] X => _numbers(1, Batch * In);
    private float[] Weight => _numbers(2, Out * In);
    private float[] Bias => _numbers(3, Out);

    private float[] Gamma(int length) => _numbers(6, length);
    private float[] Beta(int length) => _numbers(7, length);
    private float[] Mean(int length) => _numbers(8, length);
    private float[] Variance(int length) => [_firstVariance, .. Enumerable.Range(1, length - 1).Select(i => MathF.Pow(4, (i % 3) - 1))];

    private double Scale(int length, int j) => Math.Abs(Gamma(length)[j]) / Math.Sqrt((double)Variance(length)[j] + _epsilon);

    private void Folded(int steps, int stepsBefore, Func<GraphBuilder, GraphValue> build)
    {
        (float[] folded, float[] unfolded) = Run(steps, stepsBefore, build);
        Assert.All(folded.Zip(unfolded), pair => Assert.Equal(pair.Second, pair.First)); // of either sign if 0: b + t is rounded to +0 where s (b - mean) + beta may be -0
    }

    // A plan rounds at most k + 2 times in a product and 8 times in a norm: |y - y'| <= (2 gamma_(k + 2) + gamma_8) times the sum of magnitudes.
    private void Compare(Func<GraphBuilder, GraphValue> build, Func<int, int, double> magnitude)
    {
        (float[] folded, float[] unfolded) = Run(steps: 1, stepsBefore: 2, build);
        Assert.False(SameBits.AreEqual(folded, unfolded)); // there is something to bound
        for (int i = 0; i < folded.Length; i++)
        {
            double bound = ((2 * Rounding.Gamma(In + 2)) + Rounding.Gamma(8)) * magnitude(i / Out, i % Out);
            Assert.InRange(Math.Abs((double)folded[i] - unfolded[i]), 0, bound);
        }
    }

    private (float[] Folded, float[] Unfolded) Run(int steps, int stepsBefore, Func<GraphBuilder, GraphValue> build)
    {
        var builder = new GraphBuilder(In);
        Graph graph = builder.Build(build(builder));
        var options = new InferenceOptions { MaxBatch = Batch };
        using InferencePlan folded = InferencePlan.Compile(graph, options), unfolded = PlanCompiler.Lower(graph, options);
        Assert.Equal((steps, stepsBefore), (folded.Steps.Length, unfolded.Steps.ToArray().Sum(step => step.Kernel.Contains('+', StringComparison.Ordinal) ? 2 : 1)));
        Assert.Equal([graph.Output.ToString()], folded.Outputs.Select(output => output.ToString()));
        return (Plans.Run(folded, X), Plans.Run(unfolded, X));
    }

    // As many products and norms as in the graph, and its bits.
    private void Unfolded(Func<GraphBuilder, GraphValue[]> build)
    {
        var builder = new GraphBuilder(In);
        Graph graph = builder.Build(build(builder));
        using InferencePlan plan = InferencePlan.Compile(graph, new InferenceOptions { MaxBatch = Batch });
        using InferenceContext context = plan.CreateContext();
        float[][] expected = GraphInterpreter.Run(graph, [X], Batch);
        X.CopyTo(context.Input(0));

        context.Run(Batch);

        Assert.Equal(graph.Nodes.Count(node => node.Operator is LinearOperator), plan.Steps.ToArray().Count(step => step is LinearStep));
        Assert.Equal(graph.Nodes.Count(node => node.Operator is BatchNormOperator), plan.Steps.ToArray().Count(step => step is BatchNormStep));
        for (int i = 0; i < expected.Length; i++)
            Bits.Equal(expected[i], context.Output(i), $"output {i}");
    }

    private GraphValue Product(GraphBuilder graph, GraphValue x) => graph.Linear(x, graph.Constant("weight", Weight, Out, In), graph.Constant("bias", Bias, Out));

    private GraphValue Square(GraphBuilder graph, GraphValue x) =>
        graph.Linear(x, graph.Constant("square", _numbers(4, In * In), In, In), graph.Constant("bias", _numbers(5, In), In));

    private GraphValue Norm(GraphBuilder graph, GraphValue x)
    {
        int n = x.Length;
        return graph.BatchNorm(x, Row(Gamma(n)), Row(Beta(n)), Row(Mean(n)), Row(Variance(n)), _epsilon);

        GraphValue Row(float[] values) => graph.Constant("c", values, n);
    }
}

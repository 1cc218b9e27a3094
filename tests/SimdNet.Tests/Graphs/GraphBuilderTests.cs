using SimdNet.Graphs;

namespace SimdNet.Tests.Graphs;

public class GraphBuilderTests
{
    [Fact]
    public void Nodes_and_values_stand_in_the_order_in_which_they_were_added()
    {
        var builder = new GraphBuilder(3);
        GraphValue weight = builder.Constant("w", [1, 2, 3, 4, 5, 6], 2, 3);
        GraphValue bias = builder.Constant("b", [7, 8], 2);
        GraphValue linear = builder.Linear(builder.Input, weight, bias);
        GraphValue relu = builder.Activation(linear, "relu");
        GraphValue probs = builder.Softmax(relu);

        Graph graph = builder.Build(probs);

        Assert.Equal([builder.Input, weight, bias, linear, relu, probs], graph.Values);
        Assert.Equal(Enumerable.Range(0, 6), graph.Values.Select(value => value.Index));
        Assert.Equal([new LinearOperator(), new ActivationOperator("relu"), new SoftmaxOperator()], graph.Nodes.Select(node => node.Operator));
        Assert.Equal([linear, relu, probs], graph.Nodes.Select(node => node.Output));
        Assert.Equal([builder.Input, weight, bias], graph.Nodes[0].Inputs);
        Assert.Equal([linear], graph.Nodes[1].Inputs);
        Assert.Equal((builder.Input, probs), (graph.Input, graph.Output));
    }

    [Fact]
    public void Values_know_their_shape_and_constants_their_data()
    {
        var builder = new GraphBuilder(3);
        float[] data = [1, 2, 3, 4, 5, 6];
        GraphValue weight = builder.Constant("w", data, 2, 3);
        GraphValue linear = builder.Linear(builder.Input, weight, builder.Constant("b", [7, 8], 2));
        data[0] = 100;

        Assert.True(weight.IsConstant);
        Assert.Equal([1, 2, 3, 4, 5, 6], weight.Constant.ToArray());
        Assert.Equal(6, weight.Length);
        Assert.False(linear.IsConstant);
        Assert.True(linear.Constant.IsEmpty);
        Assert.Equal([2], linear.Shape);
        Assert.Equal(["input [3]", "w [2 x 3]", "linear_0 [2]"], new[] { builder.Input, weight, linear }.Select(value => value.ToString()));
    }

    [Fact]
    public void A_graph_does_not_change_when_its_builder_goes_on()
    {
        var builder = new GraphBuilder(3);
        Graph graph = builder.Build(builder.Activation(builder.Input, "relu"));

        builder.Activation(builder.Input, "tanh");

        Assert.Single(graph.Nodes);
        Assert.Equal(2, graph.Values.Count);
    }

    [Theory, InlineData(0), InlineData(-1)]
    public void An_input_without_features_is_refused(int inFeatures) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(inFeatures), () => new GraphBuilder(inFeatures));

    [Fact]
    public void Data_of_another_length_than_the_shape_is_refused_with_both()
    {
        var refusal = Assert.Throws<ArgumentException>("data", () => new GraphBuilder(3).Constant("w", [1, 2, 3, 4, 5], 2, 3));
        Assert.Contains("w [2 x 3] needs 6 elements, but the data has 5", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_constant_leaves_no_value_behind()
    {
        var builder = new GraphBuilder(3);
        Assert.Throws<ArgumentException>(() => builder.Constant("w", [1], 2));
        Assert.Single(builder.Build(builder.Input).Values);
    }

    [Fact]
    public void A_shape_whose_length_only_fits_by_accident_is_refused()
    {
        // (-1)(-1) is 1, and 2^16 2^16 is 0 in 32 bits.
        Assert.Throws<ArgumentOutOfRangeException>("shape", () => new GraphBuilder(3).Constant("w", [1], -1, -1));
        Assert.Throws<OverflowException>(() => new GraphBuilder(3).Constant("w", [], 1 << 16, 1 << 16));
    }

    [Theory]
    [InlineData(new[] { 2, 4 }, new[] { 2 })] // another number of inputs
    [InlineData(new[] { 2, 3 }, new[] { 3 })] // another number of outputs
    [InlineData(new[] { 6 }, new[] { 2 })]
    [InlineData(new[] { 2, 3 }, new[] { 2, 1 })]
    public void A_linear_operator_of_shapes_that_do_not_fit_is_refused_with_them(int[] weightShape, int[] biasShape)
    {
        var builder = new GraphBuilder(3);
        GraphValue weight = Zeros(builder, "w", weightShape), bias = Zeros(builder, "b", biasShape);

        var refusal = Assert.Throws<ArgumentException>("weight", () => builder.Linear(builder.Input, weight, bias));

        Assert.Contains($"but got input [3], {weight} and {bias}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_no_constants_are_refused()
    {
        var builder = new GraphBuilder(3);
        GraphValue weight = Zeros(builder, "w", 3, 3), bias = Zeros(builder, "b", 3);

        Assert.Throws<ArgumentException>("weight", () => builder.Linear(builder.Input, builder.Input, bias));
        Assert.Throws<ArgumentException>("weight", () => builder.Linear(builder.Input, weight, builder.Input));
    }

    [Fact]
    public void A_norm_of_shapes_that_do_not_fit_or_of_no_constants_is_refused()
    {
        var builder = new GraphBuilder(3);
        GraphValue fits = Zeros(builder, "g", 3), longer = Zeros(builder, "l", 4), matrix = Zeros(builder, "w", 3, 1);
        Action[] uses =
        [
            () => builder.LayerNorm(builder.Input, longer, fits, 0),
            () => builder.LayerNorm(builder.Input, fits, matrix, 0),
            () => builder.RmsNorm(builder.Input, builder.Input, 0),
            () => builder.BatchNorm(builder.Input, fits, fits, fits, longer, 0),
        ];
        Assert.All(uses, use => Assert.Contains("takes rows [features] and constants [features], but got input [3] and ", Assert.Throws<ArgumentException>("x", use).Message, StringComparison.Ordinal));
        Assert.All([-1, float.NaN, float.PositiveInfinity], epsilon => Assert.Throws<ArgumentOutOfRangeException>(nameof(epsilon), () => builder.RmsNorm(builder.Input, fits, epsilon)));
        Assert.Empty(builder.Build(builder.Input).Nodes);
    }

    [Fact]
    public void A_matrix_where_rows_should_flow_is_refused()
    {
        var builder = new GraphBuilder(3);
        GraphValue weight = Zeros(builder, "w", 3, 3), bias = Zeros(builder, "b", 3);

        Assert.Contains("w [3 x 3] is a matrix", Assert.Throws<ArgumentException>("x", () => builder.Linear(weight, weight, bias)).Message, StringComparison.Ordinal);
        Assert.Contains("w [3 x 3] is a matrix", Assert.Throws<ArgumentException>("y", () => builder.Add(builder.Input, weight)).Message, StringComparison.Ordinal);
        Assert.Contains("w [3 x 3] is a matrix", Assert.Throws<ArgumentException>("x", () => builder.Softmax(weight)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_of_another_graph_is_refused_by_every_operator()
    {
        var builder = new GraphBuilder(3);
        GraphValue weight = Zeros(builder, "w", 3, 3), bias = Zeros(builder, "b", 3);
        var other = new GraphBuilder(3);
        GraphValue foreignWeight = Zeros(other, "w", 3, 3), foreignBias = Zeros(other, "b", 3), late = other.Softmax(other.Input);

        Action[] uses =
        [
            () => builder.Linear(other.Input, weight, bias),
            () => builder.Linear(builder.Input, foreignWeight, bias),
            () => builder.Linear(builder.Input, weight, foreignBias),
            () => builder.Activation(other.Input, "relu"),
            () => builder.Softmax(late),
            () => builder.LogSoftmax(late),
            () => builder.LayerNorm(builder.Input, bias, foreignBias, 0),
            () => builder.RmsNorm(other.Input, bias, 0),
            () => builder.BatchNorm(builder.Input, bias, bias, bias, foreignBias, 0),
            () => builder.Build(late),
            () => builder.Build(other.Input),
        ];

        foreach (Action use in uses)
            Assert.Contains("belongs to another graph", Assert.Throws<ArgumentException>(use).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_is_refused()
    {
        var builder = new GraphBuilder(3);
        Assert.Throws<ArgumentNullException>("value", () => builder.Softmax(null!));
        Assert.Throws<ArgumentNullException>("value", () => builder.Build([null!]));
    }

    private static GraphValue Zeros(GraphBuilder builder, string name, params int[] shape) =>
        builder.Constant(name, new float[shape.Aggregate(1, (product, size) => product * size)], shape);
}

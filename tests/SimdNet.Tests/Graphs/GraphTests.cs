using SimdNet.Graphs;

namespace SimdNet.Tests.Graphs;

/// <summary>Graphs with several inputs and outputs</summary>
public class GraphTests
{
    [Fact]
    public void Inputs_and_outputs_stand_in_the_order_in_which_they_were_given()
    {
        var builder = new GraphBuilder();
        GraphValue x = builder.AddInput("x", 3), y = builder.AddInput("y", 3);
        GraphValue sum = builder.Add(x, y), both = builder.Concat(x, y);

        Graph graph = builder.Build(both, sum);

        Assert.Equal([x, y], graph.Inputs);
        Assert.Equal([both, sum], graph.Outputs);
        Assert.Equal([x, y, sum, both], graph.Values);
        Assert.Equal(x, builder.Input);
    }

    [Fact]
    public void The_one_input_or_output_of_several_is_refused_with_their_names()
    {
        var builder = new GraphBuilder();
        GraphValue x = builder.AddInput("x", 3), y = builder.AddInput("y", 4);
        Graph graph = builder.Build(builder.Softmax(x), builder.Concat(x, y));

        Assert.Equal("the graph has 2 inputs (x [3], y [4]), not one.", Assert.Throws<InvalidOperationException>(() => graph.Input).Message);
        Assert.Equal("the graph has 2 outputs (softmax_0 [3], concat_1 [7]), not one.", Assert.Throws<InvalidOperationException>(() => graph.Output).Message);
    }

    [Fact]
    public void A_graph_without_inputs_has_no_one_input()
    {
        var builder = new GraphBuilder();
        Assert.Equal("the graph has no input yet.", Assert.Throws<InvalidOperationException>(() => builder.Input).Message);

        Graph graph = builder.Build(builder.Constant("c", [1, 2], 2));

        Assert.StartsWith("the graph has 0 inputs ", Assert.Throws<InvalidOperationException>(() => graph.Input).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_may_be_added_behind_operators()
    {
        var builder = new GraphBuilder(3);
        GraphValue soft = builder.Softmax(builder.Input), late = builder.AddInput("late", 3);

        Graph graph = builder.Build(builder.Add(soft, late));

        Assert.Equal([builder.Input, late], graph.Inputs);
        Assert.Equal([0, 2], graph.Inputs.Select(input => input.Index));
    }

    [Theory, InlineData(0), InlineData(-3)]
    public void An_added_input_without_features_is_refused(int inFeatures) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(inFeatures), () => new GraphBuilder().AddInput("x", inFeatures));

    [Fact]
    public void Addition_and_concatenation_know_their_shapes()
    {
        var builder = new GraphBuilder(3);
        GraphValue constant = builder.Constant("c", [1, 2, 3], 3);

        Assert.Equal([3], builder.Add(builder.Input, builder.Input).Shape);
        Assert.Equal([3], builder.Add(constant, builder.Input).Shape);
        Assert.Equal([9], builder.Concat(builder.Input, constant, builder.Input).Shape);
        Assert.Equal([3], builder.Concat(builder.Input).Shape);
        Assert.Equal(
            [new AddOperator(), new AddOperator(), new ConcatOperator(), new ConcatOperator()],
            builder.Build(builder.Input).Nodes.Select(node => node.Operator));
    }

    [Fact]
    public void An_addition_of_two_lengths_is_refused_with_both()
    {
        var builder = new GraphBuilder(3);
        GraphValue longer = builder.AddInput("y", 4);
        Refused.With("an addition takes rows of one length, but got input [3] and y [4].", "y", () => builder.Add(builder.Input, longer));
        Assert.Empty(builder.Build(longer).Nodes);
    }

    [Fact]
    public void A_mean_takes_rows_of_one_length()
    {
        var builder = new GraphBuilder(3);
        GraphValue other = builder.AddInput("y", 3), longer = builder.AddInput("z", 4), matrix = builder.Constant("w", [1, 2, 3], 1, 3);

        Assert.Equal([3], builder.Mean(builder.Input, other, builder.Input).Shape);
        Assert.Equal([3], builder.Mean(builder.Input).Shape);
        Refused.With("a mean takes rows of one length, but got input [3] and z [4].", "operands", () => builder.Mean(builder.Input, other, longer));
        Refused.With("a mean takes at least one operand.", "operands", () => builder.Mean());
        Refused.With("w [1 x 3] is a matrix, but operators take rows.", "operands", () => builder.Mean(builder.Input, matrix));
        Assert.Equal([new MeanOperator(), new MeanOperator()], builder.Build(other).Nodes.Select(node => node.Operator));
    }

    [Fact]
    public void A_matrix_is_refused_by_addition_and_concatenation()
    {
        var builder = new GraphBuilder(3);
        GraphValue matrix = builder.Constant("w", [1, 2, 3], 1, 3);
        Refused.With("w [1 x 3] is a matrix, but operators take rows.", "x", () => builder.Add(matrix, builder.Input));
        Refused.With("w [1 x 3] is a matrix, but operators take rows.", "operands", () => builder.Concat(builder.Input, matrix));
    }

    [Fact]
    public void Rows_without_features_are_refused()
    {
        var builder = new GraphBuilder(3);
        GraphValue nothing = builder.Constant("c", [], 0);
        Refused.With("c [0] has no features.", "x", () => builder.Softmax(nothing));
        Refused.With("c [0] has no features.", "operands", () => builder.Concat(builder.Input, nothing));
        Assert.Throws<ArgumentException>("weight", () => builder.Linear(builder.Input, builder.Constant("w", [], 0, 3), nothing));
    }

    [Fact]
    public void A_concatenation_of_nothing_or_of_too_much_is_refused()
    {
        var builder = new GraphBuilder(1 << 30);
        Refused.With("a concatenation takes at least one operand.", "operands", () => builder.Concat());
        Assert.Throws<OverflowException>(() => builder.Concat(builder.Input, builder.Input));
    }

    [Fact]
    public void A_graph_without_outputs_is_refused() =>
        Refused.With("a graph has at least one output.", "outputs", () => new GraphBuilder(3).Build());

    [Fact]
    public void Values_of_another_graph_are_refused_among_ones_own()
    {
        GraphBuilder builder = new(3), other = new(3);
        foreach (Action use in new Action[]
        {
            () => builder.Add(builder.Input, other.Input),
            () => builder.Add(other.Input, builder.Input),
            () => builder.Concat(builder.Input, other.Input),
            () => builder.Build(builder.Input, other.Input),
        })
        {
            Refused.With("input [3] belongs to another graph.", "value", use);
        }

        Assert.Throws<ArgumentNullException>("value", () => builder.Concat(builder.Input, null!));
    }
}

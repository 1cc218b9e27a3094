using SimdNet.Graphs;
using SimdNet.Inference;
using SimdNet.Nn;

namespace SimdNet.Tests.Inference;

/// <summary>The shapes that graphs have in practice beside a chain of layers</summary>
public class GeneralGraphTests
{
    private const int MaxBatch = 5;

    [Fact]
    public void A_residual_block_adds_its_input_to_its_output()
    {
        var builder = new GraphBuilder(6);
        GraphValue hidden = builder.Activation(builder.Add(builder.Input, new Linear(6, 9).WithParameters(1)), "relu");
        GraphValue branch = builder.Add(hidden, new Linear(9, 6).WithParameters(2));
        Check(builder.Build(builder.Activation(builder.Add(builder.Input, branch), "gelu")), steps: 4);
    }

    [Fact]
    public void Two_towers_meet_in_a_concatenation()
    {
        var builder = new GraphBuilder();
        GraphValue user = builder.AddInput("user", 7), item = builder.AddInput("item", 4);
        GraphValue left = builder.Activation(builder.Add(user, new Linear(7, 5).WithParameters(1)), "tanh");
        GraphValue right = builder.LayerNorm(builder.Add(item, new Linear(4, 8).WithParameters(2)), Row(builder, 8), Row(builder, 8), 1e-5f);
        Check(builder.Build(builder.Add(builder.Concat(left, right), new Linear(13, 1).WithParameters(3))), steps: 5);
    }

    [Fact]
    public void An_output_may_be_read_later_and_two_heads_share_a_trunk()
    {
        var builder = new GraphBuilder(6);
        GraphValue trunk = builder.Activation(builder.Add(builder.Input, new Linear(6, 9).WithParameters(1)), "silu");
        GraphValue probs = builder.Softmax(builder.Add(trunk, new Linear(9, 3).WithParameters(2)));
        GraphValue value = builder.Activation(builder.Add(trunk, new Linear(9, 1).WithParameters(3)), "tanh");
        Check(builder.Build(trunk, probs, value), steps: 4);
    }

    [Fact]
    public void A_product_that_is_an_output_is_not_fused_with_its_activation()
    {
        var builder = new GraphBuilder(6);
        GraphValue product = builder.Add(builder.Input, new Linear(6, 9).WithParameters(1));
        Check(builder.Build(builder.Activation(product, "relu"), product), steps: 2);
    }

    [Fact]
    public void An_output_may_be_the_operand_of_another_in_place()
    {
        var builder = new GraphBuilder(6);
        GraphValue first = builder.Activation(builder.Input, "sigmoid"), second = builder.Softmax(first);
        Check(builder.Build(second, first), steps: 2);
    }

    [Fact]
    public void A_value_may_be_added_to_itself_and_stand_in_a_concatenation_twice()
    {
        var builder = new GraphBuilder(6);
        GraphValue soft = builder.Softmax(builder.Input), twice = builder.Add(soft, soft);
        Check(builder.Build(builder.Concat(twice, twice, builder.Input)), steps: 3);
    }

    [Fact]
    public void Constants_may_stand_beside_rows()
    {
        var builder = new GraphBuilder(6);
        GraphValue shifted = builder.Add(Row(builder, 6), builder.Input);
        Check(builder.Build(builder.Concat(Row(builder, 2), builder.Add(shifted, Row(builder, 6)), Row(builder, 1))), steps: 3);
    }

    [Fact]
    public void An_input_that_nobody_reads_changes_nothing()
    {
        var builder = new GraphBuilder();
        builder.AddInput("unread", 2);
        Check(builder.Build(builder.Softmax(builder.AddInput("x", 4))), steps: 1);
    }

    [Fact]
    public void An_operator_that_plans_do_not_know_is_refused_by_name()
    {
        var builder = new GraphBuilder(6);
        Graph graph = builder.Build(builder.Copy(new GraphNode(new Unknown(), [builder.Input], builder.Input), builder.Input));
        var refusal = Assert.Throws<NotSupportedException>(() => InferencePlan.Compile(graph));
        Assert.Contains("Unknown", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("input [6]", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_named_twice_or_made_by_no_operator_is_refused()
    {
        var builder = new GraphBuilder(6);
        GraphValue soft = builder.Softmax(builder.Input), constant = builder.Softmax(Row(builder, 2));
        Refused.With("softmax_0 [6] is an output of the graph twice.", "graph", () => InferencePlan.Compile(builder.Build(soft, soft)));
        Refused.With("no operator of the graph makes its output, input [6].", "graph", () => InferencePlan.Compile(builder.Build(soft, builder.Input)));
        Refused.With("the output softmax_1 [2] depends on no input.", "graph", () => InferencePlan.Compile(builder.Build(soft, constant)));
    }

    private static void Check(Graph graph, int steps)
    {
        using InferencePlan plan = InferencePlan.Compile(graph, new InferenceOptions { MaxBatch = MaxBatch });
        Assert.Equal(steps, plan.Steps.Length);
        using InferenceContext context = plan.CreateContext();
        for (int batch = 1; batch <= MaxBatch; batch++)
        {
            float[][] inputs = [.. graph.Inputs.Select((input, i) => Numbers.Uniform(i + (10 * batch), batch * input.Length))];
            float[][] expected = GraphInterpreter.Run(graph, inputs, batch);
            context.Scratch.Fill(float.NaN);
            for (int i = 0; i < inputs.Length; i++)
                inputs[i].CopyTo(context.Input(i));

            context.Run(batch);

            for (int i = 0; i < expected.Length; i++)
                Bits.Equal(expected[i], context.Output(i)[..expected[i].Length], $"output {i} of {batch} rows");
        }
    }

    private static GraphValue Row(GraphBuilder builder, int length) => builder.Constant("c", Numbers.Uniform(length, length), length);

    private sealed record Unknown : GraphOperator;
}

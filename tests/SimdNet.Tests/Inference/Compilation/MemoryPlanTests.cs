using SimdNet.Graphs;
using SimdNet.Inference;
using SimdNet.Nn;

namespace SimdNet.Tests.Inference.Compilation;

/// <summary>How much scratch memory a plan takes: what lives at one time, not what lives at all</summary>
public class MemoryPlanTests
{
    private const int Width = 48, MaxBatch = 2;

    // A value: whole cache lines.
    private const long Value = Width * MaxBatch * sizeof(float);

    [Theory, InlineData(1, 0), InlineData(2, 1), InlineData(3, 2), InlineData(10, 2), InlineData(11, 2)]
    public void A_chain_of_products_needs_two_values_however_long(int products, int values) => Expect(values, graph =>
    {
        GraphValue x = graph.Input;
        for (int i = 0; i < products; i++)
            x = Product(graph, x);
        return [x];
    });

    [Fact]
    public void Steps_that_run_in_place_share_one() => Expect(1, graph =>
    {
        GraphValue x = graph.LogSoftmax(graph.Softmax(graph.Activation(graph.Activation(graph.Input, "tanh"), "relu")));
        return [Product(graph, graph.Add(x, x))];
    });

    [Fact]
    public void A_step_does_not_overwrite_what_is_read_later() => Expect(2, graph =>
    {
        GraphValue x = graph.Softmax(graph.Input);
        return [graph.Add(graph.Activation(x, "tanh"), x)];
    });

    [Fact]
    public void A_residual_connection_holds_its_value_across_the_branch() => Expect(3, graph =>
    {
        GraphValue x = Product(graph, graph.Input);
        return [Product(graph, graph.Add(Product(graph, Product(graph, x)), x))];
    });

    [Fact]
    public void Inputs_and_outputs_need_none() => Expect(0, graph =>
    {
        GraphValue first = graph.Softmax(graph.Input), second = Product(graph, first);
        return [first, second, graph.Activation(second, "tanh")];
    });

    [Fact]
    public void A_place_that_is_too_small_is_left_to_others()
    {
        // 48 and 16 wide in turn: at most one of each lives.
        using InferencePlan plan = Compile(graph =>
        {
            GraphValue x = graph.Input;
            for (int i = 0; i < 6; i++)
                x = graph.Add(x, i % 2 == 0 ? new Linear(Width, 16).WithParameters(i) : new Linear(16, Width).WithParameters(i));
            return [x];
        });
        Assert.Equal(Value * 4 / 3, plan.ScratchBytes);
    }

    [Fact]
    public void A_context_allocates_that_much_and_no_more()
    {
        using InferencePlan plan = Compile(graph => [Product(graph, Product(graph, graph.Input))]);
        using InferenceContext context = plan.CreateContext();
        Assert.Equal(plan.ScratchBytes, context.Scratch.Length * sizeof(float));
    }

    private static void Expect(int values, Func<GraphBuilder, GraphValue[]> build)
    {
        using InferencePlan plan = Compile(build);
        Assert.Equal(values * Value, plan.ScratchBytes);
    }

    private static InferencePlan Compile(Func<GraphBuilder, GraphValue[]> build)
    {
        var builder = new GraphBuilder(Width);
        return InferencePlan.Compile(builder.Build(build(builder)), new InferenceOptions { MaxBatch = MaxBatch });
    }

    private static GraphValue Product(GraphBuilder graph, GraphValue x) => graph.Add(x, new Linear(Width, Width).WithParameters(1));
}

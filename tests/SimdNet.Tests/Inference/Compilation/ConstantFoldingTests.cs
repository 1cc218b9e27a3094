using SimdNet.Graphs;
using SimdNet.Inference;
using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Tests.Inference.Compilation;

public class ConstantFoldingTests
{
    private static readonly float[] s_row = Numbers.Uniform(1, 6);

    /// <summary>What may stand behind a constant row of 6</summary>
    public static TheoryData<string> Operators => [.. s_operators.Keys];

    private static readonly Dictionary<string, Func<GraphBuilder, GraphValue, GraphValue>> s_operators = new()
    {
        ["linear"] = (graph, c) => graph.Add(c, new Linear(6, 4).WithParameters(2)),
        ["add"] = (graph, c) => graph.Add(c, graph.Constant("d", Numbers.Uniform(3, 6), 6)),
        ["add to itself"] = (graph, c) => graph.Add(c, c),
        ["concat"] = (graph, c) => graph.Concat(c, graph.Constant("d", Numbers.Uniform(3, 2), 2), c),
        ["activation"] = (graph, c) => graph.Activation(c, "gelu"),
        ["softmax"] = (graph, c) => graph.Softmax(c),
        ["log softmax"] = (graph, c) => graph.LogSoftmax(c),
        ["layer norm"] = (graph, c) => graph.LayerNorm(c, c, c, 1e-5f),
        ["RMS norm"] = (graph, c) => graph.RmsNorm(c, c, 1e-5f),
        ["batch norm"] = (graph, c) => graph.BatchNorm(c, c, c, c, graph.Constant("variance", [1, 2, 3, 4, 5, 6], 6), 1e-5f),
    };

    [Theory, MemberData(nameof(Operators))]
    public void What_depends_on_constants_alone_is_computed_when_compiled(string name)
    {
        var builder = new GraphBuilder(3);
        GraphValue row = s_operators[name](builder, builder.Constant("c", s_row, 6));
        Graph graph = builder.Build(builder.Concat(builder.Input, builder.Activation(row, "tanh")));
        float[] x = Numbers.Uniform(4, 2 * 3);

        using InferencePlan plan = InferencePlan.Compile(graph, new InferenceOptions { MaxBatch = 2 });

        Assert.Equal(["concat"], plan.Steps.ToArray().Select(step => step.Kernel));
        Bits.Equal(GraphInterpreter.Run(graph, [x], batch: 2)[0], Plans.Run(plan, x));
    }

    [Fact]
    public void A_constant_row_is_kept_once_whatever_the_batch()
    {
        using InferencePlan plan = Plans.Compile(6, graph => graph.Add(graph.Input, graph.Softmax(graph.Constant("c", s_row, 6))), maxBatch: 100);
        Assert.Equal(6 * sizeof(float), plan.WeightBytes);
        Assert.Equal(0, plan.ScratchBytes);
    }

    [Fact]
    public void What_depends_on_an_input_too_is_not()
    {
        using InferencePlan plan = Plans.Compile(6, graph => graph.Softmax(graph.Add(graph.Input, graph.Constant("c", s_row, 6))));
        Assert.Equal(["add constant", "softmax"], plan.Steps.ToArray().Select(step => step.Kernel));
    }

    [Fact]
    public void Constants_are_folded_as_floats_whatever_the_format_of_the_weights()
    {
        var builder = new GraphBuilder(4);
        Graph graph = builder.Build(builder.Add(builder.Input, s_operators["linear"](builder, builder.Constant("c", s_row, 6))));
        float[] x = Numbers.Uniform(4, 4);
        using InferencePlan plan = InferencePlan.Compile(graph, new InferenceOptions { Weights = WeightFormat.Int8 });
        Bits.Equal(GraphInterpreter.Run(graph, [x], batch: 1)[0], Plans.Run(plan, x));
    }

    [Fact]
    public void Nodes_without_readers_are_not_even_computed()
    {
        using InferencePlan plan = Plans.Compile(6, graph =>
        {
            graph.Activation(graph.Constant("c", s_row, 6), "swoosh"); // there is no such function
            return graph.Softmax(graph.Input);
        });
        Assert.Equal(["softmax"], plan.Steps.ToArray().Select(step => step.Kernel));
    }
}

using SimdNet.Graphs;

namespace SimdNet.Inference;

/// <summary>Computes at compile time what depends on constants alone.</summary>
internal static class ConstantFolding
{
    public static Graph Run(Graph graph) => GraphRewriter.Run(graph, (rewriter, node) =>
        node.Inputs.All(value => rewriter.Image(value).IsConstant)
            ? rewriter.Target.Constant(node.Output.Name, Evaluate(rewriter, node), [.. node.Output.Shape])
            : rewriter.Copy(node));

    // The node behind inputs that hold its rows.
    private static float[] Evaluate(GraphRewriter rewriter, GraphNode node)
    {
        var builder = new GraphBuilder();
        bool areAllRows = node.Operator is ConcatOperator or AddOperator or MeanOperator;
        var operands = new List<GraphValue>();
        var rows = new List<float[]>();
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            GraphValue value = rewriter.Image(node.Inputs[i]);
            bool isRows = i == 0 || areAllRows;
            operands.Add(isRows ? builder.AddInput(value.Name, value.Length) : builder.Constant(value.Name, value.Constant, [.. value.Shape]));
            if (isRows)
                rows.Add(value.Constant.ToArray());
        }

        Graph graph = builder.Build(builder.Copy(node, [.. operands]));
        using InferencePlan plan = PlanCompiler.Lower(graph, new InferenceOptions());
        using InferenceContext context = plan.CreateContext();
        for (int i = 0; i < rows.Count; i++)
            rows[i].CopyTo(context.Input(i));
        context.Run(batch: 1);
        return context.Output(0)[..node.Output.Length].ToArray();
    }
}

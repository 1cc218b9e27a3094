using SimdNet.Graphs;

namespace SimdNet.Inference;

/// <summary>From a graph to the steps of a plan: rewrites of the graph, then one step for each node that is left, an activation together with the product before it.</summary>
internal static class PlanCompiler
{
    public static InferencePlan Compile(Graph graph, InferenceOptions options)
    {
        foreach (GraphValue output in graph.Outputs)
        {
            if (!graph.Nodes.Any(node => node.Output == output))
                throw new ArgumentException($"no operator of the graph makes its output, {output}.", nameof(graph));
            if (graph.Outputs.Count(value => value == output) > 1)
                throw new ArgumentException($"{output} is an output of the graph twice.", nameof(graph));
        }

        Graph folded = BatchNormFolding.Run(ConstantFolding.Run(graph));
        foreach (GraphValue output in folded.Outputs)
        {
            if (output.IsConstant)
                throw new ArgumentException($"the output {output} depends on no input.", nameof(graph));
        }

        return Lower(folded, options);
    }

    /// <summary>The plan of a graph as it is.</summary>
    public static InferencePlan Lower(Graph graph, InferenceOptions options)
    {
        IReadOnlyList<GraphNode> nodes = GraphRewriter.Live(graph);
        var fused = new HashSet<GraphNode>();
        var steps = new List<PlanStep>();
        try
        {
            foreach (GraphNode node in nodes)
            {
                if (fused.Contains(node))
                    continue;
                GraphNode? activation = node.Operator is LinearOperator ? FusibleActivation(graph, nodes, node.Output) : null;
                if (activation is not null)
                    fused.Add(activation);
                steps.Add(Step(node, activation, options));
            }

            return new InferencePlan(graph, [.. steps], new MemoryPlan(graph, steps, options.MaxBatch), options);
        }
        catch
        {
            foreach (PlanStep step in steps)
                step.Dispose();
            throw;
        }
    }

    // The activation behind a product can run on the product's own memory if nobody else reads that.
    private static GraphNode? FusibleActivation(Graph graph, IReadOnlyList<GraphNode> nodes, GraphValue product)
    {
        GraphNode[] readers = [.. nodes.Where(node => node.Inputs.Contains(product))];
        return readers is [{ Operator: ActivationOperator } activation] && !graph.Outputs.Contains(product) ? activation : null;
    }

    private static PlanStep Step(GraphNode node, GraphNode? activation, InferenceOptions options) => node.Operator switch
    {
        LinearOperator => new LinearStep(node, activation, options),
        ActivationOperator => new ActivationStep(node),
        AddOperator => new AddStep(node),
        MeanOperator => new MeanStep(node),
        ConcatOperator => new ConcatStep(node),
        OneHotOperator => new OneHotStep(node),
        SoftmaxOperator => new SoftmaxStep(node),
        LogSoftmaxOperator => new LogSoftmaxStep(node),
        LayerNormOperator => new LayerNormStep(node),
        RmsNormOperator => new RmsNormStep(node),
        BatchNormOperator => new BatchNormStep(node),
        _ => throw new NotSupportedException($"a plan cannot run the operator {node.Operator} that makes {node.Output}."),
    };
}

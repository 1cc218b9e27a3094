namespace SimdNet.Graphs;

/// <summary>An operator applied to values.</summary>
/// <param name="Operator">what is computed</param>
/// <param name="Inputs">its operands, in the operator's order</param>
/// <param name="Output">its result</param>
public sealed record GraphNode(GraphOperator Operator, IReadOnlyList<GraphValue> Inputs, GraphValue Output);

/// <summary>A network as operators, shapes and constants: what training, serving and file formats have in common. Immutable; a snapshot of the weights.</summary>
public sealed class Graph
{
    internal Graph(GraphValue input, GraphValue output, IReadOnlyList<GraphValue> values, IReadOnlyList<GraphNode> nodes)
    {
        Input = input;
        Output = output;
        Values = values;
        Nodes = nodes;
    }

    /// <summary>What flows in.</summary>
    public GraphValue Input { get; }

    /// <summary>What flows out.</summary>
    public GraphValue Output { get; }

    /// <summary>Every value, constants included.</summary>
    public IReadOnlyList<GraphValue> Values { get; }

    /// <summary>The operators, each after those whose results it takes.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; }
}

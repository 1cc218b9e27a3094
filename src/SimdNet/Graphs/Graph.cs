namespace SimdNet.Graphs;

/// <summary>An operator applied to values.</summary>
/// <param name="Operator">what is computed</param>
/// <param name="Inputs">its operands, in the operator's order</param>
/// <param name="Output">its result</param>
public sealed record GraphNode(GraphOperator Operator, IReadOnlyList<GraphValue> Inputs, GraphValue Output);

/// <summary>A network as operators, shapes and constants: what training, serving and file formats have in common. Immutable; a snapshot of the weights.</summary>
/// <remarks>Any number of inputs and outputs; a value may be read by many operators.</remarks>
public sealed class Graph
{
    internal Graph(IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphValue> outputs, IReadOnlyList<GraphValue> values, IReadOnlyList<GraphNode> nodes)
    {
        Inputs = inputs;
        Outputs = outputs;
        Values = values;
        Nodes = nodes;
    }

    /// <summary>What flows in, in the order in which the inputs were added.</summary>
    public IReadOnlyList<GraphValue> Inputs { get; }

    /// <summary>What flows out, in the order given to <see cref="GraphBuilder.Build"/>.</summary>
    public IReadOnlyList<GraphValue> Outputs { get; }

    /// <summary>The one input.</summary>
    /// <exception cref="InvalidOperationException">the graph has none or several; the message has their names</exception>
    public GraphValue Input => Only(Inputs, "inputs");

    /// <summary>The one output.</summary>
    /// <exception cref="InvalidOperationException">the graph has several; the message has their names</exception>
    public GraphValue Output => Only(Outputs, "outputs");

    /// <summary>Every value, constants included.</summary>
    public IReadOnlyList<GraphValue> Values { get; }

    /// <summary>The operators, each after those whose results it takes.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; }

    private static GraphValue Only(IReadOnlyList<GraphValue> values, string what) => values.Count == 1
        ? values[0]
        : throw new InvalidOperationException($"the graph has {values.Count} {what} ({string.Join(", ", values)}), not one.");
}

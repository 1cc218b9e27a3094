using SimdNet.Graphs;

namespace SimdNet.Inference;

/// <summary>Builds a graph from another, node by node; what no output depends on is left behind.</summary>
internal sealed class GraphRewriter
{
    private readonly Graph _source;
    private readonly IReadOnlyList<GraphNode> _live;
    private readonly GraphValue?[] _images;

    private GraphRewriter(Graph source)
    {
        _source = source;
        _live = Live(source);
        _images = new GraphValue?[source.Values.Count];
        foreach (GraphValue input in source.Inputs)
            _images[input.Index] = Target.AddInput(input.Name, input.Length);
    }

    /// <summary>The graph that is being built.</summary>
    public GraphBuilder Target { get; } = new();

    /// <summary>The graph with each node that counts replaced by what <paramref name="rewrite"/> makes of it.</summary>
    public static Graph Run(Graph source, Func<GraphRewriter, GraphNode, GraphValue> rewrite)
    {
        var rewriter = new GraphRewriter(source);
        foreach (GraphNode node in rewriter._live)
            rewriter._images[node.Output.Index] = rewrite(rewriter, node);
        return rewriter.Target.Build([.. source.Outputs.Select(rewriter.Image)]);
    }

    /// <summary>The nodes on which an output depends, in order.</summary>
    public static IReadOnlyList<GraphNode> Live(Graph graph)
    {
        var needed = new HashSet<GraphValue>(graph.Outputs);
        var live = new List<GraphNode>();
        foreach (GraphNode node in graph.Nodes.Reverse())
        {
            if (!needed.Contains(node.Output))
                continue;
            needed.UnionWith(node.Inputs);
            live.Add(node);
        }

        live.Reverse();
        return live;
    }

    /// <summary>What became of a value; a constant is taken over as it is.</summary>
    public GraphValue Image(GraphValue value) => _images[value.Index] ??= Target.Constant(value.Name, value.Constant, [.. value.Shape]);

    /// <summary>Takes a node over.</summary>
    public GraphValue Copy(GraphNode node) => Target.Copy(node, [.. node.Inputs.Select(Image)]);

    /// <summary>The node that makes a value, if nobody else needs the value.</summary>
    public GraphNode? OnlyMaker(GraphValue value)
    {
        bool hasOneReader = _live.Count(node => node.Inputs.Contains(value)) == 1 && !_source.Outputs.Contains(value);
        return hasOneReader ? _live.FirstOrDefault(node => node.Output == value) : null;
    }
}

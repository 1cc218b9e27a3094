using SimdNet.Data;
using SimdNet.Graphs;
using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.IO;

/// <summary>Everything that a service needs: the graph with transforms in front of the network, what its features and classes are called, and how records become rows</summary>
/// <remarks>A snapshot: later training does not change it. <see cref="ModelFile"/> saves and loads it; <c>InferencePlan.Compile(model.Graph)</c> serves it.</remarks>
public sealed class Model
{
    private readonly IReadOnlyList<string>? _featureNames, _classNames;

    /// <summary>A model of a graph</summary>
    /// <exception cref="ArgumentException">no plan could run the graph: an output is made by no operator, depends on no input or is there twice, there is no such activation,
    /// or a one-hot operator takes a constant</exception>
    public Model(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Check(graph);
        Graph = graph;
    }

    /// <summary>A model of a network, and of the transform whose rows it was trained with</summary>
    /// <exception cref="ArgumentException">the network does not take what the transform makes; without a transform, no layer says how many features a row has</exception>
    /// <exception cref="NotSupportedException">the transform has no graph operators</exception>
    public Model(Layer network, RowTransform? transform = null)
        : this(Lower(network, transform))
    {
    }

    /// <summary>A model whose answers are probabilities: softmax(network(transform(x)) / temperature)</summary>
    /// <param name="network">its outputs are logits, one for each of two or more classes</param>
    /// <param name="transform">whose rows it was trained with; null: none</param>
    /// <param name="temperature">what <c>TemperatureScaling.Fit</c> found on held-out examples; 1 changes nothing</param>
    /// <remarks>The division is a product with 1 / temperature, rounded to a float, which a plan takes into the weights of the last layer.</remarks>
    /// <exception cref="ArgumentException">as for a model without a temperature; or the network gives one number, of which softmax is always 1</exception>
    /// <exception cref="ArgumentOutOfRangeException">temperature or 1 / temperature is no positive normal float</exception>
    /// <exception cref="NotSupportedException">the transform has no graph operators</exception>
    public Model(Layer network, RowTransform? transform, double temperature)
        : this(Lower(network, transform, temperature))
    {
    }

    /// <summary>From raw features to the network's answer</summary>
    public Graph Graph { get; }

    /// <summary>A name for each feature of the first input; the encoding's if none are given, empty without</summary>
    public IReadOnlyList<string> FeatureNames
    {
        get => _featureNames ?? Encoding?.FeatureNames ?? [];
        init => _featureNames = [.. value];
    }

    /// <summary>A name for each number of the first output, or two names for one number; the encoding's if none are given, empty without</summary>
    public IReadOnlyList<string> ClassNames
    {
        get => _classNames ?? Encoding?.ClassNames ?? [];
        init => _classNames = [.. value];
    }

    /// <summary>How the texts of a record become a row of the first input; null if rows come as numbers</summary>
    public CsvEncoding? Encoding { get; init; }

    /// <summary>Other strings about the file; the key simdnet.model is not theirs</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The names as they were given, or null: for files, which do not repeat those of the encoding</summary>
    internal (IReadOnlyList<string>? Features, IReadOnlyList<string>? Classes) GivenNames
    {
        get => (_featureNames, _classNames);
        init => (_featureNames, _classNames) = value;
    }

    /// <summary>Checks names and encoding against the graph</summary>
    /// <exception cref="ArgumentException">one does not fit; the message has both numbers</exception>
    internal void CheckNames()
    {
        GraphValue input = Graph.Inputs[0], output = Graph.Outputs[0];
        if (FeatureNames.Count != 0 && FeatureNames.Count != input.Length)
            throw new ArgumentException($"there are {FeatureNames.Count} feature names, but the graph takes {input}.");
        if (ClassNames.Count != 0 && ClassNames.Count != output.Length && (ClassNames.Count, output.Length) != (2, 1))
            throw new ArgumentException($"there are {ClassNames.Count} class names, but the graph gives {output}.");
        if (Encoding is not null && Encoding.Features != input.Length)
            throw new ArgumentException($"the encoding makes {Encoding.Features} features, but the graph takes {input}.");
    }

    private static Graph Lower(Layer network, RowTransform? transform, double? temperature = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (temperature is double t && !(IsPositiveNormal((float)t) && IsPositiveNormal((float)(1 / t))))
            throw new ArgumentOutOfRangeException(nameof(temperature), t, "expected a positive number whose reciprocal is a normal float, too.");
        int inFeatures = transform?.InFeatures ?? network.InFeatures
            ?? throw new ArgumentException("no layer of the network says how many features a row has; a Linear layer does.", nameof(network));
        var graph = new GraphBuilder(inFeatures);
        GraphValue x = transform?.Lower(graph, graph.Input) ?? graph.Input;
        if (network.InFeatures is int expected && expected != x.Length)
            throw new ArgumentException($"the network takes {expected} features, but the transform makes {x.Length}.", nameof(transform));
        GraphValue y = network.Lower(graph, x);
        if (temperature is not double divisor)
            return graph.Build(y);
        if (y.Length < 2)
            throw new ArgumentException($"the network gives {y}; probabilities are of 2 classes or more.", nameof(network));
        return graph.Build(Probabilities(graph, y, (float)(1 / divisor)));
    }

    // Batch norm with mean 0 and variance 1 is the product with a constant that plans fold.
    private static GraphValue Probabilities(GraphBuilder graph, GraphValue logits, float scale)
    {
        int classes = logits.Length;
        GraphValue zero = graph.Uniform("zero", 0, classes), one = graph.Uniform("one", 1, classes);
        return graph.Softmax(graph.BatchNorm(logits, graph.Uniform("1/temperature", scale, classes), zero, zero, one, epsilon: 0));
    }

    private static bool IsPositiveNormal(float x) => x > 0 && float.IsNormal(x);

    private static void Check(Graph graph)
    {
        var flowing = new HashSet<GraphValue>(graph.Inputs);
        foreach (GraphNode node in graph.Nodes)
        {
            if (node.Operator is ActivationOperator activation)
                Activation.Parse(activation.Function);
            if (node.Inputs.Any(flowing.Contains))
                flowing.Add(node.Output);
            else if (node.Operator is OneHotOperator)
                throw new ArgumentException($"a one-hot operator takes {node.Inputs[0]}, which depends on no input.", nameof(graph));
        }

        foreach (GraphValue output in graph.Outputs)
        {
            if (!flowing.Contains(output) || graph.Inputs.Contains(output))
                throw new ArgumentException($"the output {output} {(graph.Inputs.Contains(output) ? "is an input" : "depends on no input")}.", nameof(graph));
            if (graph.Outputs.Count(value => value == output) > 1)
                throw new ArgumentException($"{output} is an output of the graph twice.", nameof(graph));
        }
    }
}

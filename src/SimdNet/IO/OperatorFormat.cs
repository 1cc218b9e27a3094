using SimdNet.Graphs;

namespace SimdNet.IO;

/// <summary>An operator in a file</summary>
/// <param name="Name">what the file calls it</param>
/// <param name="Type">its record</param>
/// <param name="Operands">how many it takes; null: one or more</param>
/// <param name="Attribute">the key of its attribute, or none</param>
/// <param name="Build">adds it to a graph</param>
internal sealed record OperatorFormat(string Name, Type Type, int? Operands, ModelKeys Attribute, Func<GraphBuilder, GraphValue[], OperatorAttributes, GraphValue> Build)
{
    /// <summary>THE list of operators that files can hold. A new operator is one row.</summary>
    public static IReadOnlyList<OperatorFormat> All { get; } =
    [
        new("linear", typeof(LinearOperator), 3, ModelKeys.None, (graph, x, _) => graph.Linear(x[0], x[1], x[2])),
        new("add", typeof(AddOperator), 2, ModelKeys.None, (graph, x, _) => graph.Add(x[0], x[1])),
        new("mean", typeof(MeanOperator), null, ModelKeys.None, (graph, x, _) => graph.Mean(x)),
        new("concat", typeof(ConcatOperator), null, ModelKeys.None, (graph, x, _) => graph.Concat(x)),
        new("activation", typeof(ActivationOperator), 1, ModelKeys.Function, (graph, x, attributes) => graph.Activation(x[0], attributes.Function)),
        new("one_hot", typeof(OneHotOperator), 1, ModelKeys.Categories, (graph, x, attributes) => graph.OneHot(x[0], attributes.Categories)),
        new("softmax", typeof(SoftmaxOperator), 1, ModelKeys.None, (graph, x, _) => graph.Softmax(x[0])),
        new("log_softmax", typeof(LogSoftmaxOperator), 1, ModelKeys.None, (graph, x, _) => graph.LogSoftmax(x[0])),
        new("layer_norm", typeof(LayerNormOperator), 3, ModelKeys.Epsilon, (graph, x, attributes) => graph.LayerNorm(x[0], x[1], x[2], attributes.Epsilon)),
        new("rms_norm", typeof(RmsNormOperator), 2, ModelKeys.Epsilon, (graph, x, attributes) => graph.RmsNorm(x[0], x[1], attributes.Epsilon)),
        new("batch_norm", typeof(BatchNormOperator), 5, ModelKeys.Epsilon, (graph, x, attributes) => graph.BatchNorm(x[0], x[1], x[2], x[3], x[4], attributes.Epsilon)),
    ];

    /// <summary>The row of an operator</summary>
    /// <exception cref="ArgumentException">there is none</exception>
    public static OperatorFormat Of(GraphOperator op) => All.FirstOrDefault(format => format.Type == op.GetType())
        ?? throw new ArgumentException($"files cannot hold the operator {op}.", nameof(op));

    /// <summary>The attributes of an operator; those that it has not are empty</summary>
    public static OperatorAttributes AttributesOf(GraphOperator op) => new(
        op is ActivationOperator activation ? activation.Function : "",
        op switch
        {
            LayerNormOperator norm => norm.Epsilon,
            RmsNormOperator norm => norm.Epsilon,
            BatchNormOperator norm => norm.Epsilon,
            _ => 0,
        },
        op is OneHotOperator oneHot ? [.. oneHot.Categories] : []);
}

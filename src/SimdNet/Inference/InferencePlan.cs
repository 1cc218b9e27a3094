using SimdNet.Graphs;
using SimdNet.Kernels;

namespace SimdNet.Inference;

/// <summary>A graph compiled for serving: weights packed once, activations fused into the products before them, memory planned.</summary>
/// <remarks>Immutable and shared: any number of threads may use it, each with a context of its own. Results are the same bits for any batch and on every CPU.</remarks>
public sealed class InferencePlan : IDisposable
{
    private readonly PlanStep[] _steps;
    private readonly int[] _lengths;
    private bool _disposed;

    private InferencePlan(Graph graph, PlanStep[] steps, int maxBatch)
    {
        _steps = steps;
        _lengths = [.. graph.Values.Select(value => value.Length)];
        MaxBatch = maxBatch;
        InputValue = graph.Input.Index;
        OutputValue = graph.Output.Index;
        InputFeatures = graph.Input.Length;
        OutputFeatures = graph.Output.Length;
    }

    /// <summary>Floats of an input row.</summary>
    public int InputFeatures { get; }

    /// <summary>Floats of an output row.</summary>
    public int OutputFeatures { get; }

    /// <summary>The most rows of one call.</summary>
    public int MaxBatch { get; }

    internal int InputValue { get; }

    internal int OutputValue { get; }

    internal ReadOnlySpan<PlanStep> Steps => _steps;

    internal bool IsDisposed => _disposed;

    internal int ValueCount => _lengths.Length;

    /// <summary>Compiles a graph.</summary>
    /// <exception cref="ArgumentException">no operator makes the graph's output, or it names an activation that does not exist</exception>
    /// <exception cref="NotSupportedException">the graph has an operator that plans cannot run</exception>
    /// <exception cref="ArgumentOutOfRangeException">MaxBatch is below 1</exception>
    public static InferencePlan Compile(Graph graph, InferenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        options ??= new InferenceOptions();
        if (options.MaxBatch < 1)
            throw new ArgumentOutOfRangeException(nameof(options), options.MaxBatch, "MaxBatch is at least 1.");
        if (!graph.Nodes.Any(node => node.Output == graph.Output))
            throw new ArgumentException($"no operator of the graph makes its output, {graph.Output}.", nameof(graph));

        var steps = new List<PlanStep>();
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            GraphNode node = graph.Nodes[i];
            GraphNode? next = node.Operator is LinearOperator ? FusibleActivation(graph, i) : null;
            steps.Add(Step(node, next));
            if (next is not null)
                i++;
        }

        return new InferencePlan(graph, [.. steps], options.MaxBatch);
    }

    /// <summary>Sets up the scratch memory of one thread.</summary>
    /// <exception cref="ObjectDisposedException">the plan was disposed</exception>
    public InferenceContext CreateContext()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new InferenceContext(this);
    }

    /// <summary>Frees the packed weights; no context of this plan may be running.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        foreach (PlanStep step in _steps)
            step.Dispose();
    }

    /// <summary>Floats of one row of a value.</summary>
    internal int RowLength(int value) => _lengths[value];

    // The activation behind a product can run on the product's own memory if nobody else reads that.
    private static GraphNode? FusibleActivation(Graph graph, int product)
    {
        GraphValue output = graph.Nodes[product].Output;
        GraphNode? next = product + 1 < graph.Nodes.Count ? graph.Nodes[product + 1] : null;
        bool isOnlyReader = output != graph.Output && graph.Nodes.Count(node => node.Inputs.Contains(output)) == 1;
        return next?.Operator is ActivationOperator && next.Inputs[0] == output && isOnlyReader ? next : null;
    }

    private static float[] Constant(GraphNode node, int input) => node.Inputs[input].Constant.ToArray();

    private static PlanStep Step(GraphNode node, GraphNode? fused)
    {
        int input = node.Inputs[0].Index;
        int output = (fused ?? node).Output.Index;
        switch (node.Operator)
        {
            case LinearOperator:
                GraphValue weight = node.Inputs[1];
                (int outFeatures, int inFeatures) = (weight.Shape[0], weight.Shape[1]);
                var packed = new PackedMatrix(Transpose.Yes, inFeatures, outFeatures, weight.Constant, inFeatures);
                Activation? activation = fused is null ? null : Activation.Parse(((ActivationOperator)fused.Operator).Function);
                return new LinearStep(input, output, packed, node.Inputs[2].Constant.ToArray(), activation);
            case ActivationOperator op:
                return new ActivationStep(input, output, Activation.Parse(op.Function));
            case SoftmaxOperator:
                return new SoftmaxStep(input, output);
            case LogSoftmaxOperator:
                return new LogSoftmaxStep(input, output);
            case LayerNormOperator op:
                return new LayerNormStep(input, output, Constant(node, 1), Constant(node, 2), op.Epsilon);
            case RmsNormOperator op:
                return new RmsNormStep(input, output, Constant(node, 1), op.Epsilon);
            case BatchNormOperator op:
                return new BatchNormStep(input, output, Constant(node, 1), Constant(node, 2), Constant(node, 3), Constant(node, 4), op.Epsilon);
            default:
                throw new NotSupportedException($"a plan cannot run the operator {node.Operator} that makes {node.Output}.");
        }
    }
}

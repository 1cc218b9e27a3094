using SimdNet.Graphs;
using SimdNet.Kernels;

namespace SimdNet.Inference;

/// <summary>y = x with each code spread out; a number that is no code ends the call with an ArgumentException</summary>
internal sealed unsafe class OneHotStep(GraphNode node) : PlanStep(node, node.Output)
{
    private readonly int[] _categories = [.. ((OneHotOperator)node.Operator).Categories];

    public override string Kernel => "one hot";

    public override bool CanRunInPlace => false;

    public override long Bytes => (long)_categories.Length * sizeof(int);

    public override long Flops => 0;

    public override void Run(float** values, int batch) =>
        RowKernels.OneHot(Rows(values, Operands[0], batch), _categories, Result(values, batch), Operands[0].Name, "input");
}

/// <summary>y = softmax of each row</summary>
internal sealed class SoftmaxStep(GraphNode node) : MapStep(node)
{
    public override string Kernel => "softmax";

    public override long Flops => (long)FlopsPerElement.Softmax * Output.Length;

    protected override void Run(ReadOnlySpan<float> x, int columns, Span<float> y) => RowKernels.Softmax(x, columns, y);
}

/// <summary>y = ln softmax of each row</summary>
internal sealed class LogSoftmaxStep(GraphNode node) : MapStep(node)
{
    public override string Kernel => "log softmax";

    public override long Flops => (long)FlopsPerElement.LogSoftmax * Output.Length;

    protected override void Run(ReadOnlySpan<float> x, int columns, Span<float> y) => RowKernels.LogSoftmax(x, columns, y);
}

/// <summary>y = layer norm of each row</summary>
internal sealed class LayerNormStep(GraphNode node) : MapStep(node)
{
    private readonly float[] _gamma = Constant(node, 1), _beta = Constant(node, 2);
    private readonly float _epsilon = ((LayerNormOperator)node.Operator).Epsilon;

    public override string Kernel => "layer norm";

    public override long Bytes => 2L * Output.Length * sizeof(float);

    public override long Flops => (long)FlopsPerElement.LayerNorm * Output.Length;

    protected override void Run(ReadOnlySpan<float> x, int columns, Span<float> y) =>
        RowKernels.LayerNorm(x, columns, _gamma, _beta, _epsilon, y, mean: default, rstd: default);
}

/// <summary>y = RMS norm of each row</summary>
internal sealed class RmsNormStep(GraphNode node) : MapStep(node)
{
    private readonly float[] _gamma = Constant(node, 1);
    private readonly float _epsilon = ((RmsNormOperator)node.Operator).Epsilon;

    public override string Kernel => "RMS norm";

    public override long Bytes => (long)Output.Length * sizeof(float);

    public override long Flops => (long)FlopsPerElement.RmsNorm * Output.Length;

    protected override void Run(ReadOnlySpan<float> x, int columns, Span<float> y) => RowKernels.RmsNorm(x, columns, _gamma, _epsilon, y, rstd: default);
}

/// <summary>y = batch norm with constant statistics</summary>
internal sealed class BatchNormStep(GraphNode node) : MapStep(node)
{
    private readonly float[] _gamma = Constant(node, 1), _beta = Constant(node, 2), _mean = Constant(node, 3), _variance = Constant(node, 4);
    private readonly float _epsilon = ((BatchNormOperator)node.Operator).Epsilon;

    public override string Kernel => "batch norm";

    public override long Bytes => 4L * Output.Length * sizeof(float);

    public override long Flops => (long)FlopsPerElement.BatchNorm * Output.Length;

    protected override void Run(ReadOnlySpan<float> x, int columns, Span<float> y) =>
        RowKernels.BatchNorm(x, columns, _mean, _variance, _gamma, _beta, _epsilon, y);
}

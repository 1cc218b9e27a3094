using SimdNet.Graphs;
using SimdNet.Kernels;

namespace SimdNet.Inference;

/// <summary>y = f(x W^T + b), the weights packed; f may be absent.</summary>
internal sealed unsafe class LinearStep : PlanStep
{
    private readonly PackedMatrix _weight;
    private readonly float[] _bias;
    private readonly Activation? _activation;

    public LinearStep(GraphNode node, GraphNode? activation, InferenceOptions options)
        : base(node, (activation ?? node).Output)
    {
        _activation = activation is null ? null : Activation.Parse(((ActivationOperator)activation.Operator).Function);
        _bias = node.Inputs[2].Constant.ToArray();
        GraphValue weight = node.Inputs[1];
        _weight = new PackedMatrix(Transpose.Yes, weight.Shape[1], weight.Shape[0], weight.Constant, weight.Shape[1], options.Weights, forOneRow: options.MaxBatch == 1);
    }

    public override string Kernel => $"linear {_weight.Format.ToString().ToLowerInvariant()}{(_activation is null ? "" : $" + {_activation}")}";

    public override bool CanRunInPlace => false;

    public override long Bytes => _weight.Bytes + ((long)_bias.Length * sizeof(float));

    public override long Flops => ((long)FlopsPerElement.MultiplyAdd * _weight.Rows * _weight.Columns) + (_activation is null ? 0 : FlopsPerElement.Map * _weight.Columns);

    public override void Run(float** values, int batch)
    {
        ReadOnlySpan<float> x = Rows(values, Operands[0], batch);
        Span<float> y = Result(values, batch);
        if (_activation == Activation.Relu)
        {
            Blas.GemmRelu(batch, x, _weight.Rows, _weight, _bias, y, _weight.Columns);
            return;
        }

        Blas.Gemm(batch, x, _weight.Rows, _weight, _bias, y, _weight.Columns);
        if (_activation is not null)
            ActivationKernels.Forward(_activation, y, y);
    }

    public override void Dispose()
    {
        _weight.Dispose();
        base.Dispose();
    }
}

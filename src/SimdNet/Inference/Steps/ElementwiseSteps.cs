using System.Numerics.Tensors;
using SimdNet.Graphs;
using SimdNet.Kernels;

namespace SimdNet.Inference;

/// <summary>y = f(x)</summary>
internal sealed class ActivationStep(GraphNode node) : MapStep(node)
{
    private readonly Activation _activation = Activation.Parse(((ActivationOperator)node.Operator).Function);

    public override string Kernel => _activation.ToString();

    protected override void Run(ReadOnlySpan<float> x, int columns, Span<float> y) => ActivationKernels.Forward(_activation, x, y);
}

/// <summary>z = x + y; a constant operand is the same for every row.</summary>
internal sealed unsafe class AddStep(GraphNode node) : PlanStep(node, node.Output)
{
    private readonly float[] _constant = node.Inputs.FirstOrDefault(value => value.IsConstant)?.Constant.ToArray() ?? [];

    public override string Kernel => _constant.Length == 0 ? "add" : "add constant";

    public override long Bytes => (long)_constant.Length * sizeof(float);

    public override void Run(float** values, int batch)
    {
        ReadOnlySpan<float> x = Rows(values, Operands[0], batch);
        Span<float> z = Result(values, batch);
        if (_constant.Length == 0)
        {
            TensorPrimitives.Add(x, Rows(values, Operands[1], batch), z);
            return;
        }

        for (int i = 0; i < z.Length; i += _constant.Length)
            TensorPrimitives.Add(x.Slice(i, _constant.Length), _constant, z.Slice(i, _constant.Length));
    }
}

/// <summary>Rows side by side; a constant operand is the same for every row.</summary>
internal sealed unsafe class ConcatStep(GraphNode node) : PlanStep(node, node.Output)
{
    private readonly (GraphValue Value, float[] Constant)[] _parts = [.. node.Inputs.Select(value => (value, value.Constant.ToArray()))];

    public override string Kernel => "concat";

    public override bool CanRunInPlace => false;

    public override long Bytes => _parts.Sum(part => (long)part.Constant.Length * sizeof(float));

    public override long Flops => 0;

    public override void Run(float** values, int batch)
    {
        Span<float> y = Result(values, batch);
        for (int row = 0; row < batch; row++)
        {
            foreach ((GraphValue value, float[] constant) in _parts)
            {
                ReadOnlySpan<float> part = value.IsConstant ? constant : Rows(values, value, batch).Slice(row * value.Length, value.Length);
                part.CopyTo(y);
                y = y[part.Length..];
            }
        }
    }
}

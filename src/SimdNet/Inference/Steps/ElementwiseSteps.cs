using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

/// <summary>y = the mean of its operands; a constant operand is the same for every row.</summary>
internal sealed unsafe class MeanStep(GraphNode node) : PlanStep(node, node.Output)
{
    private readonly (GraphValue Value, float[] Constant)[] _parts = [.. node.Inputs.Select(value => (value, Pinned(value.Constant)))];
    private readonly bool _hasConstant = node.Inputs.Any(value => value.IsConstant);

    public override string Kernel => $"mean of {_parts.Length}";

    public override bool CanRunInPlace => false; // the sums start before the operands are read

    public override long Bytes => _parts.Sum(part => (long)part.Constant.Length * sizeof(float));

    public override long Flops => (long)FlopsPerElement.Map * _parts.Length * Output.Length;

    public override void Run(float** values, int batch)
    {
        // Rows that follow one another are one long row, unless a constant has to stand beside each.
        (int rows, int length) = _hasConstant ? (batch, Output.Length) : (1, batch * Output.Length);
        float** x = stackalloc float*[_parts.Length];
        for (nint row = 0; row < rows; row++)
        {
            for (int i = 0; i < _parts.Length; i++)
                x[i] = _parts[i].Value.IsConstant ? (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_parts[i].Constant)) : values[_parts[i].Value.Index] + (row * length);
            RowKernels.Mean(x, _parts.Length, values[Output.Index] + (row * length), length);
        }
    }

    // SAFETY: in memory that the collector does not move, since Run keeps addresses of it.
    private static float[] Pinned(ReadOnlySpan<float> constant)
    {
        float[] copy = GC.AllocateUninitializedArray<float>(constant.Length, pinned: true);
        constant.CopyTo(copy);
        return copy;
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

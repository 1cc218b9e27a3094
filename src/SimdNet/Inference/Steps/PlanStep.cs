using SimdNet.Graphs;

namespace SimdNet.Inference;

/// <summary>One step of a plan: a kernel from some values' rows to another's.</summary>
internal abstract unsafe class PlanStep(GraphNode node, GraphValue output) : IDisposable
{
    /// <summary>The values whose rows it reads, as the graph numbers them.</summary>
    public GraphValue[] Operands { get; } = [.. node.Inputs.Where(value => !value.IsConstant)];

    /// <summary>The value that it writes.</summary>
    public GraphValue Output { get; } = output;

    /// <summary>What <see cref="InferencePlan.Describe"/> calls it.</summary>
    public abstract string Kernel { get; }

    /// <summary>Whether the output may stand where the first operand stood.</summary>
    public virtual bool CanRunInPlace => true;

    /// <summary>Memory of its constants.</summary>
    public virtual long Bytes => 0;

    /// <summary>Floating-point operations for one row, counted as <see cref="FlopsPerElement"/> says.</summary>
    public virtual long Flops => FlopsPerElement.Map * Output.Length;

    /// <summary>Computes so many rows; values[v] is where value v stands.</summary>
    public abstract void Run(float** values, int batch);

    public virtual void Dispose()
    {
    }

    protected static ReadOnlySpan<float> Rows(float** values, GraphValue value, int batch) => new(values[value.Index], batch * value.Length);

    protected Span<float> Result(float** values, int batch) => new(values[Output.Index], batch * Output.Length);
}

/// <summary>A step of one operand whose output has its shape.</summary>
internal abstract unsafe class MapStep(GraphNode node) : PlanStep(node, node.Output)
{
    public sealed override void Run(float** values, int batch) => Run(Rows(values, Operands[0], batch), Output.Length, Result(values, batch));

    protected abstract void Run(ReadOnlySpan<float> x, int columns, Span<float> y);

    /// <summary>The constants behind the operand.</summary>
    protected static float[] Constant(GraphNode node, int input) => node.Inputs[input].Constant.ToArray();
}

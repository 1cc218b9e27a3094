using SimdNet.Buffers;
using SimdNet.Graphs;

namespace SimdNet.Inference;

/// <summary>Where the rows of each value between the inputs and the outputs stand: memory whose value nobody reads any more is used again.</summary>
internal sealed class MemoryPlan
{
    private readonly List<(int Offset, int Length, int LastStep)> _taken = [];

    /// <summary>Places each step's output at the lowest offset that is free while it lives, or where its operand stood if that ends here.</summary>
    public MemoryPlan(Graph graph, IReadOnlyList<PlanStep> steps, int maxBatch)
    {
        Offsets = new int[graph.Values.Count];
        Array.Fill(Offsets, -1);
        for (int i = 0; i < steps.Count; i++)
        {
            PlanStep step = steps[i];
            if (graph.Outputs.Contains(step.Output))
                continue;
            int lastStep = LastReader(steps, step.Output);
            int length = Arena.Padded(checked(step.Output.Length * maxBatch));
            GraphValue operand = step.Operands[0];
            int offset = Offsets[operand.Index];
            bool isInPlace = step.CanRunInPlace && offset >= 0 && operand.Length == step.Output.Length && LastReader(steps, operand) == i;
            if (isInPlace)
                _taken.RemoveAll(block => block.Offset == offset);
            else
                _taken.RemoveAll(block => block.LastStep < i);
            offset = isInPlace ? offset : LowestFree(length);
            _taken.Add((offset, length, lastStep));
            Offsets[step.Output.Index] = offset;
            Length = int.Max(Length, checked(offset + length));
        }
    }

    /// <summary>Of each value, in floats; -1 for what stands elsewhere: inputs, outputs, constants.</summary>
    public int[] Offsets { get; }

    /// <summary>Floats in all.</summary>
    public int Length { get; }

    private static int LastReader(IReadOnlyList<PlanStep> steps, GraphValue value)
    {
        for (int i = steps.Count - 1; i >= 0; i--)
        {
            if (steps[i].Operands.Contains(value))
                return i;
        }

        return -1;
    }

    private int LowestFree(int length)
    {
        int offset = 0;
        foreach ((int start, int taken, _) in _taken.OrderBy(block => block.Offset))
        {
            if (start - offset >= length)
                break;
            offset = int.Max(offset, start + taken);
        }

        return offset;
    }
}

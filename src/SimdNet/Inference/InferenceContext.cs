using SimdNet.Buffers;

namespace SimdNet.Inference;

/// <summary>One thread's scratch memory for a plan, allocated once. Not thread-safe: each thread has its own.</summary>
public sealed class InferenceContext : IDisposable
{
    private readonly InferencePlan _plan;
    private readonly AlignedBuffer _memory;

    // Where a value's rows start; -1 for the input, the output and what no step writes.
    private readonly int[] _offsets;

    internal InferenceContext(InferencePlan plan)
    {
        _plan = plan;
        _offsets = new int[plan.ValueCount];
        Array.Fill(_offsets, -1);
        int length = 0;
        foreach (PlanStep step in plan.Steps)
        {
            if (step.Output == plan.OutputValue)
                continue;
            _offsets[step.Output] = length;
            length = checked(length + Arena.Padded(checked(plan.RowLength(step.Output) * plan.MaxBatch)));
        }

        _memory = new AlignedBuffer(length);
    }

    /// <summary>output = the network's answer for each row of input.</summary>
    /// <param name="input">one to <see cref="InferencePlan.MaxBatch"/> rows of <see cref="InferencePlan.InputFeatures"/> floats</param>
    /// <param name="output">as many rows of <see cref="InferencePlan.OutputFeatures"/> floats; must not overlap the input</param>
    /// <remarks>Allocates nothing after a thread's first call. A row's result does not depend on the rows beside it.</remarks>
    /// <exception cref="ArgumentException">a span's length does not fit, or the spans overlap; the message has the numbers</exception>
    /// <exception cref="ObjectDisposedException">the context or its plan was disposed</exception>
    public void Run(ReadOnlySpan<float> input, Span<float> output)
    {
        ObjectDisposedException.ThrowIf(_plan.IsDisposed, _plan);
        int batch = CheckSpans(input, output);
        Span<float> memory = _memory.Span;
        foreach (PlanStep step in _plan.Steps)
        {
            ReadOnlySpan<float> x = step.Input == _plan.InputValue ? input : step.Input == _plan.OutputValue ? output : Rows(memory, step.Input, batch);
            Span<float> y = step.Output == _plan.OutputValue ? output : Rows(memory, step.Output, batch);
            step.Run(x, batch, y);
        }

        GC.KeepAlive(this); // a span does not keep the memory behind it alive
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose() => _memory.Dispose();

    private Span<float> Rows(Span<float> memory, int value, int batch) => memory.Slice(_offsets[value], _plan.RowLength(value) * batch);

    private int CheckSpans(ReadOnlySpan<float> input, Span<float> output)
    {
        int batch = input.Length / _plan.InputFeatures;
        if (batch == 0 || input.Length % _plan.InputFeatures != 0)
            throw new ArgumentException($"input holds {input.Length} floats, which is not one or more rows of {_plan.InputFeatures} features.", nameof(input));
        if (batch > _plan.MaxBatch)
            throw new ArgumentException($"input holds {batch} rows, but the plan was compiled for at most {_plan.MaxBatch}.", nameof(input));
        if (output.Length != batch * _plan.OutputFeatures)
            throw new ArgumentException($"output holds {output.Length} floats, but {batch} rows of {_plan.OutputFeatures} outputs need {batch * _plan.OutputFeatures}.", nameof(output));
        if (input.Overlaps(output))
            throw new ArgumentException("output overlaps input; they must be disjoint.", nameof(output));
        return batch;
    }
}

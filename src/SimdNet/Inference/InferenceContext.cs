using System.Numerics.Tensors;
using SimdNet.Buffers;
using SimdNet.Graphs;

namespace SimdNet.Inference;

/// <summary>One thread's scratch memory for a plan, allocated once. Not thread-safe: each thread has its own.</summary>
public sealed unsafe class InferenceContext : IDisposable
{
    private readonly InferencePlan _plan;
    private readonly AlignedBuffer _memory;

    // Where each value's rows stand; those of inputs and outputs are set by each call.
    private readonly AlignedBuffer _pointers;

    // Inputs and outputs of calls that bring no memory of their own.
    private AlignedBuffer? _ends;

    internal InferenceContext(InferencePlan plan)
    {
        _plan = plan;
        _memory = new AlignedBuffer(plan.Memory.Length);
        int[] offsets = plan.Memory.Offsets;
        _pointers = new AlignedBuffer(checked(offsets.Length * sizeof(float*) / sizeof(float)));
        for (int value = 0; value < offsets.Length; value++)
            Values[value] = offsets[value] < 0 ? null : _memory.Pointer + offsets[value];
    }

    /// <summary>The memory between inputs and outputs, whatever stands in it between calls.</summary>
    internal Span<float> Scratch => _memory.Span;

    private float** Values => (float**)_pointers.Pointer;

    private AlignedBuffer Ends => _ends ??= new AlignedBuffer(_plan.Ends.Sum(Place));

    /// <summary>output = the network's answer for each row of input.</summary>
    /// <param name="input">one to <see cref="InferencePlan.MaxBatch"/> rows of <see cref="InferencePlan.InputFeatures"/> floats</param>
    /// <param name="output">as many rows of <see cref="InferencePlan.OutputFeatures"/> floats; must not overlap the input</param>
    /// <remarks>Allocates nothing after a thread's first call. A row's result does not depend on the rows beside it.</remarks>
    /// <exception cref="ArgumentException">a span's length does not fit, or the spans overlap; or a one-hot operator got a number that is no code, and what the output then holds is not
    /// defined. The message has the numbers</exception>
    /// <exception cref="InvalidOperationException">the plan has several inputs or outputs: see <see cref="Input"/></exception>
    /// <exception cref="NonFiniteValueException">the plan looks for numbers that are not finite, and found one</exception>
    /// <exception cref="ObjectDisposedException">the context or its plan was disposed</exception>
    public void Run(ReadOnlySpan<float> input, Span<float> output)
    {
        ObjectDisposedException.ThrowIf(_plan.IsDisposed, _plan);
        int batch = CheckSpans(input, output);
        float** values = Values;
        fixed (float* x = input, y = output)
        {
            values[_plan.Inputs[0].Index] = x;
            values[_plan.Outputs[0].Index] = y;
            Run(values, batch);
        }

        GC.KeepAlive(this); // a pointer does not keep the memory behind it alive
    }

    /// <summary>Where <see cref="Run(int)"/> finds the rows of an input: <see cref="InferencePlan.MaxBatch"/> rows, to be filled from the start.</summary>
    /// <remarks>Memory for all inputs and outputs is allocated when it is first asked for. The span is valid until the context is disposed.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">there is no such input</exception>
    /// <exception cref="ObjectDisposedException">the context was disposed</exception>
    public Span<float> Input(int index) => End(_plan.Inputs, index);

    /// <summary>Where <see cref="Run(int)"/> leaves the rows of an output: <see cref="InferencePlan.MaxBatch"/> rows, of which it writes the first.</summary>
    /// <remarks>As for <see cref="Input"/>.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">there is no such output</exception>
    /// <exception cref="ObjectDisposedException">the context was disposed</exception>
    public Span<float> Output(int index) => End(_plan.Outputs, index);

    /// <summary>The network's answers for the first rows of each <see cref="Input"/>, in the first rows of each <see cref="Output"/>: for plans with any number of both.</summary>
    /// <param name="batch">rows, 1 to <see cref="InferencePlan.MaxBatch"/></param>
    /// <remarks>Allocates nothing after the first call. A row's result does not depend on the rows beside it.</remarks>
    /// <exception cref="ArgumentException">a one-hot operator got a number that is no code; the message says which. What the outputs then hold is not defined, the context goes on</exception>
    /// <exception cref="ArgumentOutOfRangeException">the batch is below 1 or over the limit</exception>
    /// <exception cref="NonFiniteValueException">the plan looks for numbers that are not finite, and found one</exception>
    /// <exception cref="ObjectDisposedException">the context or its plan was disposed</exception>
    public void Run(int batch)
    {
        ObjectDisposedException.ThrowIf(_plan.IsDisposed, _plan);
        if (batch < 1 || batch > _plan.MaxBatch)
            throw new ArgumentOutOfRangeException(nameof(batch), batch, $"a batch of this plan has 1 to {_plan.MaxBatch} rows.");
        float** values = Values;
        float* end = Ends.Pointer;
        foreach (GraphValue value in _plan.Ends)
        {
            values[value.Index] = end;
            end += Place(value);
        }

        Run(values, batch);
        GC.KeepAlive(this);
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        _memory.Dispose();
        _pointers.Dispose();
        _ends?.Dispose();
    }

    private void Run(float** values, int batch)
    {
        if (_plan.ChecksFinite)
        {
            RunChecked(values, batch);
            return;
        }

        foreach (PlanStep step in _plan.Steps)
            step.Run(values, batch);
    }

    private void RunChecked(float** values, int batch)
    {
        foreach (GraphValue input in _plan.Ends.AsSpan(0, _plan.Inputs.Count))
            Check(values, input, batch, step: -1);
        for (int i = 0; i < _plan.Steps.Length; i++)
        {
            _plan.Steps[i].Run(values, batch);
            Check(values, _plan.Steps[i].Output, batch, i);
        }
    }

    private void Check(float** values, GraphValue value, int batch, int step)
    {
        var rows = new ReadOnlySpan<float>(values[value.Index], batch * value.Length);
        if (TensorPrimitives.IsFiniteAll(rows))
            return;
        int place = 0;
        while (float.IsFinite(rows[place]))
            place++;
        string name = step < 0 ? value.ToString() : $"step {step}, {_plan.Steps[step].Kernel} -> {value},";
        throw new NonFiniteValueException(name, place / value.Length, place % value.Length, rows[place]);
    }

    private int Place(GraphValue value) => Arena.Padded(checked(value.Length * _plan.MaxBatch));

    private Span<float> End(IReadOnlyList<GraphValue> values, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, values.Count);
        ObjectDisposedException.ThrowIf(_plan.IsDisposed, _plan);
        _ = _memory.Pointer; // throws where the context was disposed
        int offset = 0;
        foreach (GraphValue value in _plan.Ends)
        {
            if (value == values[index])
                break;
            offset += Place(value);
        }

        return Ends.Span.Slice(offset, values[index].Length * _plan.MaxBatch);
    }

    private int CheckSpans(ReadOnlySpan<float> input, Span<float> output)
    {
        if (_plan.Ends.Length != 2)
            throw new InvalidOperationException($"the plan goes from {string.Join(", ", _plan.Inputs)} to {string.Join(", ", _plan.Outputs)}: fill Input(i), call Run(batch) and read Output(i).");
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

using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
using SimdNet.Graphs;
using SimdNet.Lanes;

namespace SimdNet.Inference;

/// <summary>
/// A graph compiled for serving: what depends on constants alone computed, batch norm taken into the products' weights, activations run behind them on the same
/// memory, what no output needs left out, weights packed once, memory planned.
/// </summary>
/// <remarks>
/// Immutable and shared: any number of threads may use it, with a context each, or none. Results are the same bits for any batch and on every CPU; they are the
/// network's own bits, except where batch norm was taken into weights, which rounds at other places.
/// </remarks>
public sealed class InferencePlan : IDisposable
{
    private readonly PlanStep[] _steps;
    private readonly GraphValue[] _inputs;
    private readonly GraphValue[] _outputs;
    private readonly ContextPool _pool;
    private volatile bool _disposed;

    internal InferencePlan(Graph graph, PlanStep[] steps, MemoryPlan memory, InferenceOptions options)
    {
        _steps = steps;
        _inputs = [.. graph.Inputs];
        _outputs = [.. graph.Outputs];
        Ends = [.. _inputs, .. _outputs];
        Memory = memory;
        MaxBatch = options.MaxBatch;
        ChecksFinite = options.ChecksFinite;
        _pool = new ContextPool(this);
    }

    /// <summary>What flows in.</summary>
    public IReadOnlyList<GraphValue> Inputs => _inputs;

    /// <summary>What flows out.</summary>
    public IReadOnlyList<GraphValue> Outputs => _outputs;

    /// <summary>Floats of a row of the first input.</summary>
    public int InputFeatures => _inputs[0].Length;

    /// <summary>Floats of a row of the first output.</summary>
    public int OutputFeatures => _outputs[0].Length;

    /// <summary>The most rows of one call.</summary>
    public int MaxBatch { get; }

    /// <summary>Scratch memory of a context: the most that the values between inputs and outputs take at one time.</summary>
    public long ScratchBytes => (long)Memory.Length * sizeof(float);

    /// <summary>Memory of the packed weights and other constants.</summary>
    public long WeightBytes => _steps.Sum(step => step.Bytes);

    /// <summary>Inputs, then outputs.</summary>
    internal GraphValue[] Ends { get; }

    internal bool ChecksFinite { get; }

    internal MemoryPlan Memory { get; }

    internal ReadOnlySpan<PlanStep> Steps => _steps;

    internal bool IsDisposed => _disposed;

    /// <summary>Compiles a graph.</summary>
    /// <exception cref="ArgumentException">an output is made by no operator, depends on no input or is named twice; the graph names an activation that does not exist, or a one-hot operator's constant is no code; int8 of weights that are not finite</exception>
    /// <exception cref="NotSupportedException">the graph has an operator that plans cannot run</exception>
    /// <exception cref="ArgumentOutOfRangeException">MaxBatch is below 1, or there is no such weight format</exception>
    public static InferencePlan Compile(Graph graph, InferenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        options ??= new InferenceOptions();
        if (options.MaxBatch < 1)
            throw new ArgumentOutOfRangeException(nameof(options), options.MaxBatch, "MaxBatch is at least 1.");
        return PlanCompiler.Compile(graph, options);
    }

    /// <summary>Sets up the scratch memory of one thread.</summary>
    /// <exception cref="ObjectDisposedException">the plan was disposed</exception>
    public InferenceContext CreateContext()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new InferenceContext(this);
    }

    /// <summary>output = the network's answer for each row of input, in a context that the plan lends.</summary>
    /// <param name="input">one to <see cref="MaxBatch"/> rows of <see cref="InputFeatures"/> floats</param>
    /// <param name="output">as many rows of <see cref="OutputFeatures"/> floats; must not overlap the input</param>
    /// <remarks>
    /// Any number of threads may call it at once. It allocates nothing once there are as many contexts as calls have run at one time; a few nanoseconds more than a
    /// context of one's own. A row's result does not depend on the rows beside it.
    /// </remarks>
    /// <exception cref="ArgumentException">a span's length does not fit, or the spans overlap; or a one-hot operator got a number that is no code, and what the output then holds is not
    /// defined. The message has the numbers</exception>
    /// <exception cref="InvalidOperationException">the plan has several inputs or outputs</exception>
    /// <exception cref="NonFiniteValueException">the plan looks for numbers that are not finite, and found one</exception>
    /// <exception cref="ObjectDisposedException">the plan was disposed</exception>
    public void Run(ReadOnlySpan<float> input, Span<float> output)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        InferenceContext context = _pool.Rent();
        try
        {
            context.Run(input, output);
        }
        finally
        {
            _pool.Return(context);
        }
    }

    /// <summary>How far another plan's answers are from this one's: what a weight format costs.</summary>
    /// <param name="other">a plan of as many features, as of the same graph with other options</param>
    /// <param name="data">any number of rows of <see cref="InputFeatures"/> floats, at least one</param>
    /// <exception cref="ArgumentException">the plans' features differ, or data is not rows; the message has the numbers</exception>
    /// <exception cref="InvalidOperationException">a plan has several inputs or outputs</exception>
    public PlanComparison CompareWith(InferencePlan other, ReadOnlySpan<float> data)
    {
        ArgumentNullException.ThrowIfNull(other);
        if ((other.InputFeatures, other.OutputFeatures) != (InputFeatures, OutputFeatures))
            throw new ArgumentException($"the other plan takes {other.InputFeatures} features and gives {other.OutputFeatures}, but this one {InputFeatures} and {OutputFeatures}.", nameof(other));
        int rows = data.Length / InputFeatures;
        if (rows == 0 || data.Length % InputFeatures != 0)
            throw new ArgumentException($"data holds {data.Length} floats, which is not one or more rows of {InputFeatures} features.", nameof(data));

        var mine = new float[OutputFeatures];
        var others = new float[OutputFeatures];
        (double largest, double squares, double all, int agreements) = (0, 0, 0, 0);
        for (int row = 0; row < rows; row++)
        {
            Run(data.Slice(row * InputFeatures, InputFeatures), mine);
            other.Run(data.Slice(row * InputFeatures, InputFeatures), others);
            for (int j = 0; j < mine.Length; j++)
            {
                double difference = Math.Abs((double)mine[j] - others[j]);
                largest = Math.Max(largest, difference);
                squares += difference * difference;
                all += (double)mine[j] * mine[j];
            }

            if (TensorPrimitives.IndexOfMax<float>(mine) == TensorPrimitives.IndexOfMax<float>(others))
                agreements++;
        }

        double count = (double)rows * OutputFeatures;
        return new PlanComparison(rows, largest, Math.Sqrt(squares / count), Math.Sqrt(all / count), (double)agreements / rows);
    }

    /// <summary>For people: the plan's sizes, and a line for each step with its kernel, what it reads and makes, the memory of its constants and its operations for one row.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{_steps.Length} steps at level {Isa.Level.ToString().ToLowerInvariant()}, up to {MaxBatch} rows, weights {WeightBytes:N0} B, scratch memory {ScratchBytes:N0} B a context\n");
        text.Append(CultureInfo.InvariantCulture, $"from {string.Join(", ", Inputs)} to {string.Join(", ", Outputs)}\n");
        int width = _steps.Max(step => step.Kernel.Length);
        for (int i = 0; i < _steps.Length; i++)
        {
            PlanStep step = _steps[i];
            string rows = $"{string.Join(", ", step.Operands)} -> {step.Output}";
            text.Append(CultureInfo.InvariantCulture, $"{i,3}  {step.Kernel.PadRight(width)}  {rows,-40}  {step.Bytes,12:N0} B  {step.Flops,12:N0} FLOP a row\n");
        }

        return text.ToString();
    }

    /// <summary>Frees the packed weights and the contexts it lent; no call may be running.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _pool.Dispose();
        foreach (PlanStep step in _steps)
            step.Dispose();
    }
}

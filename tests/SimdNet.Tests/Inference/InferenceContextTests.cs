using SimdNet.Inference;

namespace SimdNet.Tests.Inference;

public sealed class InferenceContextTests : IDisposable
{
    private const int MaxBatch = 9, In = 19, Out = 10;

    private readonly InferencePlan _plan = Plans.Compile(Plans.Network(), MaxBatch);
    private readonly InferenceContext _context;

    public InferenceContextTests() => _context = _plan.CreateContext();

    public void Dispose()
    {
        _context.Dispose();
        _plan.Dispose();
    }

    [Fact]
    public void A_row_has_the_same_bits_in_every_batch_and_place()
    {
        float[] rows = Numbers.Uniform(1, MaxBatch * In);
        float[][] alone = [.. rows.Chunk(In).Select(row => Plans.Run(_plan, row))];

        for (int first = 0; first < MaxBatch; first++)
        {
            for (int batch = 1; batch <= MaxBatch - first; batch++)
            {
                var output = new float[batch * Out];
                _context.Run(rows.AsSpan(first * In, batch * In), output);
                for (int i = 0; i < batch; i++)
                    SameBits.AssertEqual(alone[first + i], output.AsSpan(i * Out, Out));
            }
        }
    }

    [Fact]
    public void A_context_remembers_nothing_of_earlier_calls()
    {
        float[] rows = Numbers.Uniform(1, MaxBatch * In), output = new float[MaxBatch * Out];
        float[] expected = Plans.Run(_plan, rows[..(2 * In)]);
        rows.AsSpan(3 * In).Fill(float.NaN);
        _context.Run(rows, output);

        _context.Run(rows.AsSpan(0, 2 * In), output.AsSpan(0, 2 * Out));

        SameBits.AssertEqual(expected, output.AsSpan(0, 2 * Out));
    }

    [Fact]
    public void Only_the_output_is_written_wherever_it_stands()
    {
        float[] x = Numbers.Uniform(1, 2 * In), expected = Plans.Run(_plan, x);

        for (int offset = 0; offset < 20; offset++)
        {
            var memory = new float[In + (2 * In) + 40 + (2 * Out)];
            memory.AsSpan().Fill(-7);
            Span<float> input = memory.AsSpan(offset % In, 2 * In), output = memory.AsSpan((3 * In) + offset, 2 * Out);
            x.CopyTo(input);

            _context.Run(input, output);

            SameBits.AssertEqual(x, input);
            SameBits.AssertEqual(expected, output);
            Assert.Equal(memory.Length - (2 * In) - (2 * Out), memory.Count(value => value == -7));
        }
    }

    [Theory, InlineData(0), InlineData(1), InlineData(18), InlineData(20), InlineData(39)]
    public void Input_that_is_no_whole_rows_is_refused_with_both_numbers(int length) =>
        Refuses("input", $"input holds {length} floats, which is not one or more rows of 19 features", length, Out);

    [Fact]
    public void More_rows_than_the_limit_are_refused_with_both_numbers() =>
        Refuses("input", "input holds 10 rows, but the plan was compiled for at most 9", 10 * In, 10 * Out);

    [Theory, InlineData(0), InlineData(19), InlineData(21), InlineData(30)]
    public void Output_of_another_length_is_refused_with_both_numbers(int length) =>
        Refuses("output", $"output holds {length} floats, but 2 rows of 10 outputs need 20", 2 * In, length);

    [Theory, InlineData(0), InlineData(18), InlineData(-9)]
    public void Output_that_overlaps_the_input_is_refused(int offset)
    {
        float[] memory = Numbers.Uniform(1, 60), before = [.. memory];
        var refusal = Assert.Throws<ArgumentException>("output", () => _context.Run(memory.AsSpan(20, In), memory.AsSpan(20 + offset, Out)));
        Assert.Contains("output overlaps input", refusal.Message, StringComparison.Ordinal);
        SameBits.AssertEqual(before, memory);
    }

    [Theory, InlineData(19), InlineData(-10)]
    public void Output_may_touch_the_input(int offset)
    {
        float[] memory = Numbers.Uniform(1, 60);
        _context.Run(memory.AsSpan(20, In), memory.AsSpan(20 + offset, Out));
        SameBits.AssertEqual(Plans.Run(_plan, Numbers.Uniform(1, 60)[20..39]), memory.AsSpan(20 + offset, Out));
    }

    [Fact]
    public void A_disposed_context_is_refused()
    {
        InferenceContext context = _plan.CreateContext();
        context.Dispose();
        context.Dispose();
        Assert.Throws<ObjectDisposedException>(() => context.Run(new float[In], new float[Out]));
    }

    [Fact]
    public void A_disposed_context_without_scratch_memory_is_refused_too()
    {
        using InferencePlan plan = Plans.Compile(3, graph => graph.Softmax(graph.Input));
        InferenceContext context = plan.CreateContext();
        context.Dispose();
        Assert.Throws<ObjectDisposedException>(() => context.Run(new float[3], new float[3]));
    }

    [Theory, InlineData(1, 10_000), InlineData(2, 1000), InlineData(MaxBatch, 1000)]
    public void Many_calls_allocate_nothing(int batch, int calls)
    {
        float[] input = Numbers.Uniform(1, batch * In), output = new float[batch * Out];
        Assert.Equal(0, Allocation.Measure(() => _context.Run(input, output), calls));
    }

    [Fact]
    public void Calls_of_changing_batches_allocate_nothing()
    {
        float[] input = Numbers.Uniform(1, MaxBatch * In), output = new float[MaxBatch * Out];
        int call = 0;
        Assert.Equal(0, Allocation.Measure(() =>
        {
            int batch = 1 + (call++ % MaxBatch);
            _context.Run(input.AsSpan(0, batch * In), output.AsSpan(0, batch * Out));
        }, calls: 200));
    }

    [Fact]
    public void Threads_with_a_context_each_share_a_plan()
    {
        float[][] inputs = [Numbers.Uniform(1, MaxBatch * In), Numbers.Uniform(2, In)];
        float[][] expected = [.. inputs.Select(input => Plans.Run(_plan, input))];
        using var barrier = new Barrier(2);
        var failures = new Exception?[2];
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(i => new Thread(() =>
        {
            try
            {
                using InferenceContext context = _plan.CreateContext();
                var output = new float[expected[i].Length];
                barrier.SignalAndWait();
                for (int call = 0; call < 300; call++)
                {
                    output.AsSpan().Clear();
                    context.Run(inputs[i], output);
                    SameBits.AssertEqual(expected[i], output);
                }
            }
#pragma warning disable CA1031 // reported on the test's thread
            catch (Exception failure)
#pragma warning restore CA1031
            {
                failures[i] = failure;
            }
        }))];

        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();

        Assert.Equal([null, null], failures);
    }

    private void Refuses(string argument, string message, int inputLength, int outputLength)
    {
        var output = new float[outputLength];
        var refusal = Assert.Throws<ArgumentException>(argument, () => _context.Run(new float[inputLength], output));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Assert.All(output, value => Assert.Equal(0, value));
    }
}

using SimdNet.Graphs;
using SimdNet.Inference;

namespace SimdNet.Tests.Inference;

/// <summary>The inputs and outputs that a context owns, for plans with any number of them</summary>
public sealed class InferenceContextEndsTests : IDisposable
{
    private const int MaxBatch = 4;

    private readonly InferencePlan _plan = Several();
    private readonly InferenceContext _context;

    public InferenceContextEndsTests() => _context = _plan.CreateContext();

    public void Dispose()
    {
        _context.Dispose();
        _plan.Dispose();
    }

    [Fact]
    public void The_plan_knows_them()
    {
        Assert.Equal(["x [3]", "y [5]"], _plan.Inputs.Select(input => input.ToString()));
        Assert.Equal(["softmax_0 [3]", "concat_1 [8]"], _plan.Outputs.Select(output => output.ToString()));
        Assert.Equal((3, 3), (_plan.InputFeatures, _plan.OutputFeatures));
    }

    [Fact]
    public void Each_has_room_for_the_largest_batch_and_none_overlaps_another()
    {
        Span<float> x = _context.Input(0), y = _context.Input(1), soft = _context.Output(0), both = _context.Output(1);
        Assert.Equal([MaxBatch * 3, MaxBatch * 5, MaxBatch * 3, MaxBatch * 8], [x.Length, y.Length, soft.Length, both.Length]);
        Assert.False(x.Overlaps(y) || x.Overlaps(soft) || x.Overlaps(both) || y.Overlaps(soft) || y.Overlaps(both) || soft.Overlaps(both));
        Assert.True(x == _context.Input(0) && both == _context.Output(1)); // the same memory at every call
    }

    [Fact]
    public void A_call_without_them_is_refused_with_what_to_do_instead()
    {
        const string message = "the plan goes from x [3], y [5] to softmax_0 [3], concat_1 [8]: fill Input(i), call Run(batch) and read Output(i).";
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => _context.Run(new float[3], new float[3])).Message);
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => _plan.Run(new float[3], new float[3])).Message);
    }

    [Theory, InlineData(-1), InlineData(2)]
    public void An_index_out_of_range_is_refused(int index)
    {
        Assert.Throws<ArgumentOutOfRangeException>(nameof(index), () => _context.Input(index).Clear());
        Assert.Throws<ArgumentOutOfRangeException>(nameof(index), () => _context.Output(index).Clear());
    }

    [Theory, InlineData(0), InlineData(-1), InlineData(MaxBatch + 1)]
    public void A_batch_out_of_range_is_refused_with_the_limit(int batch)
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>(nameof(batch), () => _context.Run(batch));
        Assert.StartsWith("a batch of this plan has 1 to 4 rows.", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(batch, refusal.ActualValue);
    }

    [Fact]
    public void A_disposed_context_is_refused_with_and_without_ends()
    {
        foreach (bool hasEnds in new[] { true, false })
        {
            InferenceContext context = _plan.CreateContext();
            if (hasEnds)
                context.Input(0).Clear();
            context.Dispose();
            context.Dispose();
            Assert.Throws<ObjectDisposedException>(() => context.Run(1));
            Assert.Throws<ObjectDisposedException>(() => context.Input(0).Clear());
            Assert.Throws<ObjectDisposedException>(() => context.Output(1).Clear());
        }
    }

    [Fact]
    public void A_disposed_plan_is_refused()
    {
        InferencePlan plan = Several();
        using InferenceContext context = plan.CreateContext();
        plan.Dispose();
        Assert.Throws<ObjectDisposedException>(() => context.Run(1));
        Assert.Throws<ObjectDisposedException>(() => context.Input(0).Clear());
    }

    [Fact]
    public void They_give_the_bits_of_spans_of_ones_own_in_turn_with_them()
    {
        using InferencePlan plan = Plans.Compile(Plans.Network(), MaxBatch);
        using InferenceContext context = plan.CreateContext();
        for (int batch = 1; batch <= MaxBatch; batch++)
        {
            float[] x = Numbers.Uniform(batch, batch * 19), y = new float[batch * 10];
            x.CopyTo(context.Input(0));
            context.Run(batch);
            SameBits.AssertEqual(Plans.Run(plan, x), context.Output(0)[..y.Length]);

            context.Run(x, y); // brings its own memory, and leaves the context's alone
            context.Output(0).Fill(-7);
            context.Run(batch);
            SameBits.AssertEqual(y, context.Output(0)[..y.Length]);
        }
    }

    [Fact]
    public void A_small_batch_writes_its_own_rows_alone()
    {
        _context.Input(0).Fill(1);
        _context.Input(1).Fill(2);
        _context.Output(0).Fill(-7);
        _context.Output(1).Fill(-7);

        _context.Run(batch: 2);

        Assert.Equal(-1, _context.Output(0)[..6].IndexOf(-7));
        Assert.Equal(-1, _context.Output(1)[..16].IndexOf(-7));
        Assert.Equal(-1, _context.Output(0)[6..].IndexOfAnyExcept(-7));
        Assert.Equal(-1, _context.Output(1)[16..].IndexOfAnyExcept(-7));
    }

    [Fact]
    public void Many_calls_allocate_nothing() => Assert.Equal(0, Allocation.Measure(
        () =>
        {
            _context.Input(1)[0] += 1;
            _context.Run(MaxBatch);
            _context.Input(0)[0] = _context.Output(1)[^1];
        },
        calls: 500));

    private static InferencePlan Several()
    {
        var builder = new GraphBuilder();
        GraphValue x = builder.AddInput("x", 3), y = builder.AddInput("y", 5);
        return InferencePlan.Compile(builder.Build(builder.Softmax(x), builder.Concat(x, y)), new InferenceOptions { MaxBatch = MaxBatch });
    }
}

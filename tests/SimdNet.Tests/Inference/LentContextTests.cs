using SimdNet.Inference;

namespace SimdNet.Tests.Inference;

/// <summary>Calls of a plan without a context: it lends them one</summary>
public sealed class LentContextTests : IDisposable
{
    private const int MaxBatch = 5, In = 19, Out = 10;

    private readonly InferencePlan _plan = Plans.Compile(Plans.Network(), MaxBatch);

    // The pool's places, as it counts them.
    private static int Places => int.Max(16, 2 * Environment.ProcessorCount);

    public void Dispose() => _plan.Dispose();

    [Fact]
    public void They_give_the_bits_of_a_context_of_ones_own()
    {
        for (int batch = 1; batch <= MaxBatch; batch++)
        {
            float[] x = Numbers.Uniform(batch, batch * In), y = new float[batch * Out];
            _plan.Run(x, y);
            SameBits.AssertEqual(Plans.Run(_plan, x), y);
        }
    }

    [Fact]
    public void Many_calls_allocate_nothing()
    {
        float[] x = Numbers.Uniform(1, 2 * In), y = new float[2 * Out];
        Assert.Equal(0, Allocation.Measure(() => _plan.Run(x, y), calls: 500));
    }

    [Fact]
    public void Arguments_are_refused_as_a_context_refuses_them_and_the_next_call_is_right()
    {
        float[] y = new float[Out];
        Refused.Untouched("input holds 18 floats, which is not one or more rows of 19 features.", "input", () => _plan.Run(new float[18], y), y);
        Refused.Untouched("input holds 6 rows, but the plan was compiled for at most 5.", "input", () => _plan.Run(new float[6 * In], y), y);
        Refused.Untouched("output holds 10 floats, but 2 rows of 10 outputs need 20.", "output", () => _plan.Run(new float[2 * In], y), y);

        float[] x = Numbers.Uniform(1, In);
        _plan.Run(x, y);
        SameBits.AssertEqual(Plans.Run(_plan, x), y);
    }

    [Fact]
    public void A_disposed_plan_is_refused()
    {
        _plan.Run(new float[In], new float[Out]);
        _plan.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _plan.Run(new float[In], new float[Out]));
    }

    [Fact]
    public void More_threads_than_places_at_once_each_get_their_own_answers()
    {
        int threads = Places + 4;
        float[][] inputs = [.. Enumerable.Range(0, threads).Select(i => Numbers.Uniform(i, (1 + (i % MaxBatch)) * In))];
        float[][] expected = [.. inputs.Select(input => Plans.Run(_plan, input))];
        using var barrier = new Barrier(threads);
        var failures = new Exception?[threads];
        Thread[] all = [.. Enumerable.Range(0, threads).Select(i => new Thread(() =>
        {
            var output = new float[expected[i].Length];
            barrier.SignalAndWait();
            for (int call = 0; call < 100 && failures[i] is null; call++)
            {
                output.AsSpan().Fill(float.NaN);
                failures[i] = Record.Exception(() =>
                {
                    _plan.Run(inputs[i], output);
                    SameBits.AssertEqual(expected[i], output);
                });
            }
        }))];

        Array.ForEach(all, thread => thread.Start());
        Array.ForEach(all, thread => thread.Join());

        Assert.All(failures, Assert.Null);
    }

    [Fact]
    public void A_pool_lends_each_context_to_one_at_a_time_and_keeps_as_many_as_it_has_places()
    {
        using var pool = new ContextPool(_plan);
        InferenceContext[] first = [.. Enumerable.Range(0, Places + 3).Select(_ => pool.Rent())];
        Assert.Distinct(first);

        Array.ForEach(first, pool.Return);

        InferenceContext[] kept = [.. first.Where(context => !IsDisposed(context))];
        Assert.Equal(Places, kept.Length);
        InferenceContext[] second = [.. Enumerable.Range(0, Places).Select(_ => pool.Rent())];
        Assert.Equivalent(kept.ToHashSet(), second.ToHashSet(), strict: true);
        InferenceContext another = pool.Rent();
        Assert.DoesNotContain(another, first);
        Array.ForEach([.. second, another], context => context.Dispose());
    }

    [Fact]
    public void A_disposed_pool_frees_what_was_given_back()
    {
        var pool = new ContextPool(_plan);
        InferenceContext returned = pool.Rent(), lent = pool.Rent();
        pool.Return(returned);

        pool.Dispose();

        Assert.True(IsDisposed(returned));
        Assert.False(IsDisposed(lent));
        lent.Dispose();
    }

    private static bool IsDisposed(InferenceContext context) =>
        Record.Exception(() => context.Run(new float[In], new float[Out])) is ObjectDisposedException;
}

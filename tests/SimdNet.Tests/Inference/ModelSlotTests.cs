using SimdNet.Inference;
using SimdNet.Nn;

namespace SimdNet.Tests.Inference;

public class ModelSlotTests
{
    private const int In = 3, Out = 2;

    private static readonly float[] X = Numbers.Uniform(1, In);

    [Fact]
    public void A_swap_takes_effect_for_the_next_lease()
    {
        using InferencePlan first = Plan(1), second = Plan(2);
        using var slot = new ModelSlot(first);
        using ModelLease before = slot.Acquire();
        slot.Swap(second);
        using ModelLease after = slot.Acquire();

        Assert.Same(first, before.Plan);
        Assert.Same(second, after.Plan);
        Assert.Equal((1, 2), (before.Version, after.Version));
        SameBits.AssertEqual(Answer(1), Plans.Run(before.Plan, X));
        SameBits.AssertEqual(Answer(2), Plans.Run(after.Plan, X));
    }

    [Fact]
    public void A_plan_without_readers_is_disposed_by_the_swap()
    {
        InferencePlan first = Plan(1);
        using var slot = new ModelSlot(first);
        slot.Acquire().Dispose();
        Assert.False(first.IsDisposed);

        slot.Swap(Plan(2));

        Assert.True(first.IsDisposed);
        Assert.Equal(0, slot.RetiredPlans);
    }

    [Fact]
    public void The_last_reader_disposes_a_replaced_plan()
    {
        InferencePlan[] plans = [Plan(1), Plan(2), Plan(3)];
        using var slot = new ModelSlot(plans[0]);
        ModelLease a = slot.Acquire(), b = slot.Acquire();
        slot.Swap(plans[1]);
        ModelLease c = slot.Acquire();
        slot.Swap(plans[2]);
        Assert.Equal(2, slot.RetiredPlans);

        c.Dispose();
        Assert.Equal([false, true, false], plans.Select(plan => plan.IsDisposed));
        a.Dispose();
        Assert.Equal([false, true, false], plans.Select(plan => plan.IsDisposed));
        Assert.Equal(1, slot.RetiredPlans);
        b.Dispose();
        Assert.Equal([true, true, false], plans.Select(plan => plan.IsDisposed));
        Assert.Equal(0, slot.RetiredPlans);
    }

    [Fact]
    public void A_disposed_slot_frees_its_plan_after_the_last_reader_and_refuses_the_next()
    {
        InferencePlan plan = Plan(1);
        using InferencePlan another = Plan(2);
        var slot = new ModelSlot(plan);
        ModelLease lease = slot.Acquire();

        slot.Dispose();
        slot.Dispose();

        Assert.Equal((false, 1), (plan.IsDisposed, slot.RetiredPlans));
        SameBits.AssertEqual(Answer(1), Plans.Run(lease.Plan, X));
        Assert.Equal(nameof(ModelSlot), Name(Assert.Throws<ObjectDisposedException>(() => slot.Acquire().Dispose())));
        Assert.Equal(nameof(ModelSlot), Name(Assert.Throws<ObjectDisposedException>(() => slot.Swap(another))));
        Assert.False(another.IsDisposed);
        lease.Dispose();
        Assert.Equal((true, 0), (plan.IsDisposed, slot.RetiredPlans));

        static string Name(ObjectDisposedException refusal) => refusal.ObjectName.Split('.')[^1];
    }

    /// <summary>The race that a plain count loses: a reader finds the holder, the slot lets go of it, the reader counts itself in</summary>
    [Fact]
    public void A_reader_that_comes_too_late_is_not_let_in()
    {
        InferencePlan plan = Plan(1);
        var holder = new PlanHolder(plan, version: 1);
        holder.Leave();
        Assert.True(plan.IsDisposed && holder.IsFreed);
        for (int i = 0; i < 3; i++)
            Assert.False(holder.TryEnter());
    }

    /// <summary>The race that a count loses which takes 0 for closed: one late reader counts itself in and not yet out, the next one finds 1</summary>
    [Fact]
    public void Readers_that_come_too_late_together_are_not_let_in()
    {
        const int Calls = 200_000;
        var holder = new PlanHolder(Plan(1), version: 1);
        holder.Leave();
        int entered = 0;
        Thread[] threads = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < Calls; i++)
            {
                if (holder.TryEnter())
                    Interlocked.Increment(ref entered);
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.Equal(0, entered);
    }

    [Fact]
    public void A_reader_that_entered_in_time_keeps_the_plan()
    {
        InferencePlan plan = Plan(1);
        var holder = new PlanHolder(plan, version: 1);
        Assert.True(holder.TryEnter());
        holder.Leave();
        Assert.False(plan.IsDisposed || holder.IsFreed);
        Assert.True(holder.TryEnter());
        holder.Leave();
        Assert.False(plan.IsDisposed);
        holder.Leave();
        Assert.True(plan.IsDisposed && holder.IsFreed);
    }

    [Fact]
    public void A_lease_disposed_twice_counts_once()
    {
        InferencePlan plan = Plan(1);
        using var slot = new ModelSlot(plan);
        using ModelLease other = slot.Acquire();
        using (ModelLease lease = slot.Acquire())
        {
            lease.Dispose();
            lease.Dispose();
        }

        slot.Swap(Plan(2));
        Assert.False(plan.IsDisposed);
        other.Dispose();
        Assert.True(plan.IsDisposed);
    }

    [Fact]
    public void A_disposed_lease_has_no_plan()
    {
        using var slot = new ModelSlot(Plan(1));
        Assert.Throws<ObjectDisposedException>(() =>
        {
            ModelLease lease = slot.Acquire();
            lease.Dispose();
            return lease.Plan;
        });
        Assert.Throws<ObjectDisposedException>(() => default(ModelLease).Version);
        default(ModelLease).Dispose();
    }

    [Fact]
    public void A_slot_whose_plan_was_lost_to_copied_leases_says_so_and_takes_the_next()
    {
        using var slot = new ModelSlot(Plan(1));
        ModelLease lease = slot.Acquire(), copy = lease;
        lease.Dispose();
        copy.Dispose();

        Assert.Contains("more than once", Assert.Throws<InvalidOperationException>(() => slot.Acquire().Dispose()).Message, StringComparison.Ordinal);
        slot.Swap(Plan(2));
        using ModelLease next = slot.Acquire();
        SameBits.AssertEqual(Answer(2), Plans.Run(next.Plan, X));
    }

    [Fact]
    public void Plans_that_cannot_be_served_are_refused_and_the_slot_goes_on()
    {
        InferencePlan first = Plan(1), second = Plan(2), disposed = Plan(3);
        disposed.Dispose();
        Assert.Throws<ArgumentNullException>("plan", () => new ModelSlot(null!).Dispose());
        Assert.Throws<ArgumentException>("plan", () => new ModelSlot(disposed).Dispose());
        using var slot = new ModelSlot(first);

        Assert.Throws<ArgumentNullException>("plan", () => slot.Swap(null!));
        Assert.StartsWith("the plan was disposed", Refusal(disposed), StringComparison.Ordinal);
        Assert.StartsWith("the slot holds this plan already", Refusal(first), StringComparison.Ordinal);
        using (slot.Acquire())
        {
            slot.Swap(second);
            Assert.StartsWith("the plan was replaced in this slot", Refusal(first), StringComparison.Ordinal);
        }

        Assert.StartsWith("the plan was disposed", Refusal(first), StringComparison.Ordinal);
        using ModelLease lease = slot.Acquire();
        Assert.Equal(2, lease.Version);
        SameBits.AssertEqual(Answer(2), Plans.Run(lease.Plan, X));

        string Refusal(InferencePlan plan) => Assert.Throws<ArgumentException>(nameof(plan), () => slot.Swap(plan)).Message;
    }

    [Fact]
    public void A_plan_of_other_sizes_may_follow()
    {
        using var slot = new ModelSlot(Plan(1));
        slot.Swap(Plans.Compile(Plans.Network(), maxBatch: 4));
        using ModelLease lease = slot.Acquire();
        Assert.Equal((19, 10, 4), (lease.Plan.InputFeatures, lease.Plan.OutputFeatures, lease.Plan.MaxBatch));
    }

    [Fact]
    public void Acquiring_allocates_nothing()
    {
        using var slot = new ModelSlot(Plan(1));
        long versions = 0;
        Assert.Equal(0, Allocation.Measure(() =>
        {
            using ModelLease lease = slot.Acquire();
            versions += lease.Version + lease.Plan.InputFeatures;
        }, calls: 1000));
    }

    [Fact]
    public void Readers_answer_with_one_of_the_plans_while_thousands_are_swapped()
    {
        const int Readers = 3, Answers = 16;
        int swaps = 30 * Math.Min(100, Prop.Cases);
        float[][] answers = [.. Enumerable.Range(0, Answers).Select(Answer)];
        InferencePlan[] plans = [.. Enumerable.Range(0, swaps + 1).Select(i => Plan(i % Answers))];
        var slot = new ModelSlot(plans[0]);
        var failures = new Exception?[Readers];
        var served = new long[Readers];
        bool done = false;
        using var barrier = new Barrier(Readers);
        Thread[] threads = [.. Enumerable.Range(0, Readers).Select(reader => new Thread(() =>
        {
            barrier.SignalAndWait();
            try
            {
                while (!Volatile.Read(ref done))
                {
                    Serve(reader);
                    Interlocked.Increment(ref served[reader]);
                }
            }
#pragma warning disable CA1031 // reported on the test's thread
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Volatile.Write(ref failures[reader], failure);
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();

        for (int i = 1; i <= swaps; i++)
        {
            if (i % 256 == 1)
                AwaitNextAnswers();
            slot.Swap(plans[i]);
        }

        Volatile.Write(ref done, true);
        foreach (Thread thread in threads)
            thread.Join();

        Assert.Equal(new Exception?[Readers], failures);
        Assert.Equal(0, slot.RetiredPlans);
        Assert.All(plans[..^1], plan => Assert.True(plan.IsDisposed));
        Assert.False(plans[^1].IsDisposed);
        slot.Dispose();
        Assert.True(plans[^1].IsDisposed);

        // Most leases are short, so that entering meets swapping; some run the plan, and are held across swaps.
        void Serve(int reader)
        {
            using ModelLease lease = slot.Acquire();
            Assert.Same(plans[lease.Version - 1], lease.Plan);
            if (served[reader] % 8 == 0)
                SameBits.AssertEqual(answers[(lease.Version - 1) % Answers], Plans.Run(lease.Plan, X));
            Assert.False(lease.Plan.IsDisposed);
        }

        void AwaitNextAnswers()
        {
            for (int reader = 0; reader < Readers; reader++)
            {
                long before = Interlocked.Read(ref served[reader]);
                SpinWait.SpinUntil(() => Interlocked.Read(ref served[reader]) != before || Volatile.Read(ref failures[reader]) is not null);
            }
        }
    }

    private static InferencePlan Plan(int seed) => Plans.Compile(new Sequential(new Linear(In, Out)).WithParameters(seed), maxBatch: 1);

    private static float[] Answer(int seed) => LayerRun.Predict(new Sequential(new Linear(In, Out)).WithParameters(seed), X, batch: 1);
}

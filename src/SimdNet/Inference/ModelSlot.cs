namespace SimdNet.Inference;

/// <summary>The plan that a service answers with, which can be replaced while requests run. A replaced plan is disposed when its last reader has gone.</summary>
/// <remarks>
/// Readers take no lock, never wait, and allocate nothing: <see cref="Acquire"/> and the lease's Dispose are one atomic operation each. All readers of a plan count on the same cache line;
/// a thread with many short requests at hand may keep one lease for several of them.
/// The slot owns its plans: nobody else disposes them, and a plan is in one slot only. A lease that is never disposed keeps its plan alive, which <see cref="RetiredPlans"/> shows.
/// The plans of a slot may differ in their numbers of features and their largest batch: a request takes these from its lease's plan, not from an earlier one.
/// A context belongs to one plan: a reader that keeps a context makes another when <see cref="ModelLease.Version"/> changes.
/// </remarks>
/// <example>
/// <code>
/// using ModelLease lease = slot.Acquire();
/// lease.Plan.Run(input, output);
/// </code>
/// </example>
public sealed class ModelSlot : IDisposable
{
    // Taken by those who replace plans, never by readers.
    private readonly Lock _swapping = new();
    private readonly List<PlanHolder> _retired = [];

    // null once the slot is disposed
    private PlanHolder? _current;

    /// <summary>A slot with its first plan, which it owns from now on.</summary>
    /// <exception cref="ArgumentNullException">plan is null</exception>
    /// <exception cref="ArgumentException">plan was disposed</exception>
    public ModelSlot(InferencePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        CheckUsable(plan);
        _current = new PlanHolder(plan, version: 1);
    }

    /// <summary>How many plans were replaced, or given up by <see cref="Dispose"/>, and still have a reader.</summary>
    /// <remarks>0 soon after a swap, when the requests of that moment have been answered. A number that stays shows a lease that nobody disposed.</remarks>
    public int RetiredPlans
    {
        get
        {
            lock (_swapping)
            {
                ForgetFreed();
                return _retired.Count;
            }
        }
    }

    /// <summary>Replaces the plan: who acquires from now on gets the new one, who holds a lease keeps the old one to the end of that lease.</summary>
    /// <param name="plan">the slot owns it from now on; if the call throws, it stays the caller's</param>
    /// <remarks>
    /// Returns at once. The old plan is disposed here if it has no reader, else by the last of them, on that reader's thread; its memory and the new plan's
    /// are both held until then. To wait for that, look at <see cref="RetiredPlans"/>. Any thread may swap; two that swap at once take turns.
    /// </remarks>
    /// <exception cref="ArgumentNullException">plan is null</exception>
    /// <exception cref="ArgumentException">plan was disposed, or it is in the slot already: as the current one, or as a replaced one that still has a reader</exception>
    /// <exception cref="ObjectDisposedException">the slot was disposed</exception>
    public void Swap(InferencePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        PlanHolder old;
        lock (_swapping)
        {
            old = Current();
            ForgetFreed();
            if (plan == old.Plan)
                throw new ArgumentException("the slot holds this plan already.", nameof(plan));
            if (_retired.Exists(holder => holder.Plan == plan))
                throw new ArgumentException("the plan was replaced in this slot and will be disposed when its last reader has gone; compile another.", nameof(plan));
            CheckUsable(plan);
            Replace(old, new PlanHolder(plan, old.Version + 1));
        }

        old.Leave();
    }

    /// <summary>The current plan, alive until the lease is disposed.</summary>
    /// <remarks>Allocates nothing, takes no lock.</remarks>
    /// <exception cref="ObjectDisposedException">the slot was disposed</exception>
    /// <exception cref="InvalidOperationException">copies of a lease were each disposed, so that the plan was freed while it was in the slot</exception>
    public ModelLease Acquire()
    {
        PlanHolder holder = Current();
        while (!holder.TryEnter())
        {
            // Closed, so it was replaced before: whoever replaces a holder writes the next one first.
            PlanHolder next = Current();
            if (next == holder)
                throw new InvalidOperationException("a lease of this plan was disposed more than once.");
            holder = next;
        }

        return new ModelLease(holder);
    }

    /// <summary>Gives up the plan, which is disposed when its last reader has gone. A second call does nothing.</summary>
    public void Dispose()
    {
        PlanHolder? old;
        lock (_swapping)
        {
            old = _current;
            if (old is not null)
                Replace(old, null);
        }

        old?.Leave();
    }

    private static void CheckUsable(InferencePlan plan)
    {
        if (plan.IsDisposed)
            throw new ArgumentException("the plan was disposed.", nameof(plan));
    }

    private PlanHolder Current()
    {
        PlanHolder? current = Volatile.Read(ref _current);
        ObjectDisposedException.ThrowIf(current is null, this);
        return current;
    }

    private void Replace(PlanHolder old, PlanHolder? next)
    {
        _retired.Add(old);
        Volatile.Write(ref _current, next);
    }

    private void ForgetFreed() => _retired.RemoveAll(holder => holder.IsFreed);
}

/// <summary>A plan and the number of those who use it: its readers, and the slot as long as it is the current one. The last to leave disposes it.</summary>
internal sealed class PlanHolder(InferencePlan plan, long version)
{
    // So low that readers who try to enter a closed holder, and count themselves in and out, do not bring it near 0.
    private const long Closed = long.MinValue / 2;

    private long _users = 1;
    private bool _isFreed;

    public InferencePlan Plan { get; } = plan;

    public long Version { get; } = version;

    /// <summary>The plan was disposed, to the end.</summary>
    public bool IsFreed => Volatile.Read(ref _isFreed);

    /// <summary>Counts a reader in; false if the holder is closed, and its plan disposed or about to be.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _users) > 0)
            return true;
        Interlocked.Decrement(ref _users);
        return false;
    }

    /// <summary>Counts a user out.</summary>
    /// <remarks>A reader may enter between the two operations below; the second then fails, and closing is left to that reader.</remarks>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _users) != 0 || Interlocked.CompareExchange(ref _users, Closed, 0) != 0)
            return;
        Plan.Dispose();
        Volatile.Write(ref _isFreed, true);
    }
}

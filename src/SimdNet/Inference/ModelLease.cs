namespace SimdNet.Inference;

/// <summary>A reader's hold on a plan, from <see cref="ModelSlot.Acquire"/> to <see cref="Dispose"/>: the plan is not disposed meanwhile.</summary>
/// <remarks>
/// Lives on one thread's stack; write <c>using</c>. Copies of a lease are one hold: dispose one of them only (a call through an <c>in</c> parameter disposes a copy).
/// Disposing two would count a reader out who is still there, and that reader's plan could be freed while it runs.
/// </remarks>
public ref struct ModelLease
{
    private PlanHolder? _holder;

    internal ModelLease(PlanHolder holder) => _holder = holder;

    /// <summary>The plan, for use until <see cref="Dispose"/>. Do not dispose it: the slot does.</summary>
    /// <exception cref="ObjectDisposedException">the lease was disposed, or did not come from a slot</exception>
    public readonly InferencePlan Plan => Holder.Plan;

    /// <summary>Which of the slot's plans this is: 1 for its first one, and 1 more with each swap.</summary>
    /// <exception cref="ObjectDisposedException">the lease was disposed, or did not come from a slot</exception>
    public readonly long Version => Holder.Version;

    private readonly PlanHolder Holder => _holder ?? throw new ObjectDisposedException(nameof(ModelLease));

    /// <summary>Ends the hold; disposes the plan if it was replaced and this was its last reader. A second call on the same variable does nothing.</summary>
    /// <remarks>Allocates nothing.</remarks>
    public void Dispose()
    {
        PlanHolder? holder = _holder;
        _holder = null;
        holder?.Leave();
    }
}

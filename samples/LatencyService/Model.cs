using SimdNet.Inference;

namespace LatencyService;

/// <summary>The network that is served. It may be replaced while requests run, by one of the same shape.</summary>
internal sealed class Model : IDisposable
{
    private readonly ModelSlot _slot;
    private long _swaps;

    /// <param name="served">belongs to the model from now on</param>
    public Model(ServedPlan served)
    {
        Shape = ShapeOf(served.Plan);
        ClassNames = served.ClassNames.Count > 0 && served.ClassNames.Count == Shape.OutFeatures ? new ClassNames(served.ClassNames) : null;
        _slot = new ModelSlot(served.Plan);
    }

    public ModelShape Shape { get; }

    /// <summary>Null if the outputs have no names.</summary>
    public ClassNames? ClassNames { get; }

    public long Swaps => Volatile.Read(ref _swaps);

    /// <summary>output = the network's answer for each row of input; one network's, whatever is swapped meanwhile.</summary>
    public void Run(ReadOnlySpan<float> input, Span<float> output)
    {
        using ModelLease lease = _slot.Acquire();
        lease.Plan.Run(input, output);
    }

    /// <summary>Later calls of <see cref="Run"/> use this plan.</summary>
    /// <param name="served">belongs to the model from now on</param>
    /// <exception cref="ModelException">it has another shape, or other class names, which clients do not expect; the old plan stays</exception>
    public void Swap(ServedPlan served)
    {
        if (Mismatch(served) is { } reason)
        {
            served.Plan.Dispose();
            throw new ModelException(reason);
        }

        _slot.Swap(served.Plan);
        Interlocked.Increment(ref _swaps);
    }

    public void Dispose() => _slot.Dispose();

    private string? Mismatch(ServedPlan served)
    {
        ModelShape shape = ShapeOf(served.Plan);
        if (shape != Shape)
            return $"expected a network of {Shape.InFeatures} inputs and {Shape.OutFeatures} outputs; got {shape.InFeatures} and {shape.OutFeatures}";
        return ClassNames is not null && !ClassNames.Names.SequenceEqual(served.ClassNames) ? "its classes have other names, or stand in another order" : null;
    }

    private static ModelShape ShapeOf(InferencePlan plan) => new(plan.InputFeatures, plan.OutputFeatures, plan.MaxBatch);
}

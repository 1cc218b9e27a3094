using SimdNet.Inference;

namespace LatencyService;

/// <summary>The network that is served. It may be replaced while requests run, by one of the same shape.</summary>
internal sealed class Model : IDisposable
{
    private readonly ModelSlot _slot;
    private long _swaps;

    /// <param name="plan">belongs to the model from now on</param>
    public Model(InferencePlan plan)
    {
        Shape = ShapeOf(plan);
        _slot = new ModelSlot(plan);
    }

    public ModelShape Shape { get; }

    public long Swaps => Volatile.Read(ref _swaps);

    /// <summary>output = the network's answer for each row of input; one network's, whatever is swapped meanwhile.</summary>
    public void Run(ReadOnlySpan<float> input, Span<float> output)
    {
        using ModelLease lease = _slot.Acquire();
        lease.Plan.Run(input, output);
    }

    /// <summary>Later calls of <see cref="Run"/> use this plan.</summary>
    /// <param name="plan">belongs to the model from now on</param>
    /// <exception cref="ModelException">it has another shape, which clients do not expect; the old plan stays</exception>
    public void Swap(InferencePlan plan)
    {
        ModelShape shape = ShapeOf(plan);
        if (shape != Shape)
        {
            plan.Dispose();
            throw new ModelException($"expected a network of {Shape.InFeatures} inputs and {Shape.OutFeatures} outputs; got {shape.InFeatures} and {shape.OutFeatures}");
        }

        _slot.Swap(plan);
        Interlocked.Increment(ref _swaps);
    }

    public void Dispose() => _slot.Dispose();

    private static ModelShape ShapeOf(InferencePlan plan) => new(plan.InputFeatures, plan.OutputFeatures, plan.MaxBatch);
}

using System.Collections.Concurrent;
using SimdNet.Inference;

namespace LatencyService;

/// <summary>Contexts of finished calls, for the next ones.</summary>
internal sealed class ContextPool : IDisposable
{
    private readonly ConcurrentBag<(long Version, InferenceContext Context)> _idle = [];

    /// <summary>Runs the lease's plan. Allocates nothing as long as the plan stays and no more calls than before run at once.</summary>
    public void Run(in ModelLease lease, ReadOnlySpan<float> input, Span<float> output)
    {
        InferenceContext context = Rent(lease);
        try
        {
            context.Run(input, output);
        }
        finally
        {
            _idle.Add((lease.Version, context));
        }
    }

    public void Dispose()
    {
        foreach ((_, InferenceContext context) in _idle)
            context.Dispose();
    }

    // A context of a plan that was replaced is of no use any more.
    private InferenceContext Rent(in ModelLease lease)
    {
        while (_idle.TryTake(out (long Version, InferenceContext Context) idle))
        {
            if (idle.Version == lease.Version)
                return idle.Context;
            idle.Context.Dispose();
        }

        return lease.Plan.CreateContext();
    }
}

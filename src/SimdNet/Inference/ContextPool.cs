namespace SimdNet.Inference;

/// <summary>Contexts that calls borrow: as many as calls run at one time, up to a limit; beyond it they are made and freed.</summary>
internal sealed class ContextPool(InferencePlan plan) : IDisposable
{
    private readonly InferenceContext?[] _free = new InferenceContext?[int.Max(16, 2 * Environment.ProcessorCount)];

    /// <summary>A context that nobody uses. Threads begin to look at different places, and mostly find what they gave back last.</summary>
    public InferenceContext Rent()
    {
        int first = Environment.CurrentManagedThreadId;
        for (int i = 0; i < _free.Length; i++)
        {
            ref InferenceContext? place = ref _free[(first + i) % _free.Length];
            if (place is not null && Interlocked.Exchange(ref place, null) is InferenceContext context)
                return context;
        }

        return plan.CreateContext();
    }

    public void Return(InferenceContext context)
    {
        int first = Environment.CurrentManagedThreadId;
        for (int i = 0; i < _free.Length; i++)
        {
            ref InferenceContext? place = ref _free[(first + i) % _free.Length];
            if (place is null && Interlocked.CompareExchange(ref place, context, null) is null)
                return;
        }

        context.Dispose();
    }

    public void Dispose()
    {
        for (int i = 0; i < _free.Length; i++)
            Interlocked.Exchange(ref _free[i], null)?.Dispose();
    }
}

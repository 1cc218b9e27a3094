using System.Runtime.InteropServices;
using SimdNet.Buffers;

namespace SimdNet.Search;

/// <summary>A loop whose passes are long and of different lengths, shared by the threads of a pool.</summary>
internal static class PoolLoop
{
    /// <summary>Runs body(i) once for each i from 0 to count - 1: each thread takes the lowest i that is left as soon as it is free.</summary>
    /// <param name="pool">null: the calling thread alone, in order</param>
    /// <param name="count">how many passes</param>
    /// <param name="body">may run at the same time for several i; should not throw, since passes not begun by then are left out</param>
    public static void Run(WorkerPool? pool, int count, Action<int> body)
    {
        if (pool is null)
        {
            for (int i = 0; i < count; i++)
                body(i);
            return;
        }

        var handle = GCHandle.Alloc(body); // a pool's job holds no references
        try
        {
            var job = new Job(handle);
            pool.Run(ref job, count);
        }
        finally
        {
            handle.Free();
        }
    }

    private readonly struct Job(GCHandle body) : IWorkerJob
    {
        public void Execute(int chunk) => ((Action<int>)body.Target!)(chunk);
    }
}

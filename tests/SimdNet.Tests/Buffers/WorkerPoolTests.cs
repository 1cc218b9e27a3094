using SimdNet.Buffers;

namespace SimdNet.Tests.Buffers;

public unsafe class WorkerPoolTests
{
    private static readonly int Jobs = 50 * Math.Min(100, Prop.Cases);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(17)]
    public void Every_chunk_is_run_exactly_once(int threads)
    {
        using var pool = new WorkerPool(threads);
        Assert.Equal(threads, pool.Threads);
        int[] sizes = [.. Enumerable.Range(0, 40), 100, 1000, 4097];
        foreach (int chunks in sizes) Count(pool, chunks);
    }

    [Fact]
    public void Thousands_of_short_jobs_in_a_row()
    {
        using var pool = new WorkerPool(3);
        for (int i = 0; i < Jobs; i++) Count(pool, 2 + (i % 7));
    }

    [Fact]
    public void Jobs_after_the_workers_have_parked()
    {
        using var pool = new WorkerPool(3);
        for (int i = 0; i < 10; i++)
        {
            Thread.Sleep(10);
            Count(pool, 9);
        }
    }

    [Fact]
    public void Workers_take_part()
    {
        using var pool = new WorkerPool(3);
        int arrived = 0;
        var job = new Meet { Arrived = &arrived, Expected = 3 };
        pool.Run(ref job, 3); // ends only if three threads run a chunk each
        Thread.Sleep(20);
        arrived = 0;
        pool.Run(ref job, 3); // also once they have parked
    }

    [Fact]
    public void A_job_inside_a_job_runs_on_its_own_thread()
    {
        using var pool = new WorkerPool(3);
        int[] counts = new int[8 * 5];
        fixed (int* p = counts)
        {
            Nested.Pool = pool;
            var job = new Nested { Counts = p };
            pool.Run(ref job, 8);
        }
        Assert.All(counts, count => Assert.Equal(1, count));
    }

    [Fact]
    public void Two_threads_may_use_a_pool_at_once()
    {
        using var pool = new WorkerPool(3);
        int jobs = Jobs / 5;
        var failures = new List<Exception>();
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            try
            {
                for (int i = 0; i < jobs; i++) Count(pool, 2 + (i % 31));
            }
#pragma warning disable CA1031 // whatever it is, the test must see it
            catch (Exception exception)
#pragma warning restore CA1031
            {
                lock (failures) failures.Add(exception);
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.Empty(failures);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(13)]
    [InlineData(99)]
    public void An_exception_in_a_chunk_reaches_the_caller_and_the_pool_goes_on(int bad)
    {
        using var pool = new WorkerPool(3);
        for (int i = 0; i < 20; i++)
        {
            var job = new Fail { Bad = bad };
            var failure = Assert.Throws<InvalidOperationException>(() => pool.Run(ref job, 100));
            Assert.Equal($"chunk {bad}", failure.Message);
            Count(pool, 50);
        }
    }

    [Fact]
    public void An_exception_reaches_the_caller_from_every_chunk_at_once()
    {
        using var pool = new WorkerPool(3);
        var job = new Fail { Bad = -1 };
        Assert.Throws<InvalidOperationException>(() => pool.Run(ref job, 100));
        Count(pool, 50);
    }

    [Fact]
    public void A_disposed_pool_refuses_jobs()
    {
        foreach (int threads in new[] { 1, 2, 4 })
        {
            var pool = new WorkerPool(threads);
            Count(pool, 5);
            pool.Dispose();
            pool.Dispose();
            Assert.Throws<ObjectDisposedException>(() => Count(pool, 5));
        }
    }

    [Fact]
    public void Disposing_ends_the_workers_whether_they_spin_or_have_parked()
    {
        for (int i = 0; i < 20; i++)
        {
            var pool = new WorkerPool(4);
            if (i % 2 == 0) Count(pool, 10);
            if (i % 3 == 0) Thread.Sleep(5);
            pool.Dispose(); // joins them: returns only when they have ended
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(WorkerPool.MaxThreads + 1)]
    public void The_number_of_threads_must_be_in_range(int threads)
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>(nameof(threads), () => new WorkerPool(threads).Dispose());
        Assert.StartsWith("a pool has 1 to 1024 threads.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_allocates_nothing()
    {
        using var pool = new WorkerPool(3);
        int[] counts = new int[64];
        fixed (int* p = counts)
        {
            nint address = (nint)p;
            Assert.Equal(0, Allocation.Measure(() =>
            {
                var job = new CountChunks { Counts = (int*)address };
                pool.Run(ref job, 64);
            }, calls: 1000));
        }
        Assert.All(counts, count => Assert.True(count == counts[0] && count >= 1003, $"{count} times"));
    }

    private static void Count(WorkerPool pool, int chunks)
    {
        int[] counts = new int[chunks + 1];
        fixed (int* p = counts)
        {
            var job = new CountChunks { Counts = p };
            pool.Run(ref job, chunks);
        }
        for (int i = 0; i < chunks; i++) Assert.True(counts[i] == 1, $"chunk {i} of {chunks} was run {counts[i]} times on {pool.Threads} threads.");
        Assert.Equal(0, counts[chunks]);
    }

    private struct CountChunks : IWorkerJob
    {
        public int* Counts;

        public readonly void Execute(int chunk) => Interlocked.Increment(ref Counts[chunk]);
    }

    private struct Meet : IWorkerJob
    {
        public int* Arrived;
        public int Expected;

        public readonly void Execute(int chunk)
        {
            Interlocked.Increment(ref *Arrived);
            var spin = new SpinWait();
            while (Volatile.Read(ref *Arrived) < Expected) spin.SpinOnce();
        }
    }

    private struct Nested : IWorkerJob
    {
        public static WorkerPool? Pool;

        public int* Counts;

        public readonly void Execute(int chunk)
        {
            var inner = new CountChunks { Counts = Counts + (5 * chunk) };
            Pool!.Run(ref inner, 5);
        }
    }

    private struct Fail : IWorkerJob
    {
        public int Bad; // -1: every chunk

        public readonly void Execute(int chunk)
        {
            if (Bad < 0 || chunk == Bad) throw new InvalidOperationException($"chunk {chunk}");
        }
    }
}

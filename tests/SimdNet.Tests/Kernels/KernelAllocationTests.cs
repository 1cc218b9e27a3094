using SimdNet.Buffers;
using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels;

public class KernelAllocationTests
{
    private static readonly int Calls = Math.Max(2, Prop.Cases);

    public static TheoryData<string> Names => KernelCalls.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_kernel_allocates_nothing(string kernel)
    {
        float[] memory = new float[40_000];
        int used = 0;
        KernelCalls.Take take = length =>
        {
            Span<float> span = memory.AsSpan(used, length);
            used += length;
            return span;
        };
        KernelCalls.Call call = KernelCalls.All[kernel];
        Assert.Equal(0, Allocation.Measure(() =>
        {
            memory.AsSpan().Fill(0.25f);
            used = 0;
            call(take, 61);
            used = 0;
            call(take, 64);
        }, Calls));
    }

    [Theory, InlineData(WeightFormat.Float32), InlineData(WeightFormat.BFloat16), InlineData(WeightFormat.Int8)]
    public void A_packed_product_allocates_nothing(WeightFormat format)
    {
        float[] a = new float[5 * 33], bias = new float[65], c = new float[5 * 65];
        using var b = new PackedMatrix(Transpose.Yes, 33, 65, new float[65 * 33], 33, format);
        Assert.Equal(0, Allocation.Measure(
            () =>
            {
                Blas.Gemm(5, a, 33, b, bias, c, 65);
                Blas.GemmRelu(1, a, 33, b, [], c, 65);
            },
            Calls));
    }

    [Fact]
    public void A_product_on_a_pool_allocates_nothing_on_any_of_its_threads()
    {
        const int m = 64, n = 300, k = 128; // two million multiply-adds: two chunks
        const int threads = 2;
        float[] a = new float[m * k], b = new float[k * n], c = new float[m * n];
        double[] aInDouble = new double[m * k], bInDouble = new double[k * n], cInDouble = new double[m * n];
        using var pool = new WorkerPool(threads);
        using var packed = new PackedMatrix(Transpose.No, k, n, b, n);
        Action products = () =>
        {
            Blas.Gemm(Transpose.No, Transpose.No, m, n, k, 0.5f, a, k, b, n, 0, c, n, pool);
            Blas.Gemm(m, a, k, packed, [], c, n, pool);
            Blas.Gemm(Transpose.No, Transpose.Yes, m, n, k, 0.5, aInDouble, k, bInDouble, k, 0, cInDouble, n, pool);
        };
        for (int i = 0; i < 10; i++)
        {
            AllocatedBytes(pool);
            for (int call = 0; call < 200; call++) products(); // until every thread has taken a chunk, and with it its scratch memory
            Thread.Sleep(2); // the workers park: the first time may allocate
        }
        long smallest = long.MaxValue;
        for (int measurement = 0; measurement < 3 && smallest > 0; measurement++) // as Allocation.Measure does
        {
            long before = AllocatedBytes(pool);
            for (int i = 0; i < Calls; i++) products();
            smallest = Math.Min(smallest, AllocatedBytes(pool) - before);
        }
        Assert.Equal(0, smallest);
    }

    // What all threads of the pool have allocated: each takes one chunk, because a chunk ends when all have started. Sets up each thread's scratch memory.
    private static unsafe long AllocatedBytes(WorkerPool pool)
    {
        long sum = 0;
        int arrived = 0;
        var job = new CountBytes { Threads = pool.Threads, Arrived = &arrived, Sum = &sum };
        pool.Run(ref job, pool.Threads);
        return sum;
    }

    private unsafe struct CountBytes : IWorkerJob
    {
        public int Threads;
        public int* Arrived;
        public long* Sum;

        public readonly void Execute(int chunk)
        {
            ThreadScratch.Rent(1 << 20);
            Interlocked.Add(ref *Sum, GC.GetAllocatedBytesForCurrentThread());
            Interlocked.Increment(ref *Arrived);
            var spin = new SpinWait();
            while (Volatile.Read(ref *Arrived) < Threads) spin.SpinOnce();
        }
    }
}

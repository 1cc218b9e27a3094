using SimdNet.Buffers;

namespace SimdNet.Tests.Buffers;

public unsafe class ThreadScratchTests
{
    [Fact]
    public void Growing_takes_nothing_from_the_collectors_heap()
    {
        long least = long.MaxValue;
        for (int attempt = 0; attempt < Allocation.MostAttempts && least > 0; attempt++)
        {
            var thread = new Thread(() =>
            {
                ThreadScratch.Rent(16)[0] = 1;
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int length = 1 << 10; length <= 1 << 20; length <<= 1)
                    ThreadScratch.Rent(length)[length - 1] = 1;
                least = long.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            });
            thread.Start();
            thread.Join();
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void A_smaller_need_is_met_by_what_is_there()
    {
        float* large = ThreadScratch.Rent(1 << 22);
        Assert.Equal((nint)large, (nint)ThreadScratch.Rent(100));
        Assert.Equal(0u, (nuint)large % AlignedBuffer.Alignment);
    }
}

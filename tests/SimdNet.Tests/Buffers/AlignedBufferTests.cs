using System.Runtime.CompilerServices;
using SimdNet.Buffers;

namespace SimdNet.Tests.Buffers;

public unsafe class AlignedBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(100_000)]
    public void A_buffer_is_aligned_and_zero_and_can_be_written(int length)
    {
        for (int i = 0; i < 5; i++) // the second time the memory may have been used
        {
            using var buffer = new AlignedBuffer(length);
            Assert.Equal(length, buffer.Length);
            Assert.Equal(length, buffer.Span.Length);
            Assert.Equal(0, (nint)buffer.Pointer % AlignedBuffer.Alignment);
            Assert.Equal(-1, buffer.Span.IndexOfAnyExcept(0f));
            buffer.Span.Fill(3);
        }
    }

    [Fact]
    public void A_disposed_buffer_is_refused_and_disposing_twice_does_nothing()
    {
        var buffer = new AlignedBuffer(3);
        buffer.Dispose();
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.Span.Length);
        Assert.Equal(3, buffer.Length);
    }

    [Fact]
    public void A_negative_length_is_refused() => Assert.Throws<ArgumentOutOfRangeException>("length", () => new AlignedBuffer(-1).Dispose());

    [Fact]
    public void Scratch_memory_grows_to_the_largest_need_and_is_kept()
    {
        float* small = ThreadScratch.Rent(10), large = ThreadScratch.Rent(1 << 20);
        new Span<float>(large, 1 << 20).Fill(1);
        Assert.True(large == ThreadScratch.Rent(5));
        Assert.Equal(0, (nint)large % AlignedBuffer.Alignment);
        Assert.Equal(0, Allocation.Measure(() => Unsafe.Write(ThreadScratch.Rent(1000), 1f), calls: 10));
        Assert.True(small != null);
    }
}

using System.Runtime.CompilerServices;
using SimdNet.Buffers;

namespace SimdNet.Tests.Buffers;

public unsafe class ArenaTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 16)]
    [InlineData(16, 16)]
    [InlineData(17, 32)]
    public void A_length_is_padded_to_whole_cache_lines(int length, int padded) => Assert.Equal(padded, Arena.Padded(length));

    [Fact]
    public void A_length_whose_padding_overflows_is_refused() => Assert.Throws<OverflowException>(() => Arena.Padded(int.MaxValue));

    [Fact]
    public void Spans_follow_each_other_aligned_zero_and_disjoint()
    {
        using var arena = new Arena(16 + 32 + 0 + 16);
        Assert.Equal(64, arena.Capacity);
        Span<float> first = arena.Take(16), second = arena.Take(17), none = arena.Take(0), last = arena.Take(1);
        Assert.Equal((16, 17, 0, 1), (first.Length, second.Length, none.Length, last.Length));
        Assert.Equal(64, arena.Used);
        Assert.Equal(0, Address(first) % 64);
        Assert.Equal(Address(first) + (16 * sizeof(float)), Address(second));
        Assert.Equal(Address(second) + (32 * sizeof(float)), Address(last));
        Assert.Equal(-1, second.IndexOfAnyExcept(0f));
    }

    [Fact]
    public void More_than_there_is_is_refused_and_what_was_taken_stays()
    {
        using var arena = new Arena(40);
        arena.Take(20);
        var refused = Assert.Throws<InvalidOperationException>(() => arena.Take(5).Length);
        Assert.Equal("the arena holds 40 floats, 32 are taken, and 5 more (16 padded) do not fit.", refused.Message);
        Assert.Equal(32, arena.Used);
        Assert.Throws<ArgumentOutOfRangeException>("length", () => arena.Take(-1).Length);
    }

    [Fact]
    public void Reset_gives_the_same_memory_again()
    {
        using var arena = new Arena(32);
        Span<float> before = arena.Take(20);
        before.Fill(3);
        arena.Reset();
        Assert.Equal(0, arena.Used);
        Assert.True(before == arena.Take(20));
    }

    [Fact]
    public void A_disposed_arena_and_a_negative_capacity_are_refused()
    {
        var arena = new Arena(32);
        arena.Dispose();
        arena.Dispose();
        Assert.Throws<ObjectDisposedException>(() => arena.Take(1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Arena(-1).Dispose());
    }

    private static nint Address(Span<float> span) => (nint)Unsafe.AsPointer(ref span[0]);
}

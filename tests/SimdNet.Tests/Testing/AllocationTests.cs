namespace SimdNet.Tests.Testing;

public class AllocationTests
{
    private static object? s_kept;

    [Fact]
    public void Nothing_is_nothing() => Assert.Equal(0, Allocation.Measure(() => { }, 1000));

    [Fact]
    public void Every_byte_of_every_call_counts()
    {
        const int mostOverhead = 4 * sizeof(long); // header, method table, length, alignment
        long bytes = Allocation.Measure(() => s_kept = new byte[100], 10);
        Assert.InRange(bytes, 10 * 100, 10 * (100 + mostOverhead));
    }

    [Fact]
    public void The_first_calls_do_not_count()
    {
        int calls = 0;
        Assert.Equal(0, Allocation.Measure(() => { if (calls++ == 0) s_kept = new byte[100]; }, 10));
        Assert.Equal(3, calls % 10); // 3, and 10 for each measurement: one, unless a collection disturbed it
    }
}

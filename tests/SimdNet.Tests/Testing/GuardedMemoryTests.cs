using System.Globalization;
using System.Runtime.CompilerServices;

namespace SimdNet.Tests.Testing;

public unsafe class GuardedMemoryTests
{
    public GuardedMemoryTests() => Assert.SkipUnless(GuardedMemory.IsSupported, "Guard pages need Linux or Windows.");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(5000)]
    public void All_floats_can_be_written_and_read(int length)
    {
        using var memory = new GuardedMemory(length);
        memory.AtEnd(length).Fill(3);
        Assert.Equal(length, memory.AtEnd(length).Count(3f));
        memory.AtStart(length).Fill(5);
        Assert.Equal(length, memory.AtStart(length).Count(5f));
    }

    [Fact]
    public void The_spans_touch_pages_that_cannot_be_accessed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc/self/maps.");
        using var memory = new GuardedMemory(17);
        nint start = Address(memory.AtStart(17)), end = Address(memory.AtEnd(17)) + 17 * sizeof(float);
        Assert.Equal("---", Protection(start - 1));
        Assert.Equal("rw-", Protection(start));
        Assert.Equal("rw-", Protection(end - 1));
        Assert.Equal("---", Protection(end));
    }

    [Fact]
    public void More_floats_than_there_are_and_use_after_dispose_are_refused()
    {
        var memory = new GuardedMemory(17);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.AtEnd(1 << 20).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.AtStart(-1).Length);
        memory.Dispose();
        memory.Dispose();
        Assert.Throws<ObjectDisposedException>(() => memory.AtEnd(1).Length);
    }

    private static nint Address(Span<float> span) => (nint)Unsafe.AsPointer(ref span[0]);

    private static string Protection(nint address)
    {
        foreach (string line in File.ReadLines("/proc/self/maps")) // 7f0000000000-7f0000001000 rw-p ...
        {
            string[] range = line[..line.IndexOf(' ', StringComparison.Ordinal)].Split('-');
            if (address >= Hex(range[0]) && address < Hex(range[1])) return line.Split(' ')[1][..3];
        }
        return "not mapped";

        static nint Hex(string text) => nint.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}

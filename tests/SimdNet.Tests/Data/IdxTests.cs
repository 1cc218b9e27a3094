using SimdNet.Data;
using SimdNet.Tests.IO;
using SimdNet.Training;

namespace SimdNet.Tests.Data;

public sealed class IdxTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<byte, byte[], float[]> Types => new()
    {
        { 0x08, [0, 200], [0, 200] },
        { 0x09, [0x80, 0x7F], [-128, 127] },
        { 0x0B, [0x80, 0x00, 0x01, 0x02], [-32768, 258] },
        { 0x0C, [0xFF, 0xFF, 0xFF, 0xFE, 0x00, 0x01, 0x00, 0x00], [-2, 65536] },
        { 0x0D, [0x3F, 0x80, 0x00, 0x00, 0xC0, 0x20, 0x00, 0x00], [1, -2.5f] },
        { 0x0E, [0x3F, 0xF8, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0], [1.5f, -2] },
    };

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Types))]
    public void Every_type_is_read(byte type, byte[] elements, float[] expected)
    {
        byte[] file = IdxBytes.Of(type, [2], elements);
        Assert.Equal(expected, Idx.ReadFloats(_folder.Write("plain", file), out int[] shape));
        Assert.Equal([2], shape);
        Assert.Equal(expected, Idx.ReadFloats(_folder.Write("gzip", IdxBytes.Gzip(file)), out _));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Many_dimensions_and_pieces_are_read(bool isGzip)
    {
        byte[] elements = [.. Enumerable.Range(0, 7 * 11 * 13 * 100).Select(i => (byte)(i * 31))];
        byte[] file = IdxBytes.Of(8, [7, 11, 13, 100], elements);
        string path = _folder.Write("f", isGzip ? IdxBytes.Gzip(file) : file);

        float[] read = Idx.ReadFloats(path, out int[] shape);

        Assert.Equal([7, 11, 13, 100], shape);
        Assert.Equal(elements.Select(e => (float)e), read);
        Assert.Equal(elements.Select(e => (int)e), Idx.ReadIntegers(path, out _));
    }

    [Fact]
    public void A_file_can_be_read_again_and_without_allocation()
    {
        using IdxFile file = IdxFile.Open(_folder.Write("f", IdxBytes.Of(0x0B, [2, 2], 0, 1, 0, 2, 0, 3, 0, 4)));
        var item = new float[2];
        file.Read(item);
        file.Read(item);
        Assert.Equal((0, 2, 2), (file.Remaining, file.Count, file.ItemLength));
        Assert.Equal([3, 4], item);
        Assert.Throws<ArgumentException>("destination", () => file.Read(item));
        Assert.Equal(0, Allocation.Measure(() =>
        {
            file.Reset();
            file.Read(item);
        }, 100));
        Assert.Equal([1, 2], item);
    }

    [Fact]
    public void Images_and_labels_become_a_data_set()
    {
        string images = _folder.Write("i", IdxBytes.Gzip(IdxBytes.Of(8, [2, 1, 2], 0, 255, 51, 102)));
        string labels = _folder.Write("l", IdxBytes.Of(8, [2], 3, 0));

        DataSet raw = Idx.ReadDataSet(images, labels, classes: 4), scaled = Idx.ReadDataSet(images, labels, classes: 4, divisor: 255);

        Assert.Equal([0, 255, 51, 102], raw.Inputs.ToArray());
        Assert.Equal([0, 1, 0.2f, 0.4f], scaled.Inputs.ToArray());
        Assert.Equal([3, 0], scaled.Labels.ToArray());
    }

    [Fact]
    public void Labels_that_do_not_fit_are_refused()
    {
        string images = _folder.Write("i", IdxBytes.Of(8, [2, 1], 1, 2));
        Refuses("there are 2 images, but 1 labels", () => Idx.ReadDataSet(images, _folder.Write("l", IdxBytes.Of(8, [1], 0)), 4));
        Refuses("label 1 is 4, but the classes are 0 to 3", () => Idx.ReadDataSet(images, _folder.Write("l", IdxBytes.Of(8, [2], 0, 4)), 4));
        Refuses("labels have 1 dimension, but the file has 2", () => Idx.ReadDataSet(images, images, 4));
        Refuses("expected whole numbers, but the elements are of type Float", () => Idx.ReadDataSet(images, _folder.Write("l", IdxBytes.Of(0x0D, [0])), 4));
    }

    [Fact]
    public void Damaged_headers_are_refused()
    {
        RefusesBytes("but are 00 01 08 01", [0, 1, 8, 1, 0, 0, 0, 0]);
        RefusesBytes("but are 00 00 0A 01", IdxBytes.Of(0x0A, [1], 1));
        RefusesBytes("but are 00 00 08 00", [0, 0, 8, 0]);
        RefusesBytes("the header needs 4 bytes or more, but the content ends after 0", []);
        RefusesBytes("the header needs 4 bytes or more, but the content ends after 3", [0, 0, 8]);
        RefusesBytes("the header needs 12 bytes or more, but the content ends after 9", [0, 0, 8, 2, 0, 0, 0, 1, 0]);
        RefusesBytes("dimension 1 is -1; expected 0 to 2147483647", IdxBytes.Of(8, [1, -1]));
        RefusesBytes("more than 2147483647 elements", IdxBytes.Of(8, [1, int.MaxValue, int.MaxValue]));
        RefusesBytes("more than 9223372036854775807 bytes", IdxBytes.Of(0x0E, [int.MaxValue, int.MaxValue]));
    }

    [Fact]
    public void Claims_beyond_the_file_and_bytes_behind_it_are_refused()
    {
        byte[] beyond = IdxBytes.Of(8, [1_000_000_000], 1, 2, 3), trailing = IdxBytes.Of(8, [2], 1, 2, 3);
        Refuses("UByte [1000000000] takes 1000000008 bytes with its header, but the file has 11", () => Idx.ReadFloats(_folder.Write("f", beyond), out _));
        Refuses("UByte [2] takes 10 bytes with its header, but the file has 11", () => Idx.ReadFloats(_folder.Write("f", trailing), out _));
        Refuses("but the content goes on behind them", () => Idx.ReadFloats(_folder.Write("f", IdxBytes.Gzip(trailing)), out _));
        Refuses("but the content goes on behind them", () => Idx.ReadFloats(_folder.Write("f", IdxBytes.Gzip(IdxBytes.Of(8, [0], 1))), out _));
        Refuses("are 2 elements, but at most 1 are allowed", () => Idx.ReadFloats(_folder.Write("f", IdxBytes.Of(8, [2], 1, 2)), out _, maxElements: 1));
    }

    [Fact]
    public void A_claim_beyond_gzip_content_takes_no_memory()
    {
        string path = _folder.Write("f", IdxBytes.Gzip(IdxBytes.Of(8, [1_000_000_000], 1, 2, 3)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refuses("takes 1000000008 bytes with its header, but the content ends after 11", () => Idx.ReadFloats(path, out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Damaged_gzip_is_refused_wherever_it_is_cut()
    {
        byte[] whole = IdxBytes.Gzip(IdxBytes.Of(8, [100], [.. Enumerable.Range(0, 100).Select(i => (byte)(i * 37))]));
        for (int length = 2; length < whole.Length - 8; length++)
            Assert.Throws<DataFileException>(() => Idx.ReadFloats(_folder.Write("f", whole[..length]), out _));
    }

    private static void Refuses(string expected, Action call) =>
        Assert.Contains(expected, Assert.Throws<DataFileException>(call).Message, StringComparison.Ordinal);

    private void RefusesBytes(string expected, byte[] content)
    {
        Refuses(expected, () => Idx.ReadFloats(_folder.Write("f", content), out _));
        if (content.Length > 0)
            Refuses(expected, () => Idx.ReadFloats(_folder.Write("g", IdxBytes.Gzip(content)), out _));
    }
}

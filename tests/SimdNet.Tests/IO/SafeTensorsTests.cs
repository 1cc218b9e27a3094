using System.Runtime.InteropServices;
using System.Text;
using SimdNet.IO;
using SimdNet.Nn;

namespace SimdNet.Tests.IO;

public class SafeTensorsTests
{
    [Fact]
    public void Every_kind_of_float_comes_back_bit_for_bit()
    {
        // Zeros, subnormals, extremes, infinities, quiet and signalling NaNs with payloads.
        uint[] bits = [0, 0x8000_0000, 1, 0x8000_0001, 0x007F_FFFF, 0x0080_0000, 0x7F7F_FFFF, 0x3F80_0000,
            0x7F80_0000, 0xFF80_0000, 0x7FC0_0000, 0xFFC1_2345, 0x7F80_0001, 0xFFBF_FFFF, 0x7FFF_FFFF];
        Parameter saved = Filled("every.kind", bits), loaded = new("every.kind", bits.Length);
        using var folder = new TemporaryFolder();

        SafeTensors.Save(folder.File("f"), [saved]);
        SafeTensors.Load(folder.File("f"), [loaded]);

        Assert.Equal(bits, Bits(loaded));
    }

    [Fact]
    public void Streams_and_memory_hold_the_same_bytes_as_files()
    {
        var saved = new Sequential(new Linear(2, 3), new BatchNorm(3)).WithParameters(1);
        saved.Buffers[0].Value[1] = 7;
        var loaded = new Sequential(new Linear(2, 3), new BatchNorm(3));
        using var folder = new TemporaryFolder();
        var stream = new MemoryStream();

        SafeTensors.Save(folder.File("f"), saved);
        SafeTensors.Save(stream, saved);
        SafeTensors.Load(stream.ToArray(), loaded);

        Assert.Equal(File.ReadAllBytes(folder.File("f")), stream.ToArray());
        foreach ((Parameter expected, Parameter actual) in saved.Parameters.Concat(saved.Buffers).Zip(loaded.Parameters.Concat(loaded.Buffers)))
            Assert.Equal(Bits(expected), Bits(actual));
        Assert.StartsWith("memory: ", Assert.Throws<SafeTensorsException>(() => SafeTensors.Load(stream.ToArray().AsMemory(1), loaded)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_longer_than_one_piece_of_the_file_come_back()
    {
        const int Length = (1 << 20) + 3;
        Parameter first = new("odd", 5), second = new("long", Length), loadedFirst = new("odd", 5), loadedSecond = new("long", Length);
        for (int i = 0; i < Length; i++)
            second.Value[i] = i;
        using var folder = new TemporaryFolder();

        SafeTensors.Save(folder.File("f"), [first, second]);
        SafeTensors.Load(folder.File("f"), [loadedSecond, loadedFirst]);

        Assert.True(loadedSecond.Value.SequenceEqual(second.Value));
    }

    [Fact]
    public void Scalars_and_empty_tensors_come_back()
    {
        Parameter scalar = new("scalar"), empty = new("empty", 3, 0), last = new("last", 1);
        scalar.Value[0] = 7;
        last.Value[0] = 8;
        using var folder = new TemporaryFolder();
        SafeTensors.Save(folder.File("f"), [empty, scalar, last]);
        Parameter loaded = new("scalar"), loadedLast = new("last", 1);

        SafeTensors.Load(folder.File("f"), [loaded, new Parameter("empty", 3, 0), loadedLast]);

        Assert.Equal(7, loaded.Value[0]);
        Assert.Equal(8, loadedLast.Value[0]);
    }

    // Expected bytes: tests test_serialization, test_serialization_forced_alignement and test_empty of huggingface/safetensors.
    [Theory]
    [InlineData("attn.0", new[] { 1, 2, 3 }, 64, """{"attn.0":{"dtype":"F32","shape":[1,2,3],"data_offsets":[0,24]}}""")]
    [InlineData("attn0", new[] { 1, 1, 2, 3 }, 72, """{"attn0":{"dtype":"F32","shape":[1,1,2,3],"data_offsets":[0,24]}}       """)]
    public void The_file_has_the_bytes_of_the_reference_implementation(string name, int[] shape, byte headerLength, string header)
    {
        var parameter = new Parameter(name, shape);
        for (int i = 0; i < 6; i++)
            parameter.Value[i] = i;
        using var folder = new TemporaryFolder();

        SafeTensors.Save(folder.File("f"), [parameter]);

        byte[] values = [0, 0, 0, 0, 0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64, 0, 0, 128, 64, 0, 0, 160, 64];
        Assert.Equal([headerLength, 0, 0, 0, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(header), .. values], File.ReadAllBytes(folder.File("f")));
    }

    [Fact]
    public void No_parameters_make_the_reference_implementations_empty_file()
    {
        using var folder = new TemporaryFolder();

        SafeTensors.Save(folder.File("plain"), []);
        SafeTensors.Save(folder.File("metadata"), [], new Dictionary<string, string> { ["framework"] = "pt" });

        Assert.Equal("\u0008\0\0\0\0\0\0\0{}      ", File.ReadAllText(folder.File("plain")));
        Assert.Equal("(\0\0\0\0\0\0\0{\"__metadata__\":{\"framework\":\"pt\"}}     ", File.ReadAllText(folder.File("metadata")));
        SafeTensors.Load(folder.File("plain"), []);
    }

    [Fact]
    public void Tensors_keep_the_order_given_and_lie_end_to_end()
    {
        using var folder = new TemporaryFolder();

        SafeTensors.Save(folder.File("f"), [new Parameter("z", 2), new Parameter("a", 1, 3), new Parameter("m", 1)]);

        using var file = SafeTensorsFile.Open(folder.File("f"));
        Assert.Equal(["'z' F32 [2]", "'a' F32 [1, 3]", "'m' F32 [1]"], file.Tensors.Values.Select(tensor => tensor.ToString()));
        Assert.Equal([(0L, 8L), (8L, 20L), (20L, 24L)], file.Tensors.Values.Select(tensor => (tensor.Begin, tensor.End)));
    }

    [Fact]
    public void Metadata_comes_back_whatever_its_text()
    {
        var metadata = new Dictionary<string, string>
        {
            ["epoch"] = "17",
            ["quotes \" \\ and <&'+>"] = "line\nbreak\tand \0 zero",
            ["Gewichte größer 0 \U0001F600"] = "",
            ["dtype"] = "F32",
        };
        using var folder = new TemporaryFolder();

        SafeTensors.Save(folder.File("f"), [new Parameter("w", 1)], metadata);

        Assert.Equal(metadata, SafeTensors.ReadMetadata(folder.File("f")).ToDictionary());
    }

    [Fact]
    public void Metadata_in_another_order_makes_the_same_file()
    {
        using var folder = new TemporaryFolder();

        SafeTensors.Save(folder.File("f"), [], new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" });
        SafeTensors.Save(folder.File("g"), [], new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" });

        Assert.Equal(File.ReadAllBytes(folder.File("f")), File.ReadAllBytes(folder.File("g")));
    }

    [Fact]
    public void A_file_without_metadata_has_empty_metadata()
    {
        using var folder = new TemporaryFolder();
        SafeTensors.Save(folder.File("f"), [], new Dictionary<string, string>());
        Assert.Empty(SafeTensors.ReadMetadata(folder.File("f")));
    }

    [Fact]
    public void Names_need_not_be_ascii()
    {
        string name = "Gewicht \"größer\" \U0001F600 \u2028 \0";
        Parameter saved = new(name, 1), loaded = new(name, 1);
        saved.Value[0] = 3;
        using var folder = new TemporaryFolder();

        SafeTensors.Save(folder.File("f"), [saved]);
        SafeTensors.Load(folder.File("f"), [loaded]);

        Assert.Equal(3, loaded.Value[0]);
    }

    // No InlineData: an attribute cannot hold half a surrogate pair.
    public static TheoryData<string, string, string> RefusedNames { get; } = new()
    {
        { "w", "w", "two parameters are called 'w'" },
        { "a", "__metadata__", "__metadata__" },
        { "a", "half \uD800 pair", "half a surrogate pair" },
    };

    [Theory]
    [MemberData(nameof(RefusedNames))]
    public void A_name_that_cannot_be_saved_is_refused_and_the_old_file_stays(string first, string second, string reason)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("f", [1, 2, 3]);

        var refusal = Assert.Throws<ArgumentException>(() => SafeTensors.Save(path, [new Parameter(first, 1), new Parameter(second, 1)]));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Equal(["f"], folder.Files);
    }

    [Fact]
    public void Metadata_that_cannot_be_saved_is_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("f");

        Assert.Throws<ArgumentException>(() => SafeTensors.Save(path, [], new Dictionary<string, string> { ["k"] = null! }));
        Assert.Throws<ArgumentException>(() => SafeTensors.Save(path, [], new Dictionary<string, string> { ["k"] = "\uDC00" }));

        Assert.Empty(folder.Files);
    }

    [Fact]
    public void A_header_that_no_reader_would_accept_is_not_written()
    {
        using var folder = new TemporaryFolder();
        var tenMillion = new string('x', 10_000_000);
        var metadata = Enumerable.Range(0, 10).ToDictionary(i => $"{i}", _ => tenMillion);

        var refusal = Assert.Throws<ArgumentException>(() => SafeTensors.Save(folder.File("f"), [], metadata));

        // {"__metadata__":{}} takes 19 bytes, each "0":"..." another 6, and 9 commas: 100,000,088, a multiple of 8.
        Assert.Contains("100000088 bytes, but the format allows 100000000", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Files);
    }

    [Fact]
    public void A_missing_file_or_folder_is_reported_as_such()
    {
        using var folder = new TemporaryFolder();
        string inMissingFolder = Path.Combine(folder.File("missing"), "f");

        Assert.Throws<FileNotFoundException>(() => SafeTensors.Load(folder.File("f"), []));
        Assert.Throws<DirectoryNotFoundException>(() => SafeTensors.Load(inMissingFolder, []));
        Assert.Throws<DirectoryNotFoundException>(() => SafeTensors.Save(inMissingFolder, []));
    }

    private static Parameter Filled(string name, uint[] bits)
    {
        var parameter = new Parameter(name, bits.Length);
        bits.CopyTo(MemoryMarshal.Cast<float, uint>(parameter.Value));
        return parameter;
    }

    private static uint[] Bits(Parameter parameter) => MemoryMarshal.Cast<float, uint>(parameter.Value).ToArray();
}

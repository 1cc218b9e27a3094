using System.Buffers.Binary;
using SimdNet.IO;
using static SimdNet.Tests.IO.SafeTensorsBytes;

namespace SimdNet.Tests.IO;

public class SafeTensorsFileTests
{
    private const string Scalar = "{\"test\":{\"dtype\":\"I32\",\"shape\":[],\"data_offsets\":[0,4]}}";

    /// <summary>Headers in front of 8 bytes, and what must be said of each</summary>
    public static TheoryData<string, string> Hostile { get; } = new()
    {
        // The frame of the header.
        { "", "must start with '{' (0x7B), but is empty" },
        { " {}", "starts with 0x20" },
        { "[]", "starts with 0x5B" },
        { "\uFEFF{}", "starts with 0xEF" },
        { "{", "not valid JSON" },
        { $"{{{Tensor()}", "not valid JSON" },
        { $"{{{Tensor()}}}}}", "not valid JSON" },
        { $"{{{Tensor()}}}{{}}", "not valid JSON" },
        { $"{{{Tensor()}}}\0", "not valid JSON" },
        { $"{{{Tensor()},}}", "not valid JSON" },
        { $"{{/* c */{Tensor()}}}", "not valid JSON" },
        { $"{{{Tensor(shape: "[[2]]")}}}", "not valid JSON of at most 3 levels" },
        { "{\"w\":" + new string('[', 100_000), "tensor 'w' must be a JSON object, but is a JSON array" },
        { "{\"\\uD800\":{}}", "a name escapes half a surrogate pair" },

        // Kinds and keys.
        { "{\"w\":null}", "tensor 'w' must be a JSON object, but is a JSON Null" },
        { "{\"w\":[1]}", "tensor 'w' must be a JSON object, but is a JSON array" },
        { "{\"w\":{}}", "tensor 'w' lacks dtype" },
        { "{\"w\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}", "tensor 'w' lacks shape" },
        { "{\"w\":{\"dtype\":\"F32\",\"shape\":[2]}}", "tensor 'w' lacks data_offsets" },
        { $"{{{Tensor(dtype: "32")}}}", "dtype of tensor 'w' must be a JSON string, but is a JSON number" },
        { $"{{{Tensor(shape: "2")}}}", "shape of tensor 'w' must be a JSON array, but is a JSON number" },
        { $"{{{Tensor(shape: "[\"2\"]")}}}", "shape of tensor 'w': element 0 is not an integer" },
        { $"{{{Tensor(offsets: "{}")}}}", "data_offsets of tensor 'w' must be a JSON array, but is a JSON object" },
        { $"{{{Tensor(offsets: "[8]")}}}", "holds 1 numbers, expected 2" },
        { $"{{{Tensor(offsets: "[0,8,8]")}}}", "holds more than 2 numbers" },
        { $"{{{Tensor(offsets: "[0,null]")}}}", "element 1 is not an integer" },
        { $"{{{Tensor(shape: "[2],\"strides\":[1]")}}}", "has the key 'strides'" },
        { $"{{{Tensor(shape: "[2],\"shape\":[2]")}}}", "has the key 'shape'; expected dtype, shape and data_offsets, once each" },
        { $"{{{Tensor(dtype: "\"F32\",\"dtype\":\"F32\"")}}}", "has the key 'dtype'" },
        { $"{{{Tensor()},{Tensor()}}}", "tensor 'w' is described twice" },
        { $"{{{Tensor()},{Tensor(name: "\\u0077")}}}", "tensor 'w' is described twice" },
        { "{\"__metadata__\":null}", "__metadata__ must be a JSON object" },
        { "{\"__metadata__\":{\"k\":1}}", "metadata 'k' must be a JSON string, but is a JSON number" },
        { "{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", "metadata 'k' is there twice" },
        { "{\"__metadata__\":{},\"__metadata__\":{}}", "__metadata__ is there twice" },
        { "{\"__metadata__\":{\"k\":\"\\uDC00\"}}", "metadata 'k' escapes half a surrogate pair" },

        // Numbers.
        { $"{{{Tensor(dtype: "\"F33\"")}}}", "unknown dtype 'F33'" },
        { $"{{{Tensor(dtype: "\"f32\"")}}}", "unknown dtype 'f32'" },
        { $"{{{Tensor(shape: "[-2]")}}}", "element 0 is not an integer" },
        { $"{{{Tensor(shape: "[-2,-1]")}}}", "element 0 is not an integer" },
        { $"{{{Tensor(shape: "[2.0]")}}}", "element 0 is not an integer" },
        { $"{{{Tensor(shape: "[0.5,4]")}}}", "element 0 is not an integer" },
        { $"{{{Tensor(shape: "[2e0]")}}}", "element 0 is not an integer" },
        { $"{{{Tensor(shape: "[9223372036854775808]")}}}", "element 0 is not an integer from 0 to 9223372036854775807" },
        { $"{{{Tensor(shape: "[1" + new string('0', 400) + "]")}}}", "element 0 is not an integer" },
        { $"{{{Tensor(shape: "[4294967296,4294967296]")}}}", "product of its shape [4294967296, 4294967296] is more than" },
        // 2^62 * 4 bytes is 2^64, and 2^61 + 2 elements of 8 bytes are 16 modulo 2^64: both wrap to something harmless.
        { $"{{{Tensor(shape: "[4611686018427387904]", offsets: "[0,0]")}}}", "takes 147573952589676412928 bits" },
        { $"{{{Tensor(dtype: "\"F64\"", shape: "[2305843009213693953]")}}}", "hold 8 bytes" },
        { $"{{{Tensor(shape: "[" + string.Join(',', Enumerable.Repeat(1, 65)) + "]")}}}", "holds more than 64 numbers" },

        // Ranges.
        { $"{{{Tensor(offsets: "[8,0]")}}}", "data_offsets of tensor 'w' are [8, 0], which is no range within the 8 bytes" },
        { $"{{{Tensor(shape: "[3]", offsets: "[0,12]")}}}", "[0, 12], which is no range within the 8 bytes" },
        { $"{{{Tensor(offsets: "[9223372036854775799,9223372036854775807]")}}}", "no range within the 8 bytes" },
        { $"{{{Tensor(shape: "[1]")}}}", "F32 [1] takes 32 bits, but data_offsets [0, 8] hold 8 bytes" },
        { $"{{{Tensor(shape: "[]")}}}", "F32 [] takes 32 bits" },
        { $"{{{Tensor(dtype: "\"F16\"")}}}", "F16 [2] takes 32 bits" },
        { $"{{{Tensor(dtype: "\"F4\"", shape: "[15]")}}}", "F4 [15] takes 60 bits" },
        { $"{{{Tensor(shape: "[1]", offsets: "[0,4]")}}}", "the tensors cover 4 bytes, but 8 bytes follow the header" },
        { "{}", "the tensors cover 0 bytes, but 8 bytes follow the header" },
        { $"{{{Tensor(shape: "[1]", offsets: "[4,8]")}}}", "no tensor covers the bytes 0 to 4, before tensor 'w'" },
        { $"{{{Tensor("a", "\"U8\"", "[2]", "[0,2]")},{Tensor("b", "\"U8\"", "[5]", "[3,8]")}}}", "no tensor covers the bytes 2 to 3, before tensor 'b'" },
        { $"{{{Tensor("a")},{Tensor("b")}}}", "tensor 'b' begins at 0, inside tensor 'a', which ends at 8" },
        { $"{{{Tensor("a", "\"U8\"", "[5]", "[0,5]")},{Tensor("b", "\"U8\"", "[4]", "[4,8]")}}}", "tensor 'b' begins at 4, inside tensor 'a', which ends at 5" },
        { $"{{{Tensor("a")},{Tensor("b", shape: "[0]", offsets: "[4,4]")}}}", "tensor 'b' begins at 4, inside tensor 'a'" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_header_that_breaks_a_rule_is_refused_by_name(string header, string reason)
        => Assert.Contains(reason, Refusal(File(header, 8)), StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void A_file_too_short_for_the_length_is_refused(int length)
        => Assert.Contains($"{length} bytes, but the length of the header alone takes 8", Refusal(new byte[length]), StringComparison.Ordinal);

    [Theory]
    [InlineData(9UL, "claims 9 bytes, but only 8 follow")]
    [InlineData(100_000_000UL, "claims 100000000 bytes, but only 8 follow")]
    [InlineData(100_000_001UL, "claims 100000001 bytes, but the format allows 100000000")]
    [InlineData(0x8000_0000_0000_0000UL, "claims 9223372036854775808 bytes, but the format allows 100000000")]
    [InlineData(ulong.MaxValue, "claims 18446744073709551615 bytes, but the format allows 100000000")]
    public void A_header_longer_than_the_file_or_the_limit_is_refused(ulong claimed, string reason)
    {
        byte[] file = File("{}      ", 0);
        BinaryPrimitives.WriteUInt64LittleEndian(file, claimed);
        Assert.Contains(reason, Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_claimed_size_allocates_nothing()
    {
        // 4 EiB claimed for the tensor, 100 MB for the header.
        byte[] tensor = File($"{{{Tensor(shape: "[1152921504606846975]", offsets: "[0,4611686018427387900]")}}}", 0);
        byte[] header = File("{}      ", 0);
        BinaryPrimitives.WriteUInt64LittleEndian(header, 100_000_000);
        Refusal(tensor);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Refusal(tensor);
        Refusal(header);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xF0, 0x9F, 0x98 })]
    public void Invalid_utf8_is_refused(byte[] text)
        => Assert.Contains("not valid UTF-8", Refusal(File([.. "{\""u8, .. text, .. "\":{}}"u8], 0)), StringComparison.Ordinal);

    [Fact]
    public void A_hostile_name_makes_the_message_neither_long_nor_many_lines()
    {
        string refusal = Refusal(File($"{{\"\\n{new string('x', 1 << 20)}\":0}}", 8));

        Assert.Contains("'?xxx", refusal, StringComparison.Ordinal);
        Assert.InRange(refusal.Length, 1, 1000);
    }

    // The reference implementation's tests test_empty_shapes_allowed and test_deserialization read such files, too.
    [Theory]
    [InlineData(Scalar, 4)]
    [InlineData(Scalar + "   \n\t\r ", 4)]
    [InlineData("{}", 0)]
    [InlineData("{\"b\":{\"data_offsets\":[8,8],\"shape\":[0,9],\"dtype\":\"F32\"},\"a\":{\"dtype\":\"F4\",\"shape\":[16],\"data_offsets\":[0,8]}}", 8)]
    [InlineData("{\"full\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"empty\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}", 8)]
    public void An_unusual_header_that_keeps_the_rules_is_accepted(string header, int bufferLength)
    {
        using var folder = new TemporaryFolder();
        using var file = SafeTensorsFile.Open(folder.Write("f", File(header, bufferLength)));
        Assert.Equal(bufferLength, file.Tensors.Values.Sum(tensor => tensor.End - tensor.Begin));
    }

    [Fact]
    public void Tensors_say_what_the_header_says()
    {
        using var folder = new TemporaryFolder();
        using var file = SafeTensorsFile.Open(folder.Write("f", File(
            $"{{\"__metadata__\":{{\"k\":\"v\"}},{Tensor("late", "\"BF16\"", "[1,2]", "[8,12]")},{Tensor("early")}}}", 12)));

        Assert.Equal(["early", "late"], file.Tensors.Keys);
        SafeTensorInfo late = file.Tensors["late"];
        Assert.Equal(("late", "BF16", 8, 12), (late.Name, late.Dtype, late.Begin, late.End));
        Assert.Equal([1L, 2L], late.Shape);
        Assert.Equal("v", file.Metadata["k"]);
    }

    [Fact]
    public void Read_fills_the_destination_and_refuses_what_does_not_fit()
    {
        byte[] bytes = File($"{{{Tensor("f")},{Tensor("h", "\"F16\"", "[2]", "[8,12]")}}}", 12);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(bytes.Length - 8), 2.5f);
        using var folder = new TemporaryFolder();
        string path = folder.Write("f", bytes);
        var file = SafeTensorsFile.Open(path);
        var values = new float[2];

        file.Read("f", values);

        Assert.Equal([0, 2.5f], values);
        Assert.Contains("tensor 'h' is F16; only F32", Assert.Throws<SafeTensorsException>(() => file.Read("h", values)).Message, StringComparison.Ordinal);
        Assert.Contains("no tensor 'x' among the 2", Assert.Throws<SafeTensorsException>(() => file.Read("x", values)).Message, StringComparison.Ordinal);
        Assert.Contains("holds 3 floats, but tensor 'f' F32 [2] has 2", Assert.Throws<ArgumentException>(() => file.Read("f", new float[3])).Message, StringComparison.Ordinal);
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Read("f", values));
    }

    [Fact]
    public void Memory_is_read_as_a_file_is()
    {
        byte[] bytes = File($"{{{Tensor()}}}", 8);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(bytes.Length - 4), 2.5f);
        var file = SafeTensorsFile.Open(bytes, "body");
        var values = new float[2];
        file.Read("w", values);
        Assert.Equal([0, 2.5f], values);
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Read("w", values));
        for (int length = 0; length < bytes.Length; length++)
            Assert.StartsWith("body: ", Assert.Throws<SafeTensorsException>(() => SafeTensorsFile.Open(bytes.AsMemory(0, length), "body")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_short_after_it_was_opened_is_reported()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not let an open file be cut");
        using var folder = new TemporaryFolder();
        byte[] bytes = File($"{{{Tensor()}}}", 8);
        string path = folder.Write("f", bytes);
        using var file = SafeTensorsFile.Open(path);

        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            stream.SetLength(bytes.Length - 1);

        var refusal = Assert.Throws<SafeTensorsException>(() => file.Read("w", new float[2]));
        Assert.Contains($"expected {bytes.Length} bytes, but the file now ends at {bytes.Length - 1}", refusal.Message, StringComparison.Ordinal);
    }

    private static string Refusal(byte[] content)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("hostile.safetensors", content);
        string message = Assert.Throws<SafeTensorsException>(() => SafeTensorsFile.Open(path)).Message;
        Assert.StartsWith($"{path}: ", message, StringComparison.Ordinal);
        return message;
    }
}

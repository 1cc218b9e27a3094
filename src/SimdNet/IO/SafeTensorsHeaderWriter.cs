using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SimdNet.IO;

/// <summary>Tensors' names and shapes to the bytes in front of their values: the length, the JSON, spaces up to a multiple of 8</summary>
internal static class SafeTensorsHeaderWriter
{
    // The byte buffer starts at a multiple of this, as the reference implementation writes it.
    private const int Alignment = 8;

    private static readonly UTF8Encoding _strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Only what JSON itself needs is escaped: the file is no part of a web page, and the reference implementation writes the same.
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Prefix and padded JSON; metadata sorted by key, tensors in the order given</summary>
    /// <exception cref="ArgumentException">a text that UTF-8 cannot hold, a null, a reserved name, or a header over the format's limit</exception>
    public static byte[] Write(IEnumerable<(string Name, int[] Shape)> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, Options))
        {
            writer.WriteStartObject();
            if (metadata is { Count: > 0 })
                WriteMetadata(writer, metadata);
            WriteTensors(writer, tensors);
            writer.WriteEndObject();
        }

        int padded = (json.WrittenCount + Alignment - 1) / Alignment * Alignment;
        if (padded > SafeTensorsHeader.MaxSize)
            throw new ArgumentException($"the header would take {padded} bytes, but the format allows {SafeTensorsHeader.MaxSize}");
        var header = new byte[SafeTensorsHeader.PrefixSize + padded];
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)padded);
        json.WrittenSpan.CopyTo(header.AsSpan(SafeTensorsHeader.PrefixSize));
        header.AsSpan(SafeTensorsHeader.PrefixSize + json.WrittenCount).Fill((byte)' ');
        return header;
    }

    private static void WriteMetadata(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> metadata)
    {
        writer.WriteStartObject(SafeTensorsHeader.MetadataKey);
        foreach ((string key, string value) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            writer.WriteString(Checked(key, "metadata key"), Checked(value, $"metadata '{key}'"));
        writer.WriteEndObject();
    }

    private static void WriteTensors(Utf8JsonWriter writer, IEnumerable<(string Name, int[] Shape)> tensors)
    {
        long begin = 0;
        foreach ((string name, int[] shape) in tensors)
        {
            long end = begin + (shape.Aggregate(1L, (product, size) => product * size) * sizeof(float));
            if (name == SafeTensorsHeader.MetadataKey)
                throw new ArgumentException($"a parameter cannot be called {SafeTensorsHeader.MetadataKey}: the format keeps that name for itself");
            writer.WriteStartObject(Checked(name, "parameter name"));
            writer.WriteString(SafeTensorsHeader.DtypeKey, SafeTensorsDtypes.F32);
            writer.WriteStartArray(SafeTensorsHeader.ShapeKey);
            foreach (int dimension in shape)
                writer.WriteNumberValue(dimension);
            writer.WriteEndArray();
            writer.WriteStartArray(SafeTensorsHeader.OffsetsKey);
            writer.WriteNumberValue(begin);
            writer.WriteNumberValue(end);
            writer.WriteEndArray();
            writer.WriteEndObject();
            begin = end;
        }
    }

    /// <summary>The text, if it is one: the JSON writer would replace half a surrogate pair silently, and the name would not be found again</summary>
    /// <exception cref="ArgumentException">a text that UTF-8 cannot hold, or a null</exception>
    public static string Checked(string? text, string what)
    {
        if (text is null)
            throw new ArgumentException($"{what} is null");
        try
        {
            _strictUtf8.GetByteCount(text);
            return text;
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException($"{what} {SafeTensorsException.Quote(text)} holds half a surrogate pair, which UTF-8 cannot hold", e);
        }
    }
}

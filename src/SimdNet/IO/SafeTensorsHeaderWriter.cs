using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SimdNet.Nn;

namespace SimdNet.IO;

/// <summary>Parameters to the bytes in front of their values: the length, the JSON, spaces up to a multiple of 8</summary>
internal static class SafeTensorsHeaderWriter
{
    // The byte buffer starts at a multiple of this, as the reference implementation writes it.
    private const int Alignment = 8;

    private static readonly UTF8Encoding _strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Only what JSON itself needs is escaped: the file is no part of a web page, and the reference implementation writes the same.
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Prefix and padded JSON; metadata sorted by key, tensors in the order given</summary>
    /// <exception cref="ArgumentException">a text that UTF-8 cannot hold, a null, a reserved name, or a header over the format's limit</exception>
    public static byte[] Write(IReadOnlyList<Parameter> parameters, IReadOnlyDictionary<string, string>? metadata)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, _options))
        {
            writer.WriteStartObject();
            if (metadata is { Count: > 0 })
                WriteMetadata(writer, metadata);
            WriteTensors(writer, parameters);
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

    private static void WriteTensors(Utf8JsonWriter writer, IReadOnlyList<Parameter> parameters)
    {
        long begin = 0;
        foreach (Parameter parameter in parameters)
        {
            long end = begin + (long)parameter.Length * sizeof(float);
            if (parameter.Name == SafeTensorsHeader.MetadataKey)
                throw new ArgumentException($"a parameter cannot be called {SafeTensorsHeader.MetadataKey}: the format keeps that name for itself");
            writer.WriteStartObject(Checked(parameter.Name, "parameter name"));
            writer.WriteString(SafeTensorsHeader.DtypeKey, SafeTensorsDtypes.F32);
            writer.WriteStartArray(SafeTensorsHeader.ShapeKey);
            foreach (int dimension in parameter.Shape)
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

    // The JSON writer would replace half a surrogate pair silently, and the name would not be found again.
    private static string Checked(string? text, string what)
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

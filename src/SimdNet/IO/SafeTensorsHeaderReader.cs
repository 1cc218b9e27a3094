using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;

namespace SimdNet.IO;

/// <summary>JSON of a hostile file to a checked header</summary>
/// <remarks>Stricter than the reference implementation: keys that the format does not have are refused, too.</remarks>
internal ref struct SafeTensorsHeaderReader
{
    // The file's object, a tensor's object, its array: nothing lies deeper.
    private const int MaxDepth = 3;

    // NPY_MAXDIMS of NumPy 2, the most among the format's users.
    private const int MaxRank = 64;

    private readonly string _file;
    private readonly long _bufferLength;
    private readonly Dictionary<string, SafeTensorInfo> _tensors = [];
    private Dictionary<string, string>? _metadata;
    private Utf8JsonReader _json;

    private SafeTensorsHeaderReader(ReadOnlySpan<byte> json, long bufferLength, string file)
    {
        _file = file;
        _bufferLength = bufferLength;
        _json = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    /// <summary>Reads the JSON and checks it against the number of bytes that follow it</summary>
    /// <exception cref="SafeTensorsException">anything that the format does not allow</exception>
    public static SafeTensorsHeader Read(ReadOnlySpan<byte> json, long bufferLength, string file)
    {
        if (json.IsEmpty || json[0] != '{')
            throw new SafeTensorsException($"{file}: the header must start with '{{' (0x7B), but {(json.IsEmpty ? "is empty" : $"starts with 0x{json[0]:X2}")}");
        if (!Utf8.IsValid(json))
            throw new SafeTensorsException($"{file}: the header is not valid UTF-8");
        var reader = new SafeTensorsHeaderReader(json, bufferLength, file);
        try
        {
            reader.ReadFile();
        }
        catch (JsonException e)
        {
            throw new SafeTensorsException($"{file}: the header is not valid JSON of at most {MaxDepth} levels: {e.Message}", e);
        }

        return new SafeTensorsHeader(reader._tensors.Values, reader._metadata ?? [], bufferLength, file);
    }

    private void ReadFile()
    {
        Expect(JsonTokenType.StartObject, "the header");
        while (Next() == JsonTokenType.PropertyName)
        {
            string name = Text("a name");
            if (name == SafeTensorsHeader.MetadataKey)
                ReadMetadata();
            else if (!_tensors.TryAdd(name, ReadTensor(name)))
                throw Refused($"tensor {SafeTensorsException.Quote(name)} is described twice");
        }

        // Refuses everything but white space behind the object.
        _json.Read();
    }

    private void ReadMetadata()
    {
        if (_metadata is not null)
            throw Refused($"{SafeTensorsHeader.MetadataKey} is there twice");
        _metadata = [];
        Expect(JsonTokenType.StartObject, SafeTensorsHeader.MetadataKey);
        while (Next() == JsonTokenType.PropertyName)
        {
            string key = Text("a metadata key");
            string what = $"metadata {SafeTensorsException.Quote(key)}";
            Expect(JsonTokenType.String, what);
            if (!_metadata.TryAdd(key, Text(what)))
                throw Refused($"{what} is there twice");
        }
    }

    private SafeTensorInfo ReadTensor(string name)
    {
        string what = $"tensor {SafeTensorsException.Quote(name)}";
        string? dtype = null;
        ImmutableArray<long> shape = default, offsets = default;
        Expect(JsonTokenType.StartObject, what);
        while (Next() == JsonTokenType.PropertyName)
        {
            string key = Text($"a key of {what}");
            switch (key)
            {
                case SafeTensorsHeader.DtypeKey when dtype is null:
                    Expect(JsonTokenType.String, $"{key} of {what}");
                    dtype = Text($"{key} of {what}");
                    break;
                case SafeTensorsHeader.ShapeKey when shape.IsDefault:
                    shape = ReadIntegers($"{key} of {what}", MaxRank);
                    break;
                case SafeTensorsHeader.OffsetsKey when offsets.IsDefault:
                    offsets = ReadIntegers($"{key} of {what}", 2);
                    break;
                default:
                    throw Refused($"{what} has the key {SafeTensorsException.Quote(key)}; expected dtype, shape and data_offsets, once each");
            }
        }

        if (dtype is null || shape.IsDefault || offsets.IsDefault)
            throw Refused($"{what} lacks {(dtype is null ? SafeTensorsHeader.DtypeKey : shape.IsDefault ? SafeTensorsHeader.ShapeKey : SafeTensorsHeader.OffsetsKey)}");
        if (offsets.Length != 2)
            throw Refused($"data_offsets of {what} holds {offsets.Length} numbers, expected 2");
        CheckSize(what, dtype, shape, offsets[0], offsets[1]);
        return new SafeTensorInfo(name, dtype, shape, offsets[0], offsets[1]);
    }

    private ImmutableArray<long> ReadIntegers(string what, int limit)
    {
        Expect(JsonTokenType.StartArray, what);
        ImmutableArray<long>.Builder integers = ImmutableArray.CreateBuilder<long>();
        while (Next() != JsonTokenType.EndArray)
        {
            // As unsigned, so that -0 is refused like every other negative number.
            if (_json.TokenType != JsonTokenType.Number || !_json.TryGetUInt64(out ulong value) || value > long.MaxValue)
                throw Refused($"{what}: element {integers.Count} is not an integer from 0 to {long.MaxValue}");
            if (integers.Count == limit)
                throw Refused($"{what} holds more than {limit} numbers");
            integers.Add((long)value);
        }

        return integers.ToImmutable();
    }

    private readonly void CheckSize(string what, string dtype, ImmutableArray<long> shape, long begin, long end)
    {
        if (!SafeTensorsDtypes.TryGetBits(dtype, out int elementBits))
            throw Refused($"{what} has the unknown dtype {SafeTensorsException.Quote(dtype)}");
        if (begin > end || end > _bufferLength)
            throw Refused($"data_offsets of {what} are [{begin}, {end}], which is no range within the {_bufferLength} bytes behind the header");
        UInt128 elements = 1;
        foreach (long dimension in shape)
        {
            elements *= (ulong)dimension;
            if (elements > long.MaxValue)
                throw Refused($"{what}: the product of its shape {SafeTensorInfo.FormatShape(shape.AsSpan())} is more than {long.MaxValue}");
        }

        UInt128 bits = elements * (uint)elementBits;
        if (bits != (UInt128)(end - begin) * 8)
            throw Refused($"{what}: {dtype} {SafeTensorInfo.FormatShape(shape.AsSpan())} takes {bits} bits, but data_offsets [{begin}, {end}] hold {end - begin} bytes");
    }

    private JsonTokenType Next()
    {
        _json.Read();
        return _json.TokenType;
    }

    private void Expect(JsonTokenType expected, string what)
    {
        if (Next() != expected)
            throw Refused($"{what} must be a {KindOf(expected)}, but is a {KindOf(_json.TokenType)}");
    }

    private readonly string Text(string what)
    {
        try
        {
            return _json.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new SafeTensorsException($"{_file}: {what} escapes half a surrogate pair, which is no text", e);
        }
    }

    private readonly SafeTensorsException Refused(string reason) => new($"{_file}: {reason}");

    private static string KindOf(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "JSON object",
        JsonTokenType.StartArray => "JSON array",
        JsonTokenType.String => "JSON string",
        JsonTokenType.Number => "JSON number",
        _ => $"JSON {token}",
    };
}

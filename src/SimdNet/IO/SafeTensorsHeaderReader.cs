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
    public const int MaxRank = 64;

    private readonly long _bufferLength;
    private readonly Dictionary<string, SafeTensorInfo> _tensors = [];
    private Dictionary<string, string>? _metadata;
    private CheckedJson _json;

    private SafeTensorsHeaderReader(ReadOnlySpan<byte> json, long bufferLength, string file)
    {
        _bufferLength = bufferLength;
        _json = new CheckedJson(json, MaxDepth, file);
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
        _json.Expect(JsonTokenType.StartObject, "the header");
        while (_json.Next() == JsonTokenType.PropertyName)
        {
            string name = _json.Text("a name");
            if (name == SafeTensorsHeader.MetadataKey)
                ReadMetadata();
            else if (!_tensors.TryAdd(name, ReadTensor(name)))
                throw _json.Refused($"tensor {SafeTensorsException.Quote(name)} is described twice");
        }

        _json.End();
    }

    private void ReadMetadata()
    {
        if (_metadata is not null)
            throw _json.Refused($"{SafeTensorsHeader.MetadataKey} is there twice");
        _metadata = [];
        _json.Expect(JsonTokenType.StartObject, SafeTensorsHeader.MetadataKey);
        while (_json.Next() == JsonTokenType.PropertyName)
        {
            string key = _json.Text("a metadata key");
            string what = $"metadata {SafeTensorsException.Quote(key)}";
            if (!_metadata.TryAdd(key, _json.NextText(what)))
                throw _json.Refused($"{what} is there twice");
        }
    }

    private SafeTensorInfo ReadTensor(string name)
    {
        string what = $"tensor {SafeTensorsException.Quote(name)}";
        string? dtype = null;
        ImmutableArray<long> shape = default, offsets = default;
        _json.Expect(JsonTokenType.StartObject, what);
        while (_json.Next() == JsonTokenType.PropertyName)
        {
            string key = _json.Text($"a key of {what}");
            switch (key)
            {
                case SafeTensorsHeader.DtypeKey when dtype is null:
                    dtype = _json.NextText($"{key} of {what}");
                    break;
                case SafeTensorsHeader.ShapeKey when shape.IsDefault:
                    shape = [.. _json.NextIntegers($"{key} of {what}", MaxRank)];
                    break;
                case SafeTensorsHeader.OffsetsKey when offsets.IsDefault:
                    offsets = [.. _json.NextIntegers($"{key} of {what}", 2)];
                    break;
                default:
                    throw _json.Refused($"{what} has the key {SafeTensorsException.Quote(key)}; expected dtype, shape and data_offsets, once each");
            }
        }

        if (dtype is null || shape.IsDefault || offsets.IsDefault)
            throw _json.Refused($"{what} lacks {(dtype is null ? SafeTensorsHeader.DtypeKey : shape.IsDefault ? SafeTensorsHeader.ShapeKey : SafeTensorsHeader.OffsetsKey)}");
        if (offsets.Length != 2)
            throw _json.Refused($"data_offsets of {what} holds {offsets.Length} numbers, expected 2");
        CheckSize(what, dtype, shape, offsets[0], offsets[1]);
        return new SafeTensorInfo(name, dtype, shape, offsets[0], offsets[1]);
    }

    private readonly void CheckSize(string what, string dtype, ImmutableArray<long> shape, long begin, long end)
    {
        if (!SafeTensorsDtypes.TryGetBits(dtype, out int elementBits))
            throw _json.Refused($"{what} has the unknown dtype {SafeTensorsException.Quote(dtype)}");
        if (begin > end || end > _bufferLength)
            throw _json.Refused($"data_offsets of {what} are [{begin}, {end}], which is no range within the {_bufferLength} bytes behind the header");
        UInt128 elements = 1;
        foreach (long dimension in shape)
        {
            elements *= (ulong)dimension;
            if (elements > long.MaxValue)
                throw _json.Refused($"{what}: the product of its shape {SafeTensorInfo.FormatShape(shape.AsSpan())} is more than {long.MaxValue}");
        }

        UInt128 bits = elements * (uint)elementBits;
        if (bits != (UInt128)(end - begin) * 8)
            throw _json.Refused($"{what}: {dtype} {SafeTensorInfo.FormatShape(shape.AsSpan())} takes {bits} bits, but data_offsets [{begin}, {end}] hold {end - begin} bytes");
    }
}

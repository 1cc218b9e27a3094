using System.Collections.ObjectModel;

namespace SimdNet.IO;

/// <summary>The checked header of a file: its ranges cover the byte buffer exactly, in the order of Tensors</summary>
internal sealed class SafeTensorsHeader
{
    /// <summary>The file starts with this many bytes, the length of the JSON as a little-endian integer</summary>
    public const int PrefixSize = sizeof(ulong);

    /// <summary>Most bytes that the JSON may take (MAX_HEADER_SIZE of the reference implementation)</summary>
    public const int MaxSize = 100_000_000;

    /// <summary>The name that no tensor can have: it holds the strings about the whole file</summary>
    public const string MetadataKey = "__metadata__";

    /// <summary>Keys of one tensor's object</summary>
    public const string DtypeKey = "dtype", ShapeKey = "shape", OffsetsKey = "data_offsets";

    /// <summary>Sorts the tensors by their bytes and checks that the ranges neither overlap nor leave a byte unnamed</summary>
    /// <exception cref="SafeTensorsException">an overlap, a hole, or bytes behind the last tensor</exception>
    public SafeTensorsHeader(IEnumerable<SafeTensorInfo> tensors, IDictionary<string, string> metadata, long bufferLength, string file)
    {
        var ordered = new OrderedDictionary<string, SafeTensorInfo>();
        SafeTensorInfo? previous = null;
        // Empty tensors share their offset with the next one, so End decides among equal Begins.
        foreach (SafeTensorInfo tensor in tensors.OrderBy(t => t.Begin).ThenBy(t => t.End))
        {
            CheckAdjacent(previous, tensor, file);
            ordered.Add(tensor.Name, tensor);
            previous = tensor;
        }

        long covered = previous?.End ?? 0;
        if (covered != bufferLength)
            throw new SafeTensorsException($"{file}: the tensors cover {covered} bytes, but {bufferLength} bytes follow the header");
        Tensors = new(ordered);
        Metadata = new(metadata);
    }

    /// <summary>Tensors by name, in the order of their bytes</summary>
    public ReadOnlyDictionary<string, SafeTensorInfo> Tensors { get; }

    /// <summary>Strings about the whole file</summary>
    public ReadOnlyDictionary<string, string> Metadata { get; }

    private static void CheckAdjacent(SafeTensorInfo? previous, SafeTensorInfo tensor, string file)
    {
        long expected = previous?.End ?? 0;
        if (tensor.Begin == expected)
            return;
        string name = SafeTensorsException.Quote(tensor.Name);
        throw new SafeTensorsException(tensor.Begin < expected
            ? $"{file}: tensor {name} begins at {tensor.Begin}, inside tensor {SafeTensorsException.Quote(previous!.Name)}, which ends at {expected}"
            : $"{file}: no tensor covers the bytes {expected} to {tensor.Begin}, before tensor {name}");
    }
}

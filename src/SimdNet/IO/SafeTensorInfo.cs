using System.Collections.Immutable;

namespace SimdNet.IO;

/// <summary>What a safetensors header says of one tensor, after it was checked</summary>
public sealed class SafeTensorInfo
{
    internal SafeTensorInfo(string name, string dtype, ImmutableArray<long> shape, long begin, long end)
    {
        Name = name;
        Dtype = dtype;
        Shape = shape;
        Begin = begin;
        End = end;
    }

    /// <summary>The tensor's name, unique in its file</summary>
    public string Name { get; }

    /// <summary>The element type as the format spells it: F32, BF16, I64, ...</summary>
    public string Dtype { get; }

    /// <summary>Sizes of the dimensions, outermost first; empty for a scalar</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>Offset of the first byte, counted from the end of the header</summary>
    public long Begin { get; }

    /// <summary>Offset behind the last byte; End - Begin is the product of the shape times the size of an element</summary>
    public long End { get; }

    /// <summary>For messages: weight F32 [10, 64]</summary>
    public override string ToString() => $"{SafeTensorsException.Quote(Name)} {Dtype} {FormatShape(Shape.AsSpan())}";

    internal static string FormatShape<T>(ReadOnlySpan<T> shape)
        where T : struct
        => $"[{string.Join(", ", shape.ToArray())}]";
}

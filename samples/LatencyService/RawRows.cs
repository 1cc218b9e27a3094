using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LatencyService;

/// <summary>Little-endian float32, row after row, nothing else.</summary>
internal sealed class RawRows() : RowFormat(MediaType)
{
    public const string MediaType = "application/octet-stream";

    public override long MostFloats(long bodyLength) => bodyLength / sizeof(float);

    public override int Read(in ReadOnlySequence<byte> body, ModelShape shape, Span<float> rows)
    {
        int rowLength = shape.InFeatures * sizeof(float);
        (long count, long rest) = Math.DivRem(body.Length, rowLength);
        if (rest != 0)
            throw BadRequest($"Expected rows of {shape.InFeatures} floats, {rowLength} bytes each; got {body.Length} bytes.");
        if (count > shape.MaxBatch)
            throw TooManyRows(shape, count);
        body.CopyTo(MemoryMarshal.AsBytes(rows));
        SwapBytesIfBigEndian(MemoryMarshal.AsBytes(rows)[..(int)body.Length]);
        return (int)count;
    }

    public override int MostBytes(int rows, int features, ClassNames? classes) => checked(rows * features * sizeof(float));

    public override int Write(ReadOnlySpan<float> rows, int features, ClassNames? classes, Span<byte> body)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(rows);
        bytes.CopyTo(body);
        SwapBytesIfBigEndian(body[..bytes.Length]);
        return bytes.Length;
    }

    private static void SwapBytesIfBigEndian(Span<byte> floats)
    {
        if (BitConverter.IsLittleEndian)
            return;
        Span<int> words = MemoryMarshal.Cast<byte, int>(floats);
        BinaryPrimitives.ReverseEndianness(words, words);
    }
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace SimdNet.IO;

/// <summary>Floats to and from little-endian bytes, bit for bit</summary>
internal static class LittleEndianFloats
{
    // 4 MiB at a time: one system call each, and the byte count of a piece always fits an int.
    private const int PieceLength = 1 << 20;

    /// <summary>Appends the values to the stream</summary>
    public static void Write(Stream stream, ReadOnlySpan<float> values)
    {
        for (; !values.IsEmpty; values = values[Math.Min(PieceLength, values.Length)..])
        {
            ReadOnlySpan<int> piece = MemoryMarshal.Cast<float, int>(values[..Math.Min(PieceLength, values.Length)]);
            if (!BitConverter.IsLittleEndian)
            {
                var reversed = new int[piece.Length];
                BinaryPrimitives.ReverseEndianness(piece, reversed);
                piece = reversed;
            }

            stream.Write(MemoryMarshal.AsBytes(piece));
        }
    }

    /// <summary>Fills the values from the source, starting at the given byte</summary>
    /// <returns>false if the source ends before</returns>
    public static bool TryRead(ByteSource source, long position, Span<float> values)
    {
        for (; !values.IsEmpty; values = values[Math.Min(PieceLength, values.Length)..])
        {
            Span<int> piece = MemoryMarshal.Cast<float, int>(values[..Math.Min(PieceLength, values.Length)]);
            Span<byte> bytes = MemoryMarshal.AsBytes(piece);
            if (!source.TryRead(position, bytes))
                return false;
            if (!BitConverter.IsLittleEndian)
                BinaryPrimitives.ReverseEndianness(piece, piece);
            position += bytes.Length;
        }

        return true;
    }
}

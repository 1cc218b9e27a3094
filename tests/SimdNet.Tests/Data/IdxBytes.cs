using System.Buffers.Binary;
using System.IO.Compression;

namespace SimdNet.Tests.Data;

/// <summary>IDX files made byte by byte</summary>
internal static class IdxBytes
{
    public static byte[] Of(byte type, int[] shape, params byte[] elements)
    {
        var sizes = new byte[4 * shape.Length];
        for (int i = 0; i < shape.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(sizes.AsSpan(4 * i), shape[i]);
        return [0, 0, type, (byte)shape.Length, .. sizes, .. elements];
    }

    public static byte[] Gzip(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal))
            gzip.Write(content);
        return stream.ToArray();
    }
}

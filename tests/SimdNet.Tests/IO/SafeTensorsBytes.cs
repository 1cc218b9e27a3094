using System.Buffers.Binary;
using System.Text;

namespace SimdNet.Tests.IO;

/// <summary>Files put together by hand, so that the tests do not rely on what they test</summary>
internal static class SafeTensorsBytes
{
    /// <summary>length of the header, header, bufferLength zeros</summary>
    public static byte[] File(byte[] header, int bufferLength)
    {
        var prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
        return [.. prefix, .. header, .. new byte[bufferLength]];
    }

    public static byte[] File(string header, int bufferLength) => File(Encoding.UTF8.GetBytes(header), bufferLength);

    /// <summary>The JSON of one tensor, with any text in the place of each value</summary>
    public static string Tensor(string name = "w", string dtype = "\"F32\"", string shape = "[2]", string offsets = "[0,8]")
        => $"\"{name}\":{{\"dtype\":{dtype},\"shape\":{shape},\"data_offsets\":{offsets}}}";
}

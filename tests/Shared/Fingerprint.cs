using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SimdNet.Testing;

/// <summary>SHA-256 of the bits of floats, to compare results between CPUs, runs and machines</summary>
/// <remarks>Every NaN counts as the same one, since a NaN's sign and payload are not part of the numeric contract. -0 and +0 differ.</remarks>
internal sealed class Fingerprint : IDisposable
{
    private const uint CanonicalNaN = 0x7FC00000;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The fingerprint of one span, in lower-case hexadecimal</summary>
    public static string Of(ReadOnlySpan<float> values)
    {
        using var fingerprint = new Fingerprint();
        return fingerprint.Append(values).ToString();
    }

    /// <summary>Appends values; where one span ends and the next begins makes no difference</summary>
    public Fingerprint Append(ReadOnlySpan<float> values)
    {
        Span<byte> block = stackalloc byte[1024];
        while (!values.IsEmpty)
        {
            int count = Math.Min(values.Length, block.Length / sizeof(float));
            for (int i = 0; i < count; i++)
            {
                uint bits = float.IsNaN(values[i]) ? CanonicalNaN : BitConverter.SingleToUInt32Bits(values[i]);
                BinaryPrimitives.WriteUInt32LittleEndian(block[(i * sizeof(float))..], bits);
            }
            _hash.AppendData(block[..(count * sizeof(float))]);
            values = values[count..];
        }
        return this;
    }

    /// <summary>The fingerprint of all that was appended so far, in lower-case hexadecimal; more may be appended afterwards</summary>
    public override string ToString() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Dispose() => _hash.Dispose();
}

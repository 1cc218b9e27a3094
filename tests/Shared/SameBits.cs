using System.Runtime.InteropServices;

namespace SimdNet.Testing;

/// <summary>Equality of floats bit for bit; -0 and +0 differ</summary>
internal static class SameBits
{
    public static void AssertEqual(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToUInt32Bits(expected[i]) != BitConverter.SingleToUInt32Bits(actual[i]))
                Assert.Fail($"Element {i} of {expected.Length} is {actual[i]:R}, expected {expected[i]:R}.");
        }
    }

    public static bool AreEqual(ReadOnlySpan<float> a, ReadOnlySpan<float> b) =>
        MemoryMarshal.Cast<float, uint>(a).SequenceEqual(MemoryMarshal.Cast<float, uint>(b));
}

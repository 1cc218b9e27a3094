using System.Numerics;
using System.Runtime.InteropServices;

namespace SimdNet.Testing;

/// <summary>Equality of floats bit for bit, every NaN counting as the same one: what the numeric contract promises</summary>
internal static class Bits
{
    public static bool Same(float x, float y) =>
        BitConverter.SingleToInt32Bits(x) == BitConverter.SingleToInt32Bits(y) || (float.IsNaN(x) && float.IsNaN(y));

    public static void Equal(float expected, float actual, string what = "the result")
    {
        if (!Same(expected, actual)) Assert.Fail($"{what} is {Text(actual)}, expected {Text(expected)}.");
    }

    public static void Equal(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what = "the result") => Equal<float>(expected, actual, what);

    public static void Equal<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, string what = "the result")
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!Same(expected[i], actual[i])) Assert.Fail($"{what}: element {i} of {expected.Length} is {Text(actual[i])}, expected {Text(expected[i])}.");
        }
    }

    public static string Text<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        FormattableString.Invariant($"{x:R} (0x{Convert.ToHexString(Bytes(x))})");

    private static bool Same<T>(T x, T y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        (x == y && T.IsNegative(x) == T.IsNegative(y)) || (T.IsNaN(x) && T.IsNaN(y));

    // The first is the sign's.
    private static byte[] Bytes<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        byte[] bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in x)).ToArray();
        Array.Reverse(bytes);
        return bytes;
    }
}

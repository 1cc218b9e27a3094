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

    public static void Equal(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what = "the result")
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!Same(expected[i], actual[i])) Assert.Fail($"{what}: element {i} of {expected.Length} is {Text(actual[i])}, expected {Text(expected[i])}.");
        }
    }

    public static string Text(float x) => FormattableString.Invariant($"{x:R} (0x{BitConverter.SingleToUInt32Bits(x):X8})");
}

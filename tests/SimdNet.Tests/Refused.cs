namespace SimdNet.Tests;

/// <summary>Asserts that arguments are refused with exactly this message, for this parameter</summary>
internal static class Refused
{
    public static void With(string message, string parameter, Action call)
    {
        var refused = Assert.Throws<ArgumentException>(parameter, call);
        Assert.Equal($"{message} (Parameter '{parameter}')", refused.Message);
    }

    /// <summary>The same, and none of the arrays is changed</summary>
    public static void Untouched(string message, string parameter, Action call, params float[][] arrays)
    {
        float[][] before = [.. arrays.Select(array => array.ToArray())];
        With(message, parameter, call);
        for (int i = 0; i < arrays.Length; i++) Bits.Equal(before[i], arrays[i], $"array {i}");
    }
}

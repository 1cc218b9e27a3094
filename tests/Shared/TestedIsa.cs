namespace SimdNet.Testing;

/// <summary>The instruction set that this run of the tests is meant to cover, as .ci/run says through the environment variable SIMDNET_EXPECTED_ISA</summary>
internal static class TestedIsa
{
    public const string Variable = "SIMDNET_EXPECTED_ISA";

    private static readonly string[] Names = ["scalar", "v128", "avx2", "avx512", "neon"];

    /// <summary>scalar, v128, avx2, avx512 or neon; null where the variable is not set and any will do</summary>
    public static string? Expected => Parse(Environment.GetEnvironmentVariable(Variable));

    internal static string? Parse(string? value)
    {
        if (string.IsNullOrEmpty(value)) return null;
        return Names.Contains(value) ? value : throw new InvalidOperationException($"{Variable} is '{value}'; it may be {string.Join(", ", Names)}, or not set.");
    }
}

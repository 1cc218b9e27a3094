namespace SimdNet.Lanes;

/// <summary>The layout of an IEEE 754 binary32 number.</summary>
internal static class F32
{
    public const int MantissaBits = 23;
    public const int ExponentBias = 127;
    public const int MantissaMask = (1 << MantissaBits) - 1;
    public const int OneBits = ExponentBias << MantissaBits;

    /// <summary>The smallest positive normal number, 2^-126.</summary>
    public const float MinNormal = 1.17549435e-38f;
}

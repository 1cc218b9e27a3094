namespace SimdNet.Lanes;

/// <summary>The layout of an IEEE 754 binary32 number.</summary>
internal static class F32
{
    public const int MantissaBits = 23;
    public const int ExponentBias = 127;
    public const int ExponentMask = -1 << MantissaBits; // and the sign
    public const int ThreeQuartersBits = 0x3F400000;
    public const float TwoToThe23 = 8388608f;

    /// <summary>The smallest positive normal number, 2^-126.</summary>
    public const float MinNormal = 1.17549435e-38f;
}

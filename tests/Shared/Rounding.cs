namespace SimdNet.Testing;

/// <summary>Constants of rounding analysis, for tolerances that come from arithmetic</summary>
internal static class Rounding
{
    /// <summary>u = 2^-24, the most that rounding to float changes a number by, relative to it</summary>
    public const double UnitRoundoff = 1.0 / (1 << 24);

    /// <summary>2^-53: the same for double</summary>
    public const double UnitRoundoffOfDouble = 1.0 / (1L << 53);

    /// <summary>gamma_k = k u / (1 - k u): bounds the relative effect of k roundings in a row (Higham, Accuracy and Stability of Numerical Algorithms, lemma 3.1)</summary>
    public static double Gamma(int k, double u = UnitRoundoff)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(k, 1 << 24); // the lemma needs k u < 1
        return k * u / (1 - k * u);
    }
}

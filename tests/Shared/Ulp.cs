namespace SimdNet.Testing;

/// <summary>Distances in units in the last place of a float</summary>
internal static class Ulp
{
    /// <summary>|actual - reference| / ulp(reference rounded to float)</summary>
    /// <remarks>
    /// At most 0.5 for a correctly rounded result. Below the normal range the unit is 2^-149. Both NaN, or the same infinity, are 0 apart
    /// (a reference that rounds to an infinity counts as one); otherwise an infinity stands for 2^128, the next float if there were one.
    /// NaN against a number is infinitely far, and so is a finite result from an infinite reference. The signs of zeros are not looked at.
    /// </remarks>
    public static double Distance(float actual, double reference)
    {
        if (float.IsNaN(actual) || double.IsNaN(reference))
            return float.IsNaN(actual) && double.IsNaN(reference) ? 0 : double.PositiveInfinity;
        float rounded = (float)reference;
        if (float.IsInfinity(rounded) && actual == rounded) return 0;
        if (double.IsInfinity(reference)) return double.PositiveInfinity;
        double value = float.IsInfinity(actual) ? Math.CopySign(Math.ScaleB(1, 128), actual) : actual;
        return Math.Abs(value - reference) / Unit(rounded);
    }

    /// <summary>How many floats lie from a to b: 0 for equal ones (and -0 and +0, and two NaNs), 1 for neighbours; NaN against a number is long.MaxValue</summary>
    public static long Between(float a, float b)
    {
        if (float.IsNaN(a) || float.IsNaN(b)) return float.IsNaN(a) && float.IsNaN(b) ? 0 : long.MaxValue;
        return Math.Abs(Ordinal(a) - Ordinal(b));

        static long Ordinal(float x)
        {
            int bits = BitConverter.SingleToInt32Bits(x);
            return bits >= 0 ? bits : (long)int.MinValue - bits;
        }
    }

    /// <summary>The spacing of floats at x: 2^(exponent - 23), at least 2^-149</summary>
    public static double Unit(float x)
    {
        int exponent = float.IsInfinity(x) ? 127 : x == 0 ? -126 : Math.Max(Math.ILogB((double)x), -126);
        return Math.ScaleB(1, exponent - 23);
    }
}

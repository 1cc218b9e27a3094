namespace SimdNet.Kernels;

/// <summary>A determinant as mantissa * 2^exponent, which no matrix makes overflow.</summary>
/// <param name="Mantissa">0, or of a magnitude in [1, 2)</param>
/// <param name="Exponent">of two</param>
public readonly record struct Determinant(double Mantissa, long Exponent)
{
    /// <summary>That of the empty matrix.</summary>
    public static Determinant One => new(1, 0);

    /// <summary>-1, 0 or 1; 0 for NaN.</summary>
    public int Sign => Mantissa > 0 ? 1 : Mantissa < 0 ? -1 : 0;

    /// <summary>log |det|; -infinity for 0. The same bits on every CPU.</summary>
    public double LogMagnitude => Mantissa == 0 ? double.NegativeInfinity : PortableMath.Log(Math.Abs(Mantissa)) + (Exponent * 0.693147180559945309417232);

    /// <summary>The number itself; infinite or 0 where it leaves the range of double.</summary>
    public double Value => Math.ScaleB(Mantissa, (int)long.Clamp(Exponent, -5000, 5000));

    internal Determinant Times(double factor, bool negated = false)
    {
        double product = Mantissa * (negated ? -1 : 1);
        if (factor == 0 || product == 0 || !double.IsFinite(factor) || !double.IsFinite(product))
            return new Determinant(product * factor, 0);

        // Both factors are in [1, 2).
        int exponent = Math.ILogB(factor);
        product *= Math.ScaleB(factor, -exponent);
        int carry = Math.Abs(product) >= 2 ? 1 : 0;
        return new Determinant(Math.ScaleB(product, -carry), Exponent + exponent + carry);
    }
}

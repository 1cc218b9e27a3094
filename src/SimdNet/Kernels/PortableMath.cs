namespace SimdNet.Kernels;

/// <summary>Functions in double from additions, products and quotients alone: the same bits on every machine, which the C run-time's are not.</summary>
internal static class PortableMath
{
    private const double Ln2 = 0.693147180559945309417232;
    private const double Ln2High = 2977044471.0 / (1L << 32); // ln 2 cut to 32 bits: its products with exponents are exact
    private const double Ln2Low = 1.9082149292705877e-10;     // ln 2 - Ln2High
    private const int ExpTerms = 13;    // |r| <= 0.3466: the next term is below 2^-57
    private const int LogTerms = 12;    // t^2 <= 0.0295: the next term is below 2^-60
    private const int CosineTerms = 10; // y <= pi / 4: the next term is below 2^-60

    /// <summary>cos(pi x) for finite x, to 4e-16.</summary>
    public static double CosPi(double x)
    {
        x = Math.Abs(x);
        x -= 2 * Math.Floor(x / 2);
        x = x > 1 ? 2 - x : x;
        return x <= 0.5 ? FirstQuarter(x) : -FirstQuarter(1 - x);
    }

    /// <summary>e^x for |x| up to 708, to 3e-16 of its size.</summary>
    public static double Exp(double x)
    {
        // x = k log 2 + r, |r| <= log(2) / 2; e^r by its series
        double k = Math.Round(x / Ln2), r = x - (k * Ln2High) - (k * Ln2Low), sum = 1;
        for (int n = ExpTerms; n >= 1; n--)
            sum = 1 + (r * sum / n);
        return Math.ScaleB(sum, (int)k);
    }

    /// <summary>The natural logarithm of a positive normal number, to 4e-16 of its size plus one unit in its last place.</summary>
    public static double Log(double x)
    {
        // x = m 2^exponent, m in [sqrt(1/2), sqrt(2)); log m = 2 artanh t, t = (m - 1) / (m + 1)
        int exponent = Math.ILogB(x);
        double m = Math.ScaleB(x, -exponent);
        if (m > 1.4142135623730951)
            (m, exponent) = (m / 2, exponent + 1);
        double t = (m - 1) / (m + 1), square = t * t, sum = 0;
        for (int k = LogTerms; k >= 0; k--)
            sum = (sum * square) + (1.0 / ((2 * k) + 1));
        return (exponent * Ln2) + (2 * t * sum);
    }

    /// <summary>x^n by squaring.</summary>
    public static double Power(double x, long n)
    {
        double power = 1;
        for (; n > 0; n >>= 1, x *= x)
        {
            if ((n & 1) != 0)
                power *= x;
        }

        return power;
    }

    // x in [0, 1/2]: the cosine's series up to pi/4, then the sine's of what is left to pi/2.
    private static double FirstQuarter(double x)
    {
        bool isCosine = x <= 0.25;
        double y = Math.PI * (isCosine ? x : 0.5 - x), square = y * y, sum = 1;
        int offset = isCosine ? 0 : 1;
        for (int k = CosineTerms; k >= 1; k--)
            sum = 1 - (sum * square / (((2 * k) - 1 + offset) * ((2 * k) + offset)));
        return isCosine ? sum : y * sum;
    }
}

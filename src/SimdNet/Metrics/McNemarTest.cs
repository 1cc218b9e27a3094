using SimdNet.Kernels;

namespace SimdNet.Metrics;

/// <summary>McNemar's test: whether two classifiers have different error rates, from the examples on which just one of them is right</summary>
/// <remarks>Two-sided. Source: McNemar 1947, Note on the sampling error of the difference between correlated proportions or percentages.</remarks>
public static class McNemarTest
{
    /// <summary>Examples on which only the first, and only the second classifier is right</summary>
    /// <remarks>Allocates nothing.</remarks>
    /// <exception cref="ArgumentException">the lengths differ; the message has both</exception>
    public static (int FirstOnly, int SecondOnly) Discordant(ReadOnlySpan<int> actual, ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        ExampleGuard.SameLength(actual.Length, first.Length, nameof(actual), nameof(first));
        ExampleGuard.SameLength(actual.Length, second.Length, nameof(actual), nameof(second));
        int firstOnly = 0, secondOnly = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            bool firstRight = first[i] == actual[i], secondRight = second[i] == actual[i];
            if (firstRight && !secondRight) firstOnly++;
            if (secondRight && !firstRight) secondOnly++;
        }

        return (firstOnly, secondOnly);
    }

    /// <summary>Statistic m = min(firstOnly, secondOnly); p = min(1, 2 sum over k = 0 to m of binomial(n, k) / 2^n), n = firstOnly + secondOnly</summary>
    /// <param name="firstOnly">examples on which only the first is right, at least 0</param>
    /// <param name="secondOnly">examples on which only the second is right, at least 0</param>
    /// <remarks>
    /// p is 1 if both are equal, 0 included. Relative error of p at most gamma_(4n), without overflow; below 5e-324 it is 0. Takes O(n) time, allocates nothing.
    /// The same bits on every CPU.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">a negative number</exception>
    public static SignificanceTest Exact(int firstOnly, int secondOnly)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstOnly);
        ArgumentOutOfRangeException.ThrowIfNegative(secondOnly);
        int m = Math.Min(firstOnly, secondOnly);
        long n = (long)firstOnly + secondOnly;
        if (firstOnly == secondOnly) return new SignificanceTest(m, 1);

        // binomial(n, m) = binomial * 2^exponent
        double binomial = 1;
        long exponent = 0;
        for (int i = 1; i <= m; i++)
        {
            binomial *= (double)(n - m + i) / i;
            if (binomial < HalfRange) continue;
            binomial /= HalfRange;
            exponent += HalfRangeExponent;
        }

        // sum over k of binomial(n, k) / binomial(n, m), from k = m downwards
        double term = 1, sum = 1;
        for (int k = m; k > 0 && term > sum * SmallestTerm; k--)
        {
            term *= k / (double)(n - k + 1);
            sum += term;
        }

        int scale = (int)Math.Max(exponent - n + 1, -4 * HalfRangeExponent);
        return new SignificanceTest(m, Math.Min(1, Math.ScaleB(binomial * sum, scale)));
    }

    /// <summary>Statistic (|firstOnly - secondOnly| - 1)^2 / (firstOnly + secondOnly), 0 if both are equal; p from chi-square with 1 degree of freedom,
    /// erfc(sqrt(statistic / 2))</summary>
    /// <param name="firstOnly">examples on which only the first is right, at least 0</param>
    /// <param name="secondOnly">examples on which only the second is right, at least 0</param>
    /// <remarks>
    /// With continuity correction (Edwards 1948); an approximation for firstOnly + secondOnly of 25 and more, else take <see cref="Exact"/>.
    /// p is 1 if both are equal, 0 included. Takes Math.Exp, whose last bit may differ between operating systems.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">a negative number</exception>
    public static SignificanceTest ChiSquare(int firstOnly, int secondOnly)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstOnly);
        ArgumentOutOfRangeException.ThrowIfNegative(secondOnly);
        if (firstOnly == secondOnly) return new SignificanceTest(0, 1);
        double n = (double)firstOnly + secondOnly, distance = Math.Abs((double)firstOnly - secondOnly) - 1;
        double statistic = distance * distance / n;
        return new SignificanceTest(statistic, ReferenceActivations.Erfc(Math.Sqrt(statistic / 2)));
    }

    private const int HalfRangeExponent = 512;
    private const double HalfRange = 1.3407807929942597e154; // 2^512
    private const double SmallestTerm = 1e-18;
}

using SimdNet.Kernels;

namespace SimdNet.Metrics;

/// <summary>Whether two models differ on the same examples: if not, each example's difference could as well have the other sign</summary>
public static class PairedPermutationTest
{
    /// <summary>Statistic mean(first[i] - second[i]); p the share of sign patterns with a mean at least as far from 0</summary>
    /// <param name="first">a quality of the first model per example, such as its loss; finite</param>
    /// <param name="second">that of the second model</param>
    /// <param name="permutations">at least 1; if there are no more than this many sign patterns, all are tried</param>
    /// <param name="seed">of the random signs: pattern r takes stream r of <see cref="Philox"/></param>
    /// <remarks>
    /// Two-sided. All 2^n patterns: p = hits / 2^n. Random ones: p = (1 + hits) / (1 + permutations), which is never 0 and never rejects too often.
    /// Means that differ by rounding alone, at most 2^-52 sum |first - second|, count as equal. The same bits on every CPU. Allocates n doubles and n bits.
    /// Source: Phipson and Smyth 2010, Permutation p-values should never be zero.
    /// </remarks>
    /// <exception cref="ArgumentException">no examples, the lengths differ, or a number, a difference or their sum is not finite; the message has what came</exception>
    /// <exception cref="ArgumentOutOfRangeException">permutations below 1</exception>
    public static SignificanceTest Run(ReadOnlySpan<double> first, ReadOnlySpan<double> second, int permutations = 9999, ulong seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(permutations, 1);
        double[] differences = Differences(first, second);
        var signs = new uint[((differences.Length - 1) / 32) + 1];
        double sum = SignedSum(differences, signs), magnitude = differences.Sum(Math.Abs);
        if (!double.IsFinite(magnitude))
            throw new ArgumentException("the differences add up to more than a double holds, expected a finite sum", nameof(first));
        // Both sums compared carry an error of at most gamma_(n-1) magnitude.
        double least = Math.Abs(sum) - (2 * differences.Length * UnitRoundoff * magnitude);
        bool all = differences.Length < 31 && 1 << differences.Length <= permutations;
        int patterns = all ? 1 << differences.Length : permutations, hits = 0;
        for (int r = 0; r < patterns; r++)
        {
            if (all) signs[0] = (uint)r;
            else Philox.Fill(seed, (ulong)r, 0, signs);
            if (Math.Abs(SignedSum(differences, signs)) >= least) hits++;
        }

        double p = all ? (double)hits / patterns : (1.0 + hits) / (1.0 + patterns);
        return new SignificanceTest(sum / differences.Length, p);
    }

    private const double UnitRoundoff = 1.0 / (1L << 53);

    private static double[] Differences(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        ExampleGuard.SameLength(first.Length, second.Length, nameof(first), nameof(second));
        ExampleGuard.AtLeast(1, first.Length, nameof(first));
        var differences = new double[first.Length];
        for (int i = 0; i < differences.Length; i++)
        {
            differences[i] = first[i] - second[i];
            if (!double.IsFinite(differences[i]))
                throw new ArgumentException($"first[{i}] is {first[i]} and second[{i}] is {second[i]}, expected finite numbers with a finite difference", nameof(first));
        }

        return differences;
    }

    // Bit i of the signs turns difference i round.
    private static double SignedSum(double[] differences, uint[] signs)
    {
        double sum = 0;
        for (int i = 0; i < differences.Length; i++)
            sum += (signs[i / 32] >> (i % 32) & 1) == 0 ? differences[i] : -differences[i];
        return sum;
    }
}

using FsCheck.Fluent;
using SimdNet.Metrics;

namespace SimdNet.Properties.Metrics;

/// <summary>Tests of significance against enumeration, and their symmetries</summary>
public class SignificanceProperties
{
    [Fact]
    public void McNemar_is_symmetric_within_bounds_and_falls_with_the_distance() => Prop.ForAll(
        from low in Gen.Choose(0, 300) from more in Gen.Choose(0, 300) select (low, high: low + more), c =>
        {
            foreach (Func<int, int, SignificanceTest> test in new[] { McNemarTest.Exact, McNemarTest.ChiSquare })
            {
                double p = test(c.low, c.high).PValue;
                Assert.Equal(test(c.low, c.high), test(c.high, c.low));
                Assert.InRange(p, 0, 1);
                // One more example of the rarer kind, unless that makes both equal or turns them round.
                if (c.low + 1 < c.high) Assert.True(test(c.low + 1, c.high).PValue > p);
            }
        });

    [Fact]
    public void McNemar_is_the_permutation_test_of_right_and_wrong() => Prop.ForAll(
        from first in Gen.Choose(0, 6) from second in Gen.Choose(0, 6) select (first, second), c =>
        {
            // One model right where the other is wrong is a difference of 1 or -1.
            double[] differences = [0, .. Enumerable.Repeat(1.0, c.first), .. Enumerable.Repeat(-1.0, c.second)];
            SignificanceTest permutation = PairedPermutationTest.Run(differences, new double[differences.Length], 1 << 13);
            Assert.Equal(McNemarTest.Exact(c.first, c.second).PValue, permutation.PValue, 1e-14);
        });

    [Fact]
    public void Models_changed_round_have_the_same_p() => Prop.ForAll(
        from length in Gen.Choose(1, 60) from seed in Gen.Choose(0, int.MaxValue) select (length, seed), c =>
        {
            double[] first = Gens.Ordinary<double>(c.length, c.seed), second = Gens.Ordinary<double>(c.length, c.seed ^ 1);
            SignificanceTest test = PairedPermutationTest.Run(first, second, 64, 9), turned = PairedPermutationTest.Run(second, first, 64, 9);
            Assert.Equal(test.PValue, turned.PValue);
            Assert.Equal(test.Statistic, -turned.Statistic);
            Assert.InRange(test.PValue, 1 / 65.0, 1);
        });
}

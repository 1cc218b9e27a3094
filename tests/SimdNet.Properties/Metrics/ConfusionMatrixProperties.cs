using FsCheck;
using FsCheck.Fluent;
using SimdNet.Metrics;

namespace SimdNet.Properties.Metrics;

/// <summary>Ratios of labels against the definitions, example by example</summary>
public class ConfusionMatrixProperties
{
    private static readonly double _tolerance = Rounding.Gamma(1000, Rounding.UnitRoundoffOfDouble);

    private static Gen<(int[] Actual, int[] Predicted, int Classes)> Labels =>
        from length in Gens.Length
        from classes in Gen.Choose(1, 6)
        from seed in Gen.Choose(0, int.MaxValue)
        select Draw(new Random(seed), Math.Max(1, length), classes);

    [Fact]
    public void Averages_are_means_over_classes_or_examples() => Prop.ForAll(Labels, c =>
    {
        ConfusionMatrix matrix = Of(c.Actual, c.Predicted, c.Classes);
        int[] seen = [.. c.Actual.Union(c.Predicted)];
        double n = c.Actual.Length;

        Assert.Equal(seen.Average(matrix.Precision), matrix.Precision(Average.Macro), _tolerance);
        Assert.Equal(seen.Average(matrix.F1), matrix.F1(Average.Macro), _tolerance);
        Assert.Equal(c.Actual.Sum(a => matrix.Precision(a)) / n, matrix.Precision(Average.Weighted), _tolerance);
        Assert.Equal(c.Actual.Sum(a => matrix.FBeta(a, 2)) / n, matrix.FBeta(Average.Weighted, 2), _tolerance);
        Assert.Equal(c.Actual.Distinct().Average(matrix.Recall), matrix.BalancedAccuracy, _tolerance);
        Assert.Equal(matrix.Accuracy, matrix.Recall(Average.Weighted), _tolerance);
        Assert.Equal(matrix.Accuracy, matrix.FBeta(Average.Micro, 3), _tolerance);
    });

    [Fact]
    public void Matthews_correlation_is_the_correlation_of_indicators() => Prop.ForAll(Labels, c =>
    {
        double covariance = 0, actualVariance = 0, predictedVariance = 0, n = c.Actual.Length;
        for (int k = 0; k < c.Classes; k++)
        {
            double actualMean = c.Actual.Count(a => a == k) / n, predictedMean = c.Predicted.Count(p => p == k) / n;
            for (int i = 0; i < c.Actual.Length; i++)
            {
                double a = (c.Actual[i] == k ? 1 : 0) - actualMean, p = (c.Predicted[i] == k ? 1 : 0) - predictedMean;
                covariance += a * p;
                actualVariance += a * a;
                predictedVariance += p * p;
            }
        }

        bool oneClass = c.Actual.Distinct().Count() == 1 || c.Predicted.Distinct().Count() == 1;
        double expected = oneClass ? 0 : covariance / Math.Sqrt(actualVariance * predictedVariance);
        // Errors of the sums relative to a variance of at least 1 - 1/n >= 1/2
        Assert.Equal(expected, Of(c.Actual, c.Predicted, c.Classes).MatthewsCorrelation, 100 * _tolerance);
    });

    [Fact]
    public void Kappa_compares_with_the_agreement_of_all_pairs() => Prop.ForAll(Labels, c =>
    {
        double n = c.Actual.Length, observed = c.Actual.Zip(c.Predicted).Count(e => e.First == e.Second) / n;
        long pairs = c.Actual.Sum(a => (long)c.Predicted.Count(p => p == a));
        double chance = pairs / (n * n), kappa = Of(c.Actual, c.Predicted, c.Classes).CohenKappa;
        if (pairs == c.Actual.LongLength * c.Actual.Length) Assert.True(double.IsNaN(kappa));
        // 1 - chance is at least 1/n, so that rounding grows up to n^2 in the quotient
        else Assert.Equal((observed - chance) / (1 - chance), kappa, n * n * 1e-15);
    });

    [Fact]
    public void Everything_is_within_its_bounds_whatever_the_order_and_the_numbering() => Prop.ForAll(Labels, c =>
    {
        ConfusionMatrix matrix = Of(c.Actual, c.Predicted, c.Classes);
        ConfusionMatrix shuffled = Of(ScoredExamples.Shuffled(c.Actual, 1), ScoredExamples.Shuffled(c.Predicted, 1), c.Classes);
        ConfusionMatrix renumbered = Of([.. c.Actual.Select(a => c.Classes - 1 - a)], [.. c.Predicted.Select(p => c.Classes - 1 - p)], c.Classes);

        Assert.Equal(All(matrix), All(shuffled));
        Assert.All(All(matrix).Zip(All(renumbered)), pair => Assert.Equal(pair.First, pair.Second, _tolerance));
        Assert.All(All(matrix)[..^2], value => Assert.InRange(value, 0, 1 + _tolerance));
        Assert.InRange(matrix.MatthewsCorrelation, -1, 1);
        if (!double.IsNaN(matrix.CohenKappa)) Assert.InRange(matrix.CohenKappa, double.MinValue, 1);
    });

    private static double[] All(ConfusionMatrix matrix) =>
    [
        .. Enum.GetValues<Average>().SelectMany(average => new[] { matrix.Precision(average), matrix.Recall(average), matrix.FBeta(average, 0.5) }),
        matrix.BalancedAccuracy, matrix.MatthewsCorrelation, matrix.CohenKappa,
    ];

    private static ConfusionMatrix Of(int[] actual, int[] predicted, int classes)
    {
        var matrix = new ConfusionMatrix(classes);
        matrix.AddRange(actual, predicted);
        return matrix;
    }

    // Half of the predictions are right.
    private static (int[] Actual, int[] Predicted, int Classes) Draw(Random random, int length, int classes)
    {
        int[] actual = [.. Enumerable.Range(0, length).Select(_ => random.Next(classes))];
        return (actual, [.. actual.Select(a => random.Next(2) == 0 ? a : random.Next(classes))], classes);
    }
}

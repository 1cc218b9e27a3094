using SimdNet.Metrics;

namespace SimdNet.Tests.Metrics;

public class ConformalTests
{
    [Fact]
    public void The_width_is_the_corrected_quantile_of_the_errors()
    {
        // Errors 1 to 9: the ceil(10 * 0.8) = 8th; at 0.9 the 9th; at 0.95 there would have to be a 10th.
        float[] actual = [5, -9, 1, 8, -2, 3, 7, -4, 6], predicted = new float[9];

        Assert.Equal(8, ConformalRegressor.Calibrate(actual, predicted, 0.8).HalfWidth);
        Assert.Equal(9, ConformalRegressor.Calibrate(actual, predicted, 0.9).HalfWidth);
        Assert.Equal(double.PositiveInfinity, ConformalRegressor.Calibrate(actual, predicted, 0.95).HalfWidth);
        Assert.Equal(new ConfidenceInterval(-6, 10), ConformalRegressor.Calibrate(actual, predicted, 0.8).Predict(2));
    }

    [Fact]
    public void A_set_has_all_classes_that_are_likely_enough()
    {
        // Scores 1/4 and 1/2; two thirds: the 2nd. Then p must be at least 1/2.
        ConformalClassifier classifier = ConformalClassifier.Calibrate([0, 1], [0.75f, 0.25f, 0, 0.5f, 0.5f, 0], 3, 0.6);
        var contains = new bool[3];

        Assert.Equal(0.5, classifier.Threshold);
        Assert.Equal(2, classifier.Predict([0.5f, 0, 0.5f], contains));
        Assert.Equal([true, false, true], contains);
        Assert.Equal(0, classifier.Predict([0.4f, 0.3f, 0.3f], contains));
        Assert.Equal(3, ConformalClassifier.Calibrate([0], [1, 0, 0], 3, 0.9).Predict([1, 0, 0], contains));
    }

    [Fact]
    public void Intervals_cover_what_they_promise()
    {
        const int Repetitions = 1000, N = 19, Fresh = 20;
        const double Coverage = 0.9;
        var random = new Random(1);
        int covered = 0;
        for (int r = 0; r < Repetitions; r++)
        {
            ConformalRegressor regressor = ConformalRegressor.Calibrate(Noise(random, N), new float[N], Coverage);
            ConfidenceInterval interval = regressor.Predict(0);
            foreach (float actual in Noise(random, Fresh))
                covered += actual >= interval.Low && actual <= interval.High ? 1 : 0;
        }

        AssertCoverage(covered, Repetitions, Fresh, Coverage, N);
    }

    [Fact]
    public void Sets_cover_what_they_promise_though_the_probabilities_are_wrong()
    {
        const int Repetitions = 1000, N = 19, Fresh = 20, Classes = 4;
        const double Coverage = 0.8;
        var random = new Random(2);
        int covered = 0;
        for (int r = 0; r < Repetitions; r++)
        {
            (int[] labels, float[] probs) = Overconfident(random, N, Classes);
            ConformalClassifier classifier = ConformalClassifier.Calibrate(labels, probs, Classes, Coverage);
            (labels, probs) = Overconfident(random, Fresh, Classes);
            var contains = new bool[Classes];
            for (int i = 0; i < Fresh; i++)
            {
                classifier.Predict(probs.AsSpan(i * Classes, Classes), contains);
                covered += contains[labels[i]] ? 1 : 0;
            }
        }

        AssertCoverage(covered, Repetitions, Fresh, Coverage, N);
    }

    [Fact]
    public void Bad_input_is_refused_with_what_came()
    {
        Refused.With("actual holds 1 values, but predicted holds 2", "predicted", () => ConformalRegressor.Calibrate([1], [1, 2], 0.9));
        Refused.With("actual[0] is NaN, expected a finite number", "actual", () => ConformalRegressor.Calibrate([float.NaN], [1], 0.9));
        Refused.With("probs holds 3 values, expected one for each of 2 classes", "probs",
            () => ConformalClassifier.Calibrate([0], [1, 0], 2, 0.5).Predict([1, 0, 0], new bool[3]));
        Assert.All([0, 1, double.NaN], coverage => Assert.Throws<ArgumentOutOfRangeException>(nameof(coverage), () => ConformalRegressor.Calibrate([1], [1], coverage)));
    }

    // With (n + 1) coverage whole, a calibration set's coverage is Beta(k, n + 1 - k): mean coverage, variance c (1 - c) / (n + 2).
    // Given it, fresh examples are binomial. Five standard deviations of the mean over the repetitions:
    // at most 0.02, where the next order statistic would be off by 1 / (n + 1) = 0.05.
    private static void AssertCoverage(int covered, int repetitions, int fresh, double coverage, int n)
    {
        double bernoulli = coverage * (1 - coverage);
        double variance = ((bernoulli / fresh) + (bernoulli / (n + 2))) / repetitions;
        Assert.Equal(coverage, (double)covered / (repetitions * fresh), 5 * Math.Sqrt(variance));
    }

    private static float[] Noise(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => (float)Math.Tan(random.NextDouble() - 0.5))];

    // Labels are drawn from softmax(z), but softmax(3 z) is claimed.
    private static (int[] Labels, float[] Probs) Overconfident(Random random, int rows, int classes)
    {
        var labels = new int[rows];
        var logits = new float[rows * classes];
        for (int i = 0; i < logits.Length; i++) logits[i] = (4 * random.NextSingle()) - 2;
        var probs = new float[logits.Length];
        new TemperatureScaling(1).Apply(logits, classes, probs);
        for (int i = 0; i < rows; i++)
        {
            double u = random.NextDouble();
            for (int c = 0; c < classes - 1 && (u -= probs[(i * classes) + c]) >= 0; c++) labels[i]++;
        }

        new TemperatureScaling(1.0 / 3).Apply(logits, classes, probs);
        return (labels, probs);
    }

    [Fact]
    public void A_known_threshold_gives_the_sets_of_the_one_that_learned_it()
    {
        ConformalClassifier learned = ConformalClassifier.Calibrate([0, 1], [0.75f, 0.25f, 0, 0.5f, 0.5f, 0], 3, 0.6);
        var known = new ConformalClassifier(3, learned.Threshold);
        bool[] expected = new bool[3], contains = new bool[3];
        foreach (float[] probs in new float[][] { [0.5f, 0, 0.5f], [0.4f, 0.3f, 0.3f], [0.1f, 0.9f, 0] })
        {
            Assert.Equal(learned.Predict(probs, expected), known.Predict(probs, contains));
            Assert.Equal(expected, contains);
        }

        Assert.Equal(2, new ConformalClassifier(2, double.PositiveInfinity).Predict([1, 0], new bool[2]));
        Assert.Throws<ArgumentOutOfRangeException>("classes", () => new ConformalClassifier(1, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>("threshold", () => new ConformalClassifier(2, -0.5));
        Assert.Throws<ArgumentOutOfRangeException>("threshold", () => new ConformalClassifier(2, double.NaN));
    }
}

using SimdNet.Metrics;

namespace SimdNet.Tests.Metrics;

public class ConfusionMatrixAveragesTests
{
    private static ConfusionMatrix Of(int classes, int[] actual, int[] predicted)
    {
        var matrix = new ConfusionMatrix(classes);
        matrix.AddRange(actual, predicted);
        return matrix;
    }

    // Example of precision_score, recall_score, f1_score and fbeta_score in the documentation of scikit-learn.
    private static ConfusionMatrix ScikitLearnExample(int classes = 3) => Of(classes, [0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1]);

    [Theory]
    [InlineData(Average.Macro, 2.0 / 9, 1.0 / 3, 4.0 / 15, 0.23809523809523809)]
    [InlineData(Average.Micro, 1.0 / 3, 1.0 / 3, 1.0 / 3, 1.0 / 3)]
    [InlineData(Average.Weighted, 2.0 / 9, 1.0 / 3, 4.0 / 15, 0.23809523809523809)]
    public void The_averages_are_those_of_scikit_learn(Average average, double precision, double recall, double f1, double fHalf)
    {
        ConfusionMatrix matrix = ScikitLearnExample();

        Assert.Equal(precision, matrix.Precision(average), 15);
        Assert.Equal(recall, matrix.Recall(average), 15);
        Assert.Equal(f1, matrix.F1(average), 15);
        Assert.Equal(fHalf, matrix.FBeta(average, 0.5), 15);
    }

    [Fact]
    public void Weights_are_the_supports()
    {
        // Example of classification_report in the documentation of scikit-learn: precisions 1/2, 0, 1 with supports 1, 1, 3.
        ConfusionMatrix matrix = Of(3, [0, 1, 2, 2, 2], [0, 0, 2, 2, 1]);

        Assert.Equal(0.7, matrix.Precision(Average.Weighted), 15);
        Assert.Equal(0.5, matrix.Precision(Average.Macro), 15);
        Assert.Equal(0.6, matrix.Recall(Average.Weighted), 15);
        Assert.Equal(((2.0 / 3) + (3 * 0.8)) / 5, matrix.F1(Average.Weighted), 15);
    }

    [Fact]
    public void A_class_that_neither_occurs_nor_was_predicted_does_not_count()
    {
        foreach (Average average in Enum.GetValues<Average>())
            Assert.Equal(ScikitLearnExample().F1(average), ScikitLearnExample(classes: 7).F1(average));
    }

    [Fact]
    public void FBeta_goes_from_precision_over_F1_to_recall()
    {
        ConfusionMatrix matrix = Of(2, [1, 1, 1, 0, 1], [1, 1, 0, 1, 0]);

        Assert.Equal(matrix.Precision(1), matrix.FBeta(1, 0));
        Assert.Equal(matrix.F1(1), matrix.FBeta(1, 1), 15);
        Assert.Equal(matrix.Recall(1), matrix.FBeta(1, double.MaxValue));
        // By hand: 2 true positives, 1 false positive, 2 false negatives; (1 + 4) 2 / (4 * 4 + 3)
        Assert.Equal(10.0 / 19, matrix.FBeta(1, 2), 15);
    }

    [Fact]
    public void Balanced_accuracy_is_that_of_scikit_learn()
    {
        // Example of balanced_accuracy_score: recalls 3/4 and 1/2
        Assert.Equal(0.625, Of(2, [0, 1, 0, 0, 1, 0], [0, 1, 0, 0, 0, 1]).BalancedAccuracy);
        // Class 2 is predicted, but never occurs.
        Assert.Equal(0.75, Of(3, [0, 0, 1], [0, 2, 1]).BalancedAccuracy);
    }

    [Fact]
    public void Without_an_example_everything_is_zero()
    {
        var matrix = new ConfusionMatrix(3);
        Assert.Equal(0, matrix.BalancedAccuracy);
        foreach (Average average in Enum.GetValues<Average>())
            Assert.Equal((0.0, 0.0, 0.0), (matrix.Precision(average), matrix.Recall(average), matrix.F1(average)));
    }

    [Fact]
    public void Matthews_correlation_is_that_of_scikit_learn()
    {
        // Example of matthews_corrcoef: -0.33
        Assert.Equal(-1.0 / 3, Of(2, [1, 1, 1, 0], [1, 0, 1, 1]).MatthewsCorrelation, 15);
        Assert.Equal(1, Of(3, [0, 1, 2, 2], [0, 1, 2, 2]).MatthewsCorrelation, 15);
        Assert.Equal(-1, Of(2, [0, 1, 1], [1, 0, 0]).MatthewsCorrelation, 15);
        Assert.Equal(0, Of(2, [0, 1, 1], [1, 1, 1]).MatthewsCorrelation);
        Assert.Equal(0, new ConfusionMatrix(2).MatthewsCorrelation);
    }

    [Fact]
    public void Kappa_is_that_of_scikit_learn()
    {
        // Example of cohen_kappa_score: 0.4285714... from agreement 4/6 and chance (3 * 3 + 1 * 0 + 2 * 3) / 36
        Assert.Equal(3.0 / 7, Of(3, [2, 0, 2, 2, 0, 1], [0, 0, 2, 2, 0, 2]).CohenKappa, 15);
        Assert.Equal(1, Of(2, [0, 1, 1], [0, 1, 1]).CohenKappa);
        Assert.True(double.IsNaN(Of(2, [1, 1], [1, 1]).CohenKappa));
        Assert.True(double.IsNaN(new ConfusionMatrix(2).CohenKappa));
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        ConfusionMatrix matrix = ScikitLearnExample();
        double sum = Read(matrix);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) sum += Read(matrix);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0);
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_beta_out_of_range_is_refused(double beta)
    {
        Assert.Throws<ArgumentOutOfRangeException>(nameof(beta), () => ScikitLearnExample().FBeta(0, beta));
        Assert.Throws<ArgumentOutOfRangeException>(nameof(beta), () => ScikitLearnExample().FBeta(Average.Macro, beta));
        Assert.Throws<ArgumentOutOfRangeException>("average", () => ScikitLearnExample().F1((Average)3));
    }

    private static double Read(ConfusionMatrix matrix) => matrix.Precision(Average.Micro) + matrix.Recall(Average.Macro) + matrix.F1(Average.Weighted)
        + matrix.FBeta(Average.Macro, 2) + matrix.BalancedAccuracy + matrix.MatthewsCorrelation + matrix.CohenKappa;
}

using SimdNet.Metrics;

namespace SimdNet.Tests.Metrics;

public class ConfusionMatrixTests
{
    // Example of classification_report in the documentation of scikit-learn.
    private static ConfusionMatrix ScikitLearnExample()
    {
        var matrix = new ConfusionMatrix(3);
        matrix.AddRange([0, 1, 2, 2, 2], [0, 0, 2, 2, 1]);
        return matrix;
    }

    // precision, recall and F1 as fractions of what the example prints: 0.50 1.00 0.67, 0.00 0.00 0.00, 1.00 0.67 0.80
    [Theory]
    [InlineData(0, 1.0 / 2, 1.0, 2.0 / 3, 1)]
    [InlineData(1, 0.0, 0.0, 0.0, 1)]
    [InlineData(2, 1.0, 2.0 / 3, 4.0 / 5, 3)]
    public void The_ratios_are_those_of_scikit_learn(int c, double precision, double recall, double f1, long support)
    {
        ConfusionMatrix matrix = ScikitLearnExample();

        Assert.Equal((precision, recall, f1, support), (matrix.Precision(c), matrix.Recall(c), matrix.F1(c), matrix.Support(c)));
    }

    [Fact]
    public void Rows_are_actual_and_columns_predicted()
    {
        ConfusionMatrix matrix = ScikitLearnExample();

        long[] counts = [.. from actual in Enumerable.Range(0, 3) from predicted in Enumerable.Range(0, 3) select matrix[actual, predicted]];

        Assert.Equal([1, 0, 0, 1, 0, 0, 0, 1, 2], counts);
        Assert.Equal([2L, 1L, 2L], Enumerable.Range(0, 3).Select(matrix.Predicted));
        Assert.Equal((5, 3, 0.6), (matrix.Count, matrix.Correct, matrix.Accuracy));
    }

    [Fact]
    public void Everything_right_is_one_everywhere()
    {
        var matrix = new ConfusionMatrix(2);
        matrix.AddRange([0, 1, 1], [0, 1, 1]);

        Assert.Equal(1, matrix.Accuracy);
        Assert.All([0, 1], c => Assert.Equal((1.0, 1.0, 1.0), (matrix.Precision(c), matrix.Recall(c), matrix.F1(c))));
    }

    [Fact]
    public void Everything_wrong_is_zero_everywhere()
    {
        var matrix = new ConfusionMatrix(2);
        matrix.AddRange([0, 1, 1], [1, 0, 0]);

        Assert.Equal(0, matrix.Accuracy);
        Assert.All([0, 1], c => Assert.Equal((0.0, 0.0, 0.0), (matrix.Precision(c), matrix.Recall(c), matrix.F1(c))));
    }

    [Fact]
    public void A_class_that_never_occurs_has_zero_ratios_not_NaN()
    {
        var matrix = new ConfusionMatrix(3);
        Assert.Equal(0, matrix.Accuracy);

        matrix.AddRange([0, 1], [0, 1]);

        Assert.Equal((0.0, 0.0, 0.0, 0L), (matrix.Precision(2), matrix.Recall(2), matrix.F1(2), matrix.Support(2)));
    }

    [Fact]
    public void Clear_starts_again()
    {
        ConfusionMatrix matrix = ScikitLearnExample();

        matrix.Clear();
        matrix.Add(1, 2);

        Assert.Equal((1, 0, 1, 0), (matrix.Count, matrix.Correct, matrix[1, 2], matrix.Support(2)));
    }

    [Theory]
    [InlineData(3, 0, "actual")]
    [InlineData(-1, 0, "actual")]
    [InlineData(0, 3, "predicted")]
    [InlineData(0, int.MinValue, "predicted")]
    public void A_class_out_of_range_is_named_with_the_number_of_classes(int actual, int predicted, string argument)
    {
        ConfusionMatrix matrix = ScikitLearnExample();

        var refusal = Assert.Throws<ArgumentOutOfRangeException>(argument, () => matrix.Add(actual, predicted));

        Assert.Contains($"class {(argument == "actual" ? actual : predicted)} of 3 classes", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(argument, () => matrix[actual, predicted]);
        Assert.Equal(5, matrix.Count);
    }

    [Fact]
    public void Ratios_of_a_class_out_of_range_are_refused()
    {
        ConfusionMatrix matrix = ScikitLearnExample();
        Func<int, double>[] ratios = [matrix.Precision, matrix.Recall, matrix.F1, c => matrix.Support(c), c => matrix.Predicted(c)];
        Assert.All(ratios, ratio => Assert.Throws<ArgumentOutOfRangeException>(() => ratio(3)));
    }

    [Fact]
    public void AddRange_counts_nothing_if_one_class_is_out_of_range()
    {
        ConfusionMatrix matrix = ScikitLearnExample();

        var refusal = Assert.Throws<ArgumentOutOfRangeException>("predicted", () => matrix.AddRange([0, 1], [0, 7]));

        Assert.Contains("predicted[1] is class 7 of 3 classes", refusal.Message, StringComparison.Ordinal);
        Assert.Equal((5, 1), (matrix.Count, matrix[0, 0]));
    }

    [Fact]
    public void AddRange_refuses_different_lengths_with_both()
    {
        var refusal = Assert.Throws<ArgumentException>("predicted", () => new ConfusionMatrix(2).AddRange([0, 1], [0]));
        Assert.Contains("actual holds 2 classes, but predicted holds 1", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(ConfusionMatrix.MaxClasses + 1)]
    public void A_number_of_classes_out_of_range_is_refused(int classes)
        => Assert.Throws<ArgumentOutOfRangeException>(nameof(classes), () => new ConfusionMatrix(classes));

    [Fact]
    public void Counting_and_reading_allocate_nothing()
    {
        var matrix = new ConfusionMatrix(3);
        double sum = Count(matrix);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            sum += Count(matrix);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0);
    }

    private static double Count(ConfusionMatrix matrix)
    {
        matrix.Clear();
        matrix.Add(0, 0);
        matrix.AddRange([0, 1, 2], [0, 2, 2]);
        return matrix.Accuracy + matrix.Precision(1) + matrix.Recall(1) + matrix.F1(2);
    }
}

using SimdNet.Training;

namespace SimdNet.Tests.Training.Sources;

public class DataSetTests
{
    [Fact]
    public void Balanced_weights_make_classes_count_the_same()
    {
        DataSet data = DataSet.FromLabels([1, 2, 3, 4], 1, [0, 2, 0, 0], 3);
        Assert.Equal([4f / 9, 0, 4f / 3], data.BalancedClassWeights());
        Assert.Throws<InvalidOperationException>(() => DataSet.FromValues([1], 1, [1], 1).BalancedClassWeights());
    }

    [Fact]
    public void Labelled_samples_are_kept()
    {
        DataSet data = DataSet.FromLabels([1, 2, 3, 4, 5, 6], 2, [2, 0, 1], 3);

        Assert.Equal((3, 2, 3, 0), (data.Count, data.Features, data.Classes, data.Outputs));
        Assert.Equal([1, 2, 3, 4, 5, 6], data.Inputs.ToArray());
        Assert.Equal([2, 0, 1], data.Labels.ToArray());
        Assert.True(data.Values.IsEmpty);
        Assert.Equal([3, 4], data.Row(1).ToArray());
        Assert.Equal(1, data.Label(2));
    }

    [Fact]
    public void Samples_with_values_are_kept()
    {
        DataSet data = DataSet.FromValues([1, 2, 3, 4], 2, [5, 6, 7, 8, 9, 10], 3);

        Assert.Equal((2, 2, 0, 3), (data.Count, data.Features, data.Classes, data.Outputs));
        Assert.Equal([5, 6, 7, 8, 9, 10], data.Values.ToArray());
        Assert.True(data.Labels.IsEmpty);
        Assert.Throws<InvalidOperationException>(() => data.Label(0));
    }

    [Fact]
    public void The_data_is_a_copy()
    {
        float[] inputs = [1, 2], values = [3, 4];
        int[] labels = [0, 1];
        DataSet labelled = DataSet.FromLabels(inputs, 1, labels, 2), valued = DataSet.FromValues(inputs, 1, values, 1);

        (inputs[0], values[0], labels[0]) = (float.NaN, float.NaN, 99);

        Assert.Equal(1, labelled.Inputs[0]);
        Assert.Equal(0, labelled.Labels[0]);
        Assert.Equal(3, valued.Values[0]);
    }

    [Theory, InlineData(float.NaN), InlineData(float.PositiveInfinity), InlineData(float.NegativeInfinity)]
    public void Inputs_and_values_that_are_no_numbers_are_refused_with_row_and_column(float bad)
    {
        Refuses("inputs", $"inputs[row 1, column 2] is {bad}", () => DataSet.FromLabels([1, 2, 3, 4, 5, bad], 3, [0, 0], 1));
        Refuses("inputs", $"inputs[row 0, column 0] is {bad}", () => DataSet.FromValues([bad, 2], 2, [1], 1));
        Refuses("values", $"values[row 2, column 1] is {bad}", () => DataSet.FromValues([1, 2, 3], 1, [1, 2, 3, 4, 5, bad], 2));
    }

    [Fact]
    public void The_largest_and_smallest_numbers_are_data() =>
        Assert.Equal(3, DataSet.FromValues([float.MaxValue, float.MinValue, float.Epsilon], 1, [-0f, 0, 1], 1).Count);

    [Theory, InlineData(3), InlineData(-1), InlineData(int.MinValue)]
    public void Labels_that_are_no_class_are_refused_with_their_row(int label) =>
        Refuses("labels", $"the label of row 1 is {label}, but the classes are 0 to 2", () => DataSet.FromLabels([1, 2], 1, [0, label], 3));

    [Fact]
    public void Inputs_that_are_no_whole_rows_are_refused_with_both_numbers()
    {
        Refuses("inputs", "holds 5 floats, which is not one or more rows of 2 features", () => DataSet.FromLabels([1, 2, 3, 4, 5], 2, [0, 0], 1));
        Refuses("inputs", "holds 0 floats", () => DataSet.FromLabels([], 2, [], 1));
        Refuses("inputs", "holds 0 floats", () => DataSet.FromValues([], 2, [], 1));
    }

    [Fact]
    public void Other_numbers_of_targets_than_of_rows_are_refused_with_both()
    {
        Refuses("labels", "there are 2 rows of inputs, but 1 labels", () => DataSet.FromLabels([1, 2], 1, [0], 1));
        Refuses("labels", "there are 2 rows of inputs, but 3 labels", () => DataSet.FromLabels([1, 2], 1, [0, 0, 0], 1));
        Refuses("values", "there are 2 rows of inputs, which need 6 values of 3 outputs, but values holds 5", () => DataSet.FromValues([1, 2], 1, [1, 2, 3, 4, 5], 3));
    }

    [Theory, InlineData(0), InlineData(-1)]
    public void Widths_below_one_are_refused(int width)
    {
        Assert.Throws<ArgumentOutOfRangeException>("features", () => DataSet.FromLabels([1], width, [0], 1));
        Assert.Throws<ArgumentOutOfRangeException>("classes", () => DataSet.FromLabels([1], 1, [0], width));
        Assert.Throws<ArgumentOutOfRangeException>("outputs", () => DataSet.FromValues([1], 1, [1], width));
    }

    [Theory, InlineData(-1), InlineData(2)]
    public void Rows_that_do_not_exist_are_refused(int row)
    {
        DataSet data = DataSet.FromLabels([1, 2], 1, [0, 0], 1);
        Assert.Contains("2 rows", Assert.Throws<ArgumentOutOfRangeException>("i", () => data.Row(row).ToArray()).Message, StringComparison.Ordinal);
        Assert.Contains("2 rows", Assert.Throws<ArgumentOutOfRangeException>("i", () => data.Label(row)).Message, StringComparison.Ordinal);
    }

    private static void Refuses(string argument, string message, Func<DataSet> make) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(argument, make).Message, StringComparison.Ordinal);
}

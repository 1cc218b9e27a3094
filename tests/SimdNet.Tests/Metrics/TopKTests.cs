using SimdNet.Metrics;

namespace SimdNet.Tests.Metrics;

public class TopKTests
{
    // Example of top_k_accuracy_score in the documentation of scikit-learn.
    private static readonly int[] _labels = [0, 1, 2, 2];
    private static readonly float[] _scores = [0.5f, 0.2f, 0.2f, 0.3f, 0.4f, 0.2f, 0.2f, 0.4f, 0.3f, 0.7f, 0.2f, 0.1f];

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.75)]
    [InlineData(3, 1.0)]
    [InlineData(int.MaxValue, 1.0)]
    public void The_values_are_those_of_scikit_learn(int k, double accuracy) => Assert.Equal(accuracy, TopK.Accuracy(_labels, _scores, 3, k));

    [Fact]
    public void Of_equal_scores_the_later_class_comes_first()
    {
        Assert.Equal(0, TopK.Accuracy([0], [1, 1, 1], 3, 2));
        Assert.Equal(1, TopK.Accuracy([1], [1, 1, 1], 3, 2));
    }

    [Fact]
    public void Bad_input_is_refused_with_both_numbers()
    {
        Refused.With("scores holds 5 values, but 2 labels of 3 classes need 6", "scores", () => TopK.Accuracy([0, 1], new float[5], 3, 1));
        Refused.With("labels holds 0 values, but at least 1 are needed", "labels", () => TopK.Accuracy([], [], 3, 1));
        Refused.With("scores[1] is NaN, expected a finite number", "scores", () => TopK.Accuracy([0], [0, float.NaN], 2, 1));
        Assert.Throws<ArgumentOutOfRangeException>("labels", () => TopK.Accuracy([2], [0, 1], 2, 1));
        Assert.Throws<ArgumentOutOfRangeException>("k", () => TopK.Accuracy([1], [0, 1], 2, 0));
        Assert.Throws<ArgumentOutOfRangeException>("classes", () => TopK.Accuracy([0], [0], 1, 1));
    }
}

namespace SimdNet.Metrics;

/// <summary>Quality of the k classes with the highest scores</summary>
public static class TopK
{
    /// <summary>The share of examples whose label is among the k classes with the highest scores</summary>
    /// <param name="labels">the actual classes, numbered from 0</param>
    /// <param name="scores">[labels.Length x classes], row-major; finite; logits and probabilities do alike</param>
    /// <param name="classes">at least 2</param>
    /// <param name="k">at least 1; from classes on, the result is 1</param>
    /// <remarks>Of equal scores, the class with the higher number comes first, as in top_k_accuracy_score of scikit-learn. Allocates nothing.</remarks>
    /// <exception cref="ArgumentException">no examples, a length that does not fit, a score that is not finite; the message has both numbers</exception>
    /// <exception cref="ArgumentOutOfRangeException">a label, classes or k out of its range</exception>
    public static double Accuracy(ReadOnlySpan<int> labels, ReadOnlySpan<float> scores, int classes, int k)
    {
        ExampleGuard.Rows(labels, scores.Length, classes, nameof(scores));
        ExampleGuard.Finite(scores, nameof(scores));
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        int found = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if (Rank(scores.Slice(i * classes, classes), labels[i]) < k)
                found++;
        }

        return (double)found / labels.Length;
    }

    // How many classes come before this one.
    private static int Rank(ReadOnlySpan<float> scores, int label)
    {
        int rank = 0;
        for (int c = 0; c < scores.Length; c++)
        {
            if (scores[c] > scores[label] || (scores[c] == scores[label] && c > label))
                rank++;
        }

        return rank;
    }
}

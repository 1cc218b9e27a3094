namespace SimdNet.Metrics;

/// <content>The same with a weight per example: a weight of 2 counts as the example twice</content>
public static partial class Regression
{
    /// <summary>Sum weights[i] (predicted[i] - actual[i])^2 / sum weights[i]</summary>
    /// <param name="actual">n numbers</param>
    /// <param name="predicted">n numbers</param>
    /// <param name="weights">n finite numbers of at least 0, not all of them 0</param>
    /// <exception cref="ArgumentException">no examples, the lengths differ, or a weight is refused; the message has both numbers</exception>
    public static double MeanSquaredError(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted, ReadOnlySpan<float> weights)
    {
        double total = CheckWeights(actual, predicted, weights, 1), sum = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            double error = (double)predicted[i] - actual[i];
            sum = Math.FusedMultiplyAdd(weights[i] * error, error, sum);
        }

        return sum / total;
    }

    /// <summary>Square root of the weighted mean squared error</summary>
    /// <inheritdoc cref="MeanSquaredError(ReadOnlySpan{float}, ReadOnlySpan{float}, ReadOnlySpan{float})"/>
    public static double RootMeanSquaredError(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted, ReadOnlySpan<float> weights)
        => Math.Sqrt(MeanSquaredError(actual, predicted, weights));

    /// <summary>Sum weights[i] |predicted[i] - actual[i]| / sum weights[i]</summary>
    /// <inheritdoc cref="MeanSquaredError(ReadOnlySpan{float}, ReadOnlySpan{float}, ReadOnlySpan{float})"/>
    public static double MeanAbsoluteError(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted, ReadOnlySpan<float> weights)
    {
        double total = CheckWeights(actual, predicted, weights, 1), sum = 0;
        for (int i = 0; i < actual.Length; i++)
            sum += weights[i] * Math.Abs((double)predicted[i] - actual[i]);
        return sum / total;
    }

    /// <summary>1 - sum w (predicted - actual)^2 / sum w (actual - mean)^2, mean = sum w actual / sum w</summary>
    /// <remarks>If all actual numbers of positive weight are equal: 1 for exact predictions, otherwise 0.</remarks>
    /// <param name="actual">n numbers, at least 2</param>
    /// <param name="predicted">n numbers</param>
    /// <param name="weights">n finite numbers of at least 0, not all of them 0</param>
    /// <exception cref="ArgumentException">fewer than 2 examples, the lengths differ, or a weight is refused; the message has both numbers</exception>
    public static double R2(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted, ReadOnlySpan<float> weights)
    {
        double total = CheckWeights(actual, predicted, weights, 2), mean = 0;
        for (int i = 0; i < actual.Length; i++)
            mean += weights[i] * (double)actual[i];
        mean /= total;
        double residuals = 0, deviations = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            double error = (double)predicted[i] - actual[i], deviation = actual[i] - mean;
            residuals = Math.FusedMultiplyAdd(weights[i] * error, error, residuals);
            deviations = Math.FusedMultiplyAdd(weights[i] * deviation, deviation, deviations);
        }

        // The rounded mean of equal numbers may differ from them, so that their deviations are not quite 0.
        if ((deviations == 0 || AllEqual(actual, weights)) && !double.IsNaN(residuals))
            return residuals == 0 ? 1 : 0;
        return 1 - (residuals / deviations);
    }

    private static bool AllEqual(ReadOnlySpan<float> x, ReadOnlySpan<float> weights)
    {
        int first = weights.IndexOfAnyExcept(0f);
        for (int i = first + 1; i < x.Length; i++)
        {
            if (weights[i] > 0 && x[i] != x[first]) return false;
        }

        return true;
    }

    // The sum of the weights
    private static double CheckWeights(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted, ReadOnlySpan<float> weights, int least)
    {
        CheckLengths(actual, predicted, least);
        ExampleGuard.SameLength(actual.Length, weights.Length, nameof(actual), nameof(weights));
        double total = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (!(weights[i] >= 0 && float.IsFinite(weights[i])))
                throw new ArgumentException($"weights[{i}] is {weights[i]}, expected a finite number of at least 0", nameof(weights));
            total += weights[i];
        }

        return total > 0 ? total : throw new ArgumentException("all weights are 0, expected a positive one", nameof(weights));
    }
}

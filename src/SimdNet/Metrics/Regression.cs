namespace SimdNet.Metrics;

/// <summary>Quality of predicted numbers</summary>
/// <remarks>
/// Sums run in double, in the order of the examples: the same bits on every CPU. Allocates nothing, but for the median.
/// A NaN among the numbers makes the result NaN. Relative error of the two mean errors: at most gamma_(n+3), gamma_n = n u / (1 - n u), u = 2^-53.
/// </remarks>
public static partial class Regression
{
    /// <summary>1/n sum (predicted[i] - actual[i])^2</summary>
    /// <exception cref="ArgumentException">no examples, or the lengths differ; the message has both</exception>
    public static double MeanSquaredError(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted)
    {
        CheckLengths(actual, predicted, 1);
        return SumOfSquaredErrors(actual, predicted) / actual.Length;
    }

    /// <summary>sqrt(1/n sum (predicted[i] - actual[i])^2): the mean squared error in the unit of the numbers</summary>
    /// <exception cref="ArgumentException">no examples, or the lengths differ; the message has both</exception>
    public static double RootMeanSquaredError(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted) => Math.Sqrt(MeanSquaredError(actual, predicted));

    /// <summary>1/n sum |predicted[i] - actual[i]|</summary>
    /// <exception cref="ArgumentException">no examples, or the lengths differ; the message has both</exception>
    public static double MeanAbsoluteError(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted)
    {
        CheckLengths(actual, predicted, 1);
        double sum = 0;
        for (int i = 0; i < actual.Length; i++)
            sum += Math.Abs((double)predicted[i] - actual[i]);
        return sum / actual.Length;
    }

    /// <summary>Coefficient of determination, 1 - sum (predicted[i] - actual[i])^2 / sum (actual[i] - mean(actual))^2:
    /// 1 is perfect, 0 is as good as always predicting the mean, and below 0 is worse</summary>
    /// <remarks>If all actual numbers are equal: 1 for exact predictions, otherwise 0, as scikit-learn reports it.</remarks>
    /// <exception cref="ArgumentException">fewer than 2 examples, or the lengths differ; the message has both</exception>
    public static double R2(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted)
    {
        CheckLengths(actual, predicted, 2);
        double residual = SumOfSquaredErrors(actual, predicted);
        double total = SumOfSquaredDeviations(actual);
        if (total == 0 && !double.IsNaN(residual))
            return residual == 0 ? 1 : 0;
        return 1 - (residual / total);
    }

    private static double SumOfSquaredErrors(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted)
    {
        double sum = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            double error = (double)predicted[i] - actual[i];
            sum = Math.FusedMultiplyAdd(error, error, sum);
        }

        return sum;
    }

    private static double SumOfSquaredDeviations(ReadOnlySpan<float> x)
    {
        double sum = 0;
        foreach (float value in x)
            sum += value;
        double mean = sum / x.Length;
        double squares = 0;
        foreach (float value in x)
            squares = Math.FusedMultiplyAdd(value - mean, value - mean, squares);
        return squares;
    }

    private static void CheckLengths(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted, int least)
    {
        if (actual.Length != predicted.Length)
            throw new ArgumentException($"actual holds {actual.Length} numbers, but predicted holds {predicted.Length}", nameof(predicted));
        if (actual.Length < least)
            throw new ArgumentException($"actual holds {actual.Length} numbers, but at least {least} are needed", nameof(actual));
    }
}

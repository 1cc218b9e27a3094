namespace SimdNet.Metrics;

/// <content>Errors that outliers hardly move, and errors of quantiles</content>
public static partial class Regression
{
    /// <summary>The median of |predicted[i] - actual[i]|; of an even number of examples, the mean of the two in the middle</summary>
    /// <remarks>Allocates one double per example.</remarks>
    /// <exception cref="ArgumentException">no examples, or the lengths differ; the message has both</exception>
    public static double MedianAbsoluteError(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted)
    {
        CheckLengths(actual, predicted, 1);
        var errors = new double[actual.Length];
        for (int i = 0; i < errors.Length; i++)
            errors[i] = Math.Abs((double)predicted[i] - actual[i]);
        Array.Sort(errors); // NaN comes first
        int middle = errors.Length / 2;
        if (double.IsNaN(errors[0])) return double.NaN;
        return errors.Length % 2 == 1 ? errors[middle] : (errors[middle - 1] + errors[middle]) / 2;
    }

    /// <summary>1/n sum of quantile e where e at least 0, and (quantile - 1) e elsewhere, e = actual[i] - predicted[i]: least, on average, for the true quantile</summary>
    /// <param name="actual">n numbers</param>
    /// <param name="predicted">n predictions of their quantile</param>
    /// <param name="quantile">within [0, 1]; at 1/2, half the mean absolute error</param>
    /// <remarks>Source: Koenker and Bassett 1978, Regression quantiles; mean_pinball_loss of scikit-learn.</remarks>
    /// <exception cref="ArgumentException">no examples, or the lengths differ; the message has both</exception>
    /// <exception cref="ArgumentOutOfRangeException">quantile out of its range</exception>
    public static double PinballLoss(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted, double quantile)
    {
        CheckLengths(actual, predicted, 1);
        if (!(quantile >= 0 && quantile <= 1))
            throw new ArgumentOutOfRangeException(nameof(quantile), quantile, $"quantile is {quantile}, expected a number within [0, 1]");
        double sum = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            double e = (double)actual[i] - predicted[i];
            sum += (e >= 0 ? quantile : quantile - 1) * e;
        }

        return sum / actual.Length;
    }
}

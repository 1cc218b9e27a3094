namespace SimdNet.Metrics;

/// <summary>Proper scoring rules of predicted probabilities: lowest, on average, for the true probabilities</summary>
/// <remarks>
/// Sums run in double, in the order of the examples. Allocates nothing. Definitions: log_loss and brier_score_loss of scikit-learn.
/// A row of probabilities is not normalised; one that is further than 2^-11.5 from adding up to 1 is refused (scikit-learn warns).
/// </remarks>
public static class ScoringRules
{
    /// <summary>2^-23: a logarithm's argument is clipped to [Epsilon, 1 - Epsilon], as scikit-learn does for float32</summary>
    public const double Epsilon = 1.0 / (1 << 23);

    /// <summary>-1/n sum log p[i, labels[i]], p clipped to [<see cref="Epsilon"/>, 1 - <see cref="Epsilon"/>]</summary>
    /// <param name="labels">the actual classes, numbered from 0</param>
    /// <param name="probs">[labels.Length x classes], row-major</param>
    /// <param name="classes">at least 2</param>
    /// <remarks>So perfect predictions have 1.2e-7, not 0, and no example has more than 15.95. Takes Math.Log, whose last bit may differ between operating systems.</remarks>
    /// <exception cref="ArgumentException">no examples, a length that does not fit, a number that is no probability, or a row that does not add up to 1</exception>
    /// <exception cref="ArgumentOutOfRangeException">a label or classes out of its range</exception>
    public static double LogLoss(ReadOnlySpan<int> labels, ReadOnlySpan<float> probs, int classes)
    {
        ExampleGuard.Rows(labels, probs.Length, classes, nameof(probs));
        ExampleGuard.ProbabilityRows(probs, classes, nameof(probs));
        double sum = 0;
        for (int i = 0; i < labels.Length; i++)
            sum -= Log(probs[(i * classes) + labels[i]]);
        return sum / labels.Length;
    }

    /// <summary>-1/n sum log(positive[i] ? p[i] : 1 - p[i]), clipped as for several classes</summary>
    /// <exception cref="ArgumentException">no examples, the lengths differ, or a number is no probability; the message has both numbers</exception>
    public static double LogLoss(ReadOnlySpan<bool> positive, ReadOnlySpan<float> probs)
    {
        CheckBinary(positive, probs);
        double sum = 0;
        for (int i = 0; i < positive.Length; i++)
            sum -= Log(positive[i] ? probs[i] : 1.0 - probs[i]);
        return sum / positive.Length;
    }

    /// <summary>1/n sum over the examples and classes of (p[i, c] - (c = labels[i] ? 1 : 0))^2: from 0 to 2</summary>
    /// <param name="labels">the actual classes, numbered from 0</param>
    /// <param name="probs">[labels.Length x classes], row-major</param>
    /// <param name="classes">at least 2; of two, the result is twice that of the overload for outcomes</param>
    /// <remarks>Source: Brier 1950, Verification of forecasts expressed in terms of probability.</remarks>
    /// <exception cref="ArgumentException">no examples, a length that does not fit, a number that is no probability, or a row that does not add up to 1</exception>
    /// <exception cref="ArgumentOutOfRangeException">a label or classes out of its range</exception>
    public static double Brier(ReadOnlySpan<int> labels, ReadOnlySpan<float> probs, int classes)
    {
        ExampleGuard.Rows(labels, probs.Length, classes, nameof(probs));
        ExampleGuard.ProbabilityRows(probs, classes, nameof(probs));
        double sum = 0;
        for (int i = 0; i < probs.Length; i++)
        {
            double error = probs[i] - (i % classes == labels[i / classes] ? 1.0 : 0.0);
            sum = Math.FusedMultiplyAdd(error, error, sum);
        }

        return sum / labels.Length;
    }

    /// <summary>1/n sum (p[i] - (positive[i] ? 1 : 0))^2: from 0 to 1</summary>
    /// <exception cref="ArgumentException">no examples, the lengths differ, or a number is no probability; the message has both numbers</exception>
    public static double Brier(ReadOnlySpan<bool> positive, ReadOnlySpan<float> probs)
    {
        CheckBinary(positive, probs);
        double sum = 0;
        for (int i = 0; i < positive.Length; i++)
        {
            double error = probs[i] - (positive[i] ? 1.0 : 0.0);
            sum = Math.FusedMultiplyAdd(error, error, sum);
        }

        return sum / positive.Length;
    }

    private static double Log(double p) => Math.Log(Math.Clamp(p, Epsilon, 1 - Epsilon));

    private static void CheckBinary(ReadOnlySpan<bool> positive, ReadOnlySpan<float> probs)
    {
        ExampleGuard.SameLength(positive.Length, probs.Length, nameof(positive), nameof(probs));
        ExampleGuard.AtLeast(1, probs.Length, nameof(probs));
        ExampleGuard.Probabilities(probs, nameof(probs));
    }
}

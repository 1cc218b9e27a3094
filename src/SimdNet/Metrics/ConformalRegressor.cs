namespace SimdNet.Metrics;

/// <summary>Intervals that hold the actual number with a stated probability: predicted - HalfWidth to predicted + HalfWidth</summary>
/// <remarks>
/// Split conformal prediction with the absolute error as score. If calibration and new examples are exchangeable, the interval holds the actual number with a
/// probability of at least coverage, and without ties of at most coverage + 1/(n + 1): on average over calibration sets and examples. The model must not have been
/// trained on the calibration examples. Immutable; safe for concurrent use.
/// Source: Lei, G'Sell, Rinaldo, Tibshirani and Wasserman 2018, Distribution-free predictive inference for regression.
/// </remarks>
public sealed class ConformalRegressor
{
    private ConformalRegressor(double halfWidth) => HalfWidth = halfWidth;

    /// <summary>The ceil((n + 1) coverage)-th smallest |actual - predicted| of the n calibration examples; infinite if they are too few for coverage</summary>
    public double HalfWidth { get; }

    /// <summary>Learns the width from held-out examples</summary>
    /// <param name="actual">n finite numbers</param>
    /// <param name="predicted">n finite numbers</param>
    /// <param name="coverage">1 - alpha, within (0, 1); n of at least coverage / (1 - coverage) give a finite width</param>
    /// <remarks>Allocates one double per example.</remarks>
    /// <exception cref="ArgumentException">no examples, the lengths differ, or a number is not finite; the message has both numbers</exception>
    /// <exception cref="ArgumentOutOfRangeException">coverage out of its range</exception>
    public static ConformalRegressor Calibrate(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted, double coverage)
    {
        ExampleGuard.SameLength(actual.Length, predicted.Length, nameof(actual), nameof(predicted));
        ExampleGuard.AtLeast(1, actual.Length, nameof(actual));
        ExampleGuard.Finite(actual, nameof(actual));
        ExampleGuard.Finite(predicted, nameof(predicted));
        ExampleGuard.WithinZeroAndOne(coverage, nameof(coverage));
        var scores = new double[actual.Length];
        for (int i = 0; i < scores.Length; i++)
            scores[i] = Math.Abs((double)actual[i] - predicted[i]);
        return new ConformalRegressor(ConformalQuantile.Of(scores, coverage));
    }

    /// <summary>From predicted - HalfWidth to predicted + HalfWidth</summary>
    /// <exception cref="ArgumentException">predicted is not finite</exception>
    public ConfidenceInterval Predict(float predicted)
    {
        if (!float.IsFinite(predicted))
            throw new ArgumentException($"predicted is {predicted}, expected a finite number", nameof(predicted));
        return new ConfidenceInterval(predicted - HalfWidth, predicted + HalfWidth);
    }
}

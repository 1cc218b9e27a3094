namespace SimdNet.Metrics;

/// <summary>Confidence intervals for a probability, from counted trials: how far an accuracy on n examples can be trusted</summary>
public static class BinomialInterval
{
    /// <summary>The p with |k/n - p| at most z sqrt(p (1 - p) / n), k = successes, n = trials:
    /// (k + z^2/2 +- z sqrt(k (n - k) / n + z^2/4)) / (n + z^2)</summary>
    /// <param name="successes">from 0 to <paramref name="trials"/></param>
    /// <param name="trials">at least 1</param>
    /// <param name="confidence">two-sided, within (0, 1); z is the normal quantile of (1 + confidence) / 2</param>
    /// <remarks>
    /// Never leaves [0, 1]; Low is exactly 0 without a success, High exactly 1 without a failure.
    /// Both bounds come without cancellation. Without continuity correction.
    /// Source: Wilson 1927, Probable inference, the law of succession, and statistical inference; recommended by Brown, Cai and DasGupta 2001.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">an argument out of its range</exception>
    public static ConfidenceInterval Wilson(long successes, long trials, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        if (successes < 0 || successes > trials)
            throw new ArgumentOutOfRangeException(nameof(successes), successes, $"{successes} successes in {trials} trials");
        if (!(confidence > 0 && confidence < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, $"confidence is {confidence}, expected a number within (0, 1)");

        // From the lower tail, where a confidence near 1 keeps its digits.
        double z = -NormalDistribution.Quantile((1 - confidence) / 2);
        double k = successes, n = trials, z2 = z * z;
        double high = (k + (z2 / 2) + (z * Math.Sqrt((k * ((n - k) / n)) + (z2 / 4)))) / (n + z2);
        // The bounds are the roots of (n + z^2) p^2 - (2k + z^2) p + k^2/n = 0, so Low * High = k^2 / (n (n + z^2)).
        double low = k / high * (k / n / (n + z2));
        return new ConfidenceInterval(successes == 0 ? 0 : low, successes == trials ? 1 : high);
    }
}

namespace SimdNet.Metrics;

/// <summary>Calibrated probabilities from logits z: softmax(z / Temperature), with the one number that suits held-out examples best</summary>
/// <remarks>The order of the classes, and so every prediction, stays. Immutable; safe for concurrent use.
/// Source: Guo, Pleiss, Sun and Weinberger 2017, On calibration of modern neural networks.</remarks>
public sealed class TemperatureScaling
{
    /// <summary>Range of a fitted temperature</summary>
    public const double MinTemperature = 1.0 / 1024, MaxTemperature = 1024;

    // Halvings of log2 T from a range of 20: to 20 2^-50 < 2e-14
    private const int Halvings = 50;

    /// <summary>Scaling by a known temperature</summary>
    /// <param name="temperature">positive and finite; above 1 makes probabilities more alike, below 1 less</param>
    /// <exception cref="ArgumentOutOfRangeException">temperature out of its range</exception>
    public TemperatureScaling(double temperature)
    {
        if (!(temperature > 0 && double.IsFinite(temperature)))
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, $"temperature is {temperature}, expected a positive finite number");
        Temperature = temperature;
    }

    /// <summary>T: logits are divided by it</summary>
    public double Temperature { get; }

    /// <summary>The temperature of least log loss, -1/n sum log softmax(z[i] / T)[labels[i]]</summary>
    /// <param name="labels">the actual classes of held-out examples, numbered from 0</param>
    /// <param name="logits">[labels.Length x classes], row-major; finite</param>
    /// <param name="classes">at least 2</param>
    /// <remarks>
    /// The loss is convex in 1/T, so its derivative, mean(E[z] - z[label]) with E over softmax(z / T), rises in 1/T: bisection of log T, to a relative 1e-13
    /// or what the derivative's rounding allows. No step size, no iteration can diverge. If every example is right by a margin the loss has no least point:
    /// then T is <see cref="MinTemperature"/>; if the labels are as likely or less than by chance, <see cref="MaxTemperature"/>; if T makes no difference, 1.
    /// Takes Math.Exp, whose last bit may differ between operating systems. Allocates the result only.
    /// </remarks>
    /// <exception cref="ArgumentException">no examples, a length that does not fit, or a logit that is not finite; the message has both numbers</exception>
    /// <exception cref="ArgumentOutOfRangeException">a label or classes out of its range</exception>
    public static TemperatureScaling Fit(ReadOnlySpan<int> labels, ReadOnlySpan<float> logits, int classes)
    {
        ExampleGuard.Rows(labels, logits.Length, classes, nameof(logits));
        ExampleGuard.Finite(logits, nameof(logits));
        if (Constant(logits, classes)) return new TemperatureScaling(1);
        double low = Math.Log2(MinTemperature), high = Math.Log2(MaxTemperature);
        if (Slope(labels, logits, classes, MinTemperature) <= 0) return new TemperatureScaling(MinTemperature);
        if (Slope(labels, logits, classes, MaxTemperature) >= 0) return new TemperatureScaling(MaxTemperature);
        for (int i = 0; i < Halvings; i++)
        {
            double middle = (low + high) / 2;
            // Positive: the loss falls as 1/T falls, so T is higher.
            if (Slope(labels, logits, classes, Math.Pow(2, middle)) > 0) low = middle;
            else high = middle;
        }

        return new TemperatureScaling(Math.Pow(2, (low + high) / 2));
    }

    /// <summary>probs = softmax(logits / Temperature) of each row</summary>
    /// <param name="logits">[rows x classes], row-major; finite</param>
    /// <param name="classes">at least 1; divides the number of logits</param>
    /// <param name="probs">[rows x classes]; may be the logits themselves</param>
    /// <remarks>In double, rounded once to float. Allocates nothing.</remarks>
    /// <exception cref="ArgumentException">a length that does not fit, or a logit that is not finite; the message has both numbers; probs is untouched</exception>
    /// <exception cref="ArgumentOutOfRangeException">classes below 1</exception>
    public void Apply(ReadOnlySpan<float> logits, int classes, Span<float> probs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ExampleGuard.SameLength(logits.Length, probs.Length, nameof(logits), nameof(probs));
        if (logits.Length % classes != 0)
            throw new ArgumentException($"logits holds {logits.Length} values, expected a multiple of {classes} classes", nameof(logits));
        if (logits.Overlaps(probs, out int offset) && offset != 0)
            throw new ArgumentException($"probs is {offset} values into logits, expected the same span or a disjoint one", nameof(probs));
        ExampleGuard.Finite(logits, nameof(logits));
        for (int i = 0; i < logits.Length; i += classes)
            Softmax(logits.Slice(i, classes), probs.Slice(i, classes));
    }

    private void Softmax(ReadOnlySpan<float> z, Span<float> p)
    {
        double max = Max(z), sum = 0;
        foreach (float logit in z)
            sum += Math.Exp((logit - max) / Temperature);
        for (int c = 0; c < z.Length; c++)
            p[c] = (float)(Math.Exp((z[c] - max) / Temperature) / sum);
    }

    // n times the derivative of the loss by 1/T; logits relative to their row's maximum, which cancels.
    private static double Slope(ReadOnlySpan<int> labels, ReadOnlySpan<float> logits, int classes, double temperature)
    {
        double slope = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> z = logits.Slice(i * classes, classes);
            double max = Max(z), sum = 0, weighted = 0;
            foreach (float logit in z)
            {
                double e = Math.Exp((logit - max) / temperature);
                sum += e;
                weighted += e * (logit - max);
            }

            slope += (weighted / sum) - (z[labels[i]] - max);
        }

        return slope;
    }

    private static double Max(ReadOnlySpan<float> z)
    {
        double max = double.NegativeInfinity;
        foreach (float logit in z)
            max = Math.Max(max, logit);
        return max;
    }

    private static bool Constant(ReadOnlySpan<float> logits, int classes)
    {
        for (int i = 0; i < logits.Length; i++)
        {
            if (logits[i] != logits[i - (i % classes)]) return false;
        }

        return true;
    }
}

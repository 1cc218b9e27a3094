namespace SimdNet.Metrics;

/// <summary>Sets of classes that hold the actual one with a stated probability: all classes c with 1 - p[c] at most Threshold</summary>
/// <remarks>
/// Split conformal prediction. If calibration and new examples are exchangeable (drawn independently from one distribution, say), the set holds the
/// actual class with a probability of at least coverage, and without ties of at most coverage + 1/(n + 1): on average over calibration sets and examples, not for
/// each class or example. The model must not have been trained on the calibration examples. A set may be empty. Immutable; safe for concurrent use.
/// Source: Sadinle, Lei and Wasserman 2019, Least ambiguous set-valued classifiers with bounded error levels; Angelopoulos and Bates 2023, Conformal prediction.
/// </remarks>
public sealed class ConformalClassifier
{
    /// <summary>Sets by a known threshold, as a service has it from a file</summary>
    /// <param name="classes">at least 2</param>
    /// <param name="threshold">what <see cref="Threshold"/> of a calibrated one says: 0 or more, or infinite</param>
    /// <exception cref="ArgumentOutOfRangeException">classes below 2, or the threshold negative or NaN</exception>
    public ConformalClassifier(int classes, double threshold)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        if (!(threshold >= 0))
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, $"threshold is {threshold}, expected 0 or more");
        Classes = classes;
        Threshold = threshold;
    }

    /// <summary>Number of classes</summary>
    public int Classes { get; }

    /// <summary>The ceil((n + 1) coverage)-th smallest 1 - p[label] of the n calibration examples; infinite, so that every set is full, if they are too few for coverage</summary>
    public double Threshold { get; }

    /// <summary>Learns the threshold from held-out examples</summary>
    /// <param name="labels">the actual classes, numbered from 0</param>
    /// <param name="probs">[labels.Length x classes], row-major</param>
    /// <param name="classes">at least 2</param>
    /// <param name="coverage">1 - alpha, within (0, 1); n of at least coverage / (1 - coverage) give a finite threshold</param>
    /// <remarks>Allocates one double per example.</remarks>
    /// <exception cref="ArgumentException">no examples, a length that does not fit, a number that is no probability, or a row that does not add up to 1</exception>
    /// <exception cref="ArgumentOutOfRangeException">a label, classes or coverage out of its range</exception>
    public static ConformalClassifier Calibrate(ReadOnlySpan<int> labels, ReadOnlySpan<float> probs, int classes, double coverage)
    {
        ExampleGuard.Rows(labels, probs.Length, classes, nameof(probs));
        ExampleGuard.ProbabilityRows(probs, classes, nameof(probs));
        ExampleGuard.WithinZeroAndOne(coverage, nameof(coverage));
        var scores = new double[labels.Length];
        for (int i = 0; i < scores.Length; i++)
            scores[i] = 1.0 - probs[(i * classes) + labels[i]];
        return new ConformalClassifier(classes, ConformalQuantile.Of(scores, coverage));
    }

    /// <summary>contains[c] = 1 - probs[c] at most Threshold</summary>
    /// <param name="probs">of one example, one per class</param>
    /// <param name="contains">one per class</param>
    /// <returns>the number of classes in the set</returns>
    /// <remarks>Allocates nothing.</remarks>
    /// <exception cref="ArgumentException">a length that does not fit, a number that is no probability, or probabilities that do not add up to 1; contains is untouched</exception>
    public int Predict(ReadOnlySpan<float> probs, Span<bool> contains)
    {
        if (probs.Length != Classes)
            throw new ArgumentException($"probs holds {probs.Length} values, expected one for each of {Classes} classes", nameof(probs));
        ExampleGuard.SameLength(probs.Length, contains.Length, nameof(probs), nameof(contains));
        ExampleGuard.ProbabilityRows(probs, Classes, nameof(probs));
        int count = 0;
        for (int c = 0; c < probs.Length; c++)
        {
            contains[c] = 1.0 - probs[c] <= Threshold;
            if (contains[c]) count++;
        }

        return count;
    }
}

namespace SimdNet.Metrics;

/// <summary>Whether probabilities mean what they say: predicted probability against observed frequency, in bins of equal width</summary>
/// <remarks>
/// Bin b of B holds the probabilities in (b/B, (b + 1)/B], 0 too in the first, as in calibration_curve of scikit-learn (strategy uniform).
/// Which bin is exact: no edge is rounded. Allocates the bins. Source: Guo, Pleiss, Sun and Weinberger 2017, On calibration of modern neural networks.
/// </remarks>
public sealed class Reliability
{
    /// <summary>Most bins: a float's 24 bits times their number are exact in double</summary>
    public const int MaxBins = 1 << 20;

    private readonly ReliabilityBin[] _bins;
    private readonly int[] _counts, _hits;
    private readonly double[] _sums;

    private Reliability(int bins)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bins, MaxBins);
        _bins = new ReliabilityBin[bins];
        _counts = new int[bins];
        _hits = new int[bins];
        _sums = new double[bins];
    }

    /// <summary>All bins, those without an example too</summary>
    public ReadOnlySpan<ReliabilityBin> Bins => _bins;

    /// <summary>Sum over the bins of Count / n Gap</summary>
    public double ExpectedCalibrationError { get; private set; }

    /// <summary>The largest Gap of a bin</summary>
    public double MaximumCalibrationError { get; private set; }

    /// <summary>The reliability of the probabilities of outcomes</summary>
    /// <param name="positive">which examples are positive</param>
    /// <param name="probs">the predicted probability that they are</param>
    /// <param name="bins">from 1 to <see cref="MaxBins"/></param>
    /// <exception cref="ArgumentException">no examples, the lengths differ, or a number is no probability; the message has both numbers</exception>
    /// <exception cref="ArgumentOutOfRangeException">bins out of its range</exception>
    public static Reliability Of(ReadOnlySpan<bool> positive, ReadOnlySpan<float> probs, int bins = 10)
    {
        ExampleGuard.SameLength(positive.Length, probs.Length, nameof(positive), nameof(probs));
        ExampleGuard.AtLeast(1, probs.Length, nameof(probs));
        ExampleGuard.Probabilities(probs, nameof(probs));
        var reliability = new Reliability(bins);
        for (int i = 0; i < probs.Length; i++)
            reliability.Add(probs[i], positive[i]);
        return reliability.Finish(probs.Length);
    }

    /// <summary>The reliability of the most likely class: its probability is the confidence, and a hit is a right prediction</summary>
    /// <param name="labels">the actual classes, numbered from 0</param>
    /// <param name="probs">[labels.Length x classes], row-major; of equal probabilities, the first class is predicted</param>
    /// <param name="classes">at least 2</param>
    /// <param name="bins">from 1 to <see cref="MaxBins"/></param>
    /// <exception cref="ArgumentException">no examples, a length that does not fit, a number that is no probability, or a row that does not add up to 1</exception>
    /// <exception cref="ArgumentOutOfRangeException">a label, classes or bins out of its range</exception>
    public static Reliability OfTopClass(ReadOnlySpan<int> labels, ReadOnlySpan<float> probs, int classes, int bins = 10)
    {
        ExampleGuard.Rows(labels, probs.Length, classes, nameof(probs));
        ExampleGuard.ProbabilityRows(probs, classes, nameof(probs));
        var reliability = new Reliability(bins);
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> row = probs.Slice(i * classes, classes);
            int predicted = 0;
            for (int c = 1; c < classes; c++)
            {
                if (row[c] > row[predicted]) predicted = c;
            }

            reliability.Add(row[predicted], predicted == labels[i]);
        }

        return reliability.Finish(labels.Length);
    }

    private void Add(double p, bool hit)
    {
        int bin = Math.Max(0, (int)Math.Ceiling(p * _bins.Length) - 1);
        _counts[bin]++;
        _sums[bin] += p;
        if (hit) _hits[bin]++;
    }

    private Reliability Finish(int examples)
    {
        double sum = 0;
        for (int b = 0; b < _bins.Length; b++)
        {
            _bins[b] = new ReliabilityBin((double)b / _bins.Length, (b + 1.0) / _bins.Length, _counts[b], _hits[b], _sums[b] / _counts[b]);
            sum += _counts[b] * _bins[b].Gap;
            MaximumCalibrationError = Math.Max(MaximumCalibrationError, _bins[b].Gap);
        }

        ExpectedCalibrationError = sum / examples;
        return this;
    }
}

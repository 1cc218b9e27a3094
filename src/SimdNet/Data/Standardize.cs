using SimdNet.Nn;

namespace SimdNet.Data;

/// <summary>y = (x - mean) / standard deviation, of each feature: mean 0 and variance 1 on the training part.</summary>
/// <remarks>
/// The variance is the biased one, as in scikit-learn's StandardScaler. A constant feature, or one whose variance is no normal float, is only shifted: its variance is taken
/// as 1. Sums are in double, row after row. A new one changes nothing: mean 0, variance 1.
/// </remarks>
public sealed class Standardize : ScaleTransform
{
    private readonly Parameter _mean, _variance;
    private readonly float[] _gamma, _beta;

    /// <summary>A transform that changes nothing until it is fitted or loaded.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the number of features is not positive</exception>
    public Standardize(int features)
        : base(features)
    {
        (_mean, _variance) = (new Parameter("standardize.mean", features), new Parameter("standardize.variance", features));
        (_gamma, _beta) = (Constant(features, 1), Constant(features, 0));
        _variance.Value.Fill(1);
        Buffers = [_mean, _variance];
    }

    /// <summary>Means and variances.</summary>
    public override IReadOnlyList<Parameter> Buffers { get; }

    private protected override ReadOnlySpan<float> Mean => _mean.Value;

    private protected override ReadOnlySpan<float> Variance => _variance.Value;

    private protected override ReadOnlySpan<float> Gamma => _gamma;

    private protected override ReadOnlySpan<float> Beta => _beta;

    private protected override (Parameter?, Parameter?, Parameter?, Parameter?) Learned => (_mean, _variance, null, null);

    /// <inheritdoc/>
    protected override void Learn(ReadOnlySpan<float> x)
    {
        float[] mean = new float[InFeatures], variance = new float[InFeatures];
        for (int j = 0; j < InFeatures; j++)
            (mean[j], variance[j]) = Statistics(x, j);
        mean.CopyTo(_mean.Value);
        variance.CopyTo(_variance.Value);
    }

    private (float Mean, float Variance) Statistics(ReadOnlySpan<float> x, int column)
    {
        double sum = 0, squares = 0;
        for (int i = column; i < x.Length; i += InFeatures)
            sum += x[i];
        // Of a constant exact, up to 2^29 rows: 24 bits of a float and 29 of the count are the 53 of a double. The variance is then 0.
        double mean = sum / (x.Length / InFeatures);
        for (int i = column; i < x.Length; i += InFeatures)
            squares += (x[i] - mean) * (x[i] - mean);
        float variance = (float)(squares / (x.Length / InFeatures));
        if (!float.IsFinite(variance))
            throw new ArgumentException($"column {column} has a variance of {squares / (x.Length / InFeatures)}, which is more than the largest float.", nameof(x));
        return ((float)mean, float.IsNormal(variance) ? variance : 1);
    }
}

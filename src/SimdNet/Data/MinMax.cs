using SimdNet.Nn;

namespace SimdNet.Data;

/// <summary>y = (x - min) scale + low, scale = (high - low) / (max - min) of each feature: low to high on the training part.</summary>
/// <remarks>
/// As scikit-learn's MinMaxScaler: a constant feature becomes low, its range taken as 1, and what lies outside of the training part's range lies outside of low to high.
/// Rounding may pass high by some units in the last place. A new one takes rows to x (high - low) + low.
/// </remarks>
public sealed class MinMax : ScaleTransform
{
    private readonly Parameter _min, _scale;
    private readonly float[] _ones, _low;
    private readonly float _range;

    /// <summary>A transform of features from 0 to 1 until it is fitted or loaded.</summary>
    /// <param name="features">of a row</param>
    /// <param name="low">what the least value becomes</param>
    /// <param name="high">what the largest value becomes; above low. Neither is saved</param>
    /// <exception cref="ArgumentOutOfRangeException">the number of features is not positive, or low and high are not finite, or high is not above low</exception>
    public MinMax(int features, float low = 0, float high = 1)
        : base(features)
    {
        if (!(high > low) || !float.IsFinite(high - low))
            throw new ArgumentOutOfRangeException(nameof(high), high, $"expected a finite number above low = {low}.");
        (_min, _scale) = (new Parameter("min_max.min", features), new Parameter("min_max.scale", features));
        (_ones, _low, _range) = (Constant(features, 1), Constant(features, low), high - low);
        _scale.Value.Fill(_range);
        Buffers = [_min, _scale];
    }

    /// <summary>Minima and scales.</summary>
    public override IReadOnlyList<Parameter> Buffers { get; }

    private protected override ReadOnlySpan<float> Mean => _min.Value;

    private protected override ReadOnlySpan<float> Variance => _ones;

    private protected override ReadOnlySpan<float> Gamma => _scale.Value;

    private protected override ReadOnlySpan<float> Beta => _low;

    private protected override (Parameter?, Parameter?, Parameter?, Parameter?) Learned => (_min, null, _scale, null);

    /// <inheritdoc/>
    protected override void Learn(ReadOnlySpan<float> x)
    {
        float[] min = x[..InFeatures].ToArray(), max = x[..InFeatures].ToArray(), scale = new float[InFeatures];
        for (int i = 0; i < x.Length; i++)
        {
            int j = i % InFeatures;
            (min[j], max[j]) = (float.Min(min[j], x[i]), float.Max(max[j], x[i]));
        }

        for (int j = 0; j < InFeatures; j++)
        {
            double range = (double)max[j] - min[j];
            scale[j] = (float)(_range / (range == 0 ? 1 : range));
            if (!float.IsNormal(scale[j]) || range > float.MaxValue)
                throw new ArgumentException($"column {j} goes from {min[j]} to {max[j]}, a range that floats cannot scale to {_range}.", nameof(x));
        }

        min.CopyTo(_min.Value);
        scale.CopyTo(_scale.Value);
    }
}

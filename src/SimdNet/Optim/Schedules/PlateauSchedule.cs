using SimdNet.Nn;

namespace SimdNet.Optim;

/// <summary>Multiplies the rate by a factor when the loss has not fallen for a number of reports. The step makes no difference.</summary>
/// <remarks>
/// PyTorch's ReduceLROnPlateau with mode min and a relative threshold, and its defaults: a loss counts as lower below best (1 - threshold);
/// after more than <c>patience</c> reports without one the rate falls. NaN is not lower. Not thread-safe.
/// </remarks>
public sealed class PlateauSchedule : Schedule
{
    // As PyTorch's eps: a smaller fall is not taken.
    private const double SmallestFall = 1e-8;
    private readonly double _factor, _threshold, _minimum;
    private readonly int _patience, _cooldown;
    private double _rate, _best = double.PositiveInfinity;
    private int _badReports, _wait;

    /// <summary>A schedule that waits for the loss.</summary>
    /// <param name="learningRate">the first rate, positive</param>
    /// <param name="factor">of a fall, in (0, 1)</param>
    /// <param name="patience">reports without a lower loss that change nothing; 0 or more</param>
    /// <param name="threshold">by which share a loss must be lower, in [0, 1)</param>
    /// <param name="cooldown">reports after a fall that do not count; 0 or more</param>
    /// <param name="minimum">the lowest rate, from 0 to the learning rate</param>
    /// <exception cref="ArgumentOutOfRangeException">a number is out of range</exception>
    public PlateauSchedule(float learningRate, float factor = 0.1f, int patience = 10, double threshold = 1e-4, int cooldown = 0, float minimum = 0f)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        ArgumentOutOfRangeException.ThrowIfNegative(cooldown);
        _factor = factor is > 0 and < 1 ? factor : throw new ArgumentOutOfRangeException(nameof(factor), factor, "expected a number between 0 and 1.");
        _threshold = threshold is >= 0 and < 1 ? threshold : throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "expected a number from 0 up to, not including, 1.");
        (_patience, _cooldown, _minimum) = (patience, cooldown, Minimum(minimum, learningRate, nameof(minimum)));
        _rate = Positive(learningRate, nameof(learningRate));
    }

    /// <summary>The rate now, the lowest loss reported (infinity before there is one), the reports since then, and those to come that do not count.</summary>
    public override IReadOnlyList<double> State
    {
        get => [_rate, _best, _badReports, _wait];
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value is not [>= 0 and < double.PositiveInfinity, var best, >= 0 and <= int.MaxValue, >= 0 and <= int.MaxValue] || double.IsNaN(best) || !double.IsInteger(value[2]) || !double.IsInteger(value[3]))
                throw new ArgumentException($"a plateau schedule remembers a rate, a loss and two counts, not {string.Join(", ", value)}.", nameof(value));
            (_rate, _best, _badReports, _wait) = (value[0], best, (int)value[2], (int)value[3]);
        }
    }

    /// <inheritdoc/>
    public override void Report(double loss)
    {
        bool isLower = loss < _best * (1 - _threshold);
        (_best, _badReports) = isLower ? (loss, 0) : (_best, _badReports + 1);
        if (_wait > 0)
            (_wait, _badReports) = (_wait - 1, 0);
        if (_badReports > _patience)
        {
            double lower = Math.Max(_rate * _factor, _minimum);
            _rate = _rate - lower > SmallestFall ? lower : _rate;
            (_wait, _badReports) = (_cooldown, 0);
        }
    }

    /// <inheritdoc/>
    protected internal override double Rate(long step) => _rate;

    /// <summary>Its name and settings, the learning rate as it is now.</summary>
    public override string ToString() => SettingsText.Of(nameof(PlateauSchedule), ("learningRate", (float)_rate),
        ("factor", (float)_factor), ("patience", _patience), ("threshold", _threshold), ("cooldown", _cooldown), ("minimum", (float)_minimum));
}

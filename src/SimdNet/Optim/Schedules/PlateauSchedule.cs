using SimdNet.Nn;

namespace SimdNet.Optim;

/// <summary>Multiplies the rate by a factor when the loss has not fallen for a number of reports. The step makes no difference.</summary>
/// <remarks>
/// PyTorch's ReduceLROnPlateau with mode min and a relative threshold, and its defaults: a loss counts as lower below best (1 - threshold);
/// after more than <c>patience</c> reports without one the rate falls. NaN is not lower. <see cref="State"/> is all that it remembers. Not thread-safe.
/// </remarks>
public sealed class PlateauSchedule : Schedule
{
    // As PyTorch's eps: a smaller fall is not taken.
    private const double SmallestFall = 1e-8;
    private readonly double _factor, _threshold, _minimum;
    private readonly int _patience, _cooldown;

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
        State = new PlateauState(Positive(learningRate, nameof(learningRate)), double.PositiveInfinity, 0, 0);
    }

    /// <summary>What the schedule remembers; to be saved, and set to go on from there.</summary>
    public PlateauState State { get; set; }

    /// <inheritdoc/>
    public override bool DependsOnLoss => true;

    /// <inheritdoc/>
    public override void Report(double loss)
    {
        (double rate, double best, int badReports, int cooldown) = State;
        bool isLower = loss < best * (1 - _threshold);
        (best, badReports) = isLower ? (loss, 0) : (best, badReports + 1);
        if (cooldown > 0)
            (cooldown, badReports) = (cooldown - 1, 0);
        if (badReports > _patience)
        {
            double lower = Math.Max(rate * _factor, _minimum);
            rate = rate - lower > SmallestFall ? lower : rate;
            (cooldown, badReports) = (_cooldown, 0);
        }

        State = new PlateauState(rate, best, badReports, cooldown);
    }

    /// <inheritdoc/>
    protected internal override double Rate(long step) => State.Rate;

    /// <summary>Its name and settings, the learning rate as it is now.</summary>
    public override string ToString() => SettingsText.Of(nameof(PlateauSchedule), ("learningRate", (float)State.Rate),
        ("factor", (float)_factor), ("patience", _patience), ("threshold", _threshold), ("cooldown", _cooldown), ("minimum", (float)_minimum));
}

/// <summary>What a plateau schedule remembers.</summary>
/// <param name="Rate">the learning rate now</param>
/// <param name="Best">the lowest loss reported; infinity before there is one</param>
/// <param name="BadReports">reports since then</param>
/// <param name="Cooldown">reports to come that do not count</param>
public readonly record struct PlateauState(double Rate, double Best, int BadReports, int Cooldown);

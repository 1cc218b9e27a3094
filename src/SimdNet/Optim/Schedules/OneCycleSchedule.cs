using SimdNet.Nn;

namespace SimdNet.Optim;

/// <summary>
/// Up from maximum / divisor to the maximum, then down to maximum / divisor / finalDivisor, each along half a cosine.
/// The top is at warmupShare steps - 1, the end at steps - 1; behind it the rate stays.
/// </summary>
/// <remarks>PyTorch's OneCycleLR with anneal_strategy cos and three_phase False, for the learning rate alone. Source: Smith and Topin 2019.</remarks>
/// <param name="maximum">the highest rate, positive</param>
/// <param name="steps">steps of the cycle, 1 or more</param>
/// <param name="warmupShare">the share of the steps on the way up, in [0, 1)</param>
/// <param name="divisor">1 or more</param>
/// <param name="finalDivisor">1 or more</param>
/// <exception cref="ArgumentOutOfRangeException">a number is out of range</exception>
public sealed class OneCycleSchedule(float maximum, long steps, double warmupShare = 0.3, double divisor = 25, double finalDivisor = 1e4) : Schedule
{
    private readonly double _maximum = Positive(maximum, nameof(maximum));
    private readonly double _start = maximum / AtLeastOne(divisor, nameof(divisor));
    private readonly double _end = maximum / divisor / AtLeastOne(finalDivisor, nameof(finalDivisor));
    private readonly double _top = (Share(warmupShare, nameof(warmupShare)) * steps) - 1;
    private readonly (double WarmupShare, double Divisor, double FinalDivisor) _given = (warmupShare, divisor, finalDivisor);
    private readonly long _last = Count(steps, nameof(steps)) - 1;

    /// <inheritdoc/>
    protected internal override double Rate(long step) =>
        step >= _last && _last > 0 ? _end
        : step <= _top && _top > 0 ? Anneal(_start, _maximum, step / _top)
        : Anneal(_maximum, _end, (step - _top) / (_last - _top));

    private static double AtLeastOne(double value, string name) =>
        value >= 1 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "expected a finite number, 1 or more.");

    private static double Share(double value, string name) =>
        value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(name, value, "expected a number from 0 up to, not including, 1.");

    /// <summary>Its name and settings.</summary>
    public override string ToString() => SettingsText.Of(nameof(OneCycleSchedule),
        ("maximum", (float)_maximum), ("steps", _last + 1), ("warmupShare", _given.WarmupShare), ("divisor", _given.Divisor), ("finalDivisor", _given.FinalDivisor));
}

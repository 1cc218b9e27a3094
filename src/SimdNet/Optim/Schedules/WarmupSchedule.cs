using SimdNet.Nn;

namespace SimdNet.Optim;

/// <summary>Before another schedule a line up to its first rate: after(0) (startFactor + (1 - startFactor) step / steps), then after(step - steps).</summary>
/// <remarks>PyTorch's LinearLR followed by another schedule in SequentialLR.</remarks>
public sealed class WarmupSchedule : Schedule
{
    private readonly Schedule _after;
    private readonly long _steps;
    private readonly double _startFactor;

    /// <summary>A warm-up before a schedule.</summary>
    /// <param name="after">what follows</param>
    /// <param name="steps">steps of the warm-up, 1 or more</param>
    /// <param name="startFactor">the share of the rate at step 0, in (0, 1]</param>
    /// <exception cref="ArgumentOutOfRangeException">a number is out of range</exception>
    public WarmupSchedule(Schedule after, long steps, float startFactor = 1f / 3)
    {
        ArgumentNullException.ThrowIfNull(after);
        _after = after;
        _steps = Count(steps, nameof(steps));
        _startFactor = Factor(startFactor, nameof(startFactor));
    }

    /// <summary>That of the schedule after it.</summary>
    public override IReadOnlyList<double> State
    {
        get => _after.State;
        set => _after.State = value;
    }

    /// <inheritdoc/>
    public override void Report(double loss) => _after.Report(loss);

    /// <inheritdoc/>
    protected internal override double Rate(long step) =>
        step < _steps ? _after.Rate(0) * (_startFactor + ((1 - _startFactor) * step / _steps)) : _after.Rate(step - _steps);

    /// <summary>Its name and settings.</summary>
    public override string ToString() => SettingsText.Of(nameof(WarmupSchedule), ("steps", _steps), ("startFactor", (float)_startFactor), ("after", _after));
}

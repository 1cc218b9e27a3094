using SimdNet.Nn;

namespace SimdNet.Optim;

/// <summary>The learning rate as a function of the step, counted from 0: an optimizer's first step takes At(0).</summary>
/// <remarks>
/// A schedule counts what its caller counts; a trainer counts the optimizer's steps, over all its runs. <see cref="PerEpoch"/> makes a schedule of epochs one of steps.
/// Rates are absolute. Computed in double from exact or correctly rounded operations, so the same bits on every CPU. But for <see cref="PlateauSchedule"/> all are pure functions; <see cref="State"/> is all that it remembers.
/// </remarks>
public abstract class Schedule
{
    /// <summary>The rate of a step.</summary>
    /// <remarks>Allocates nothing.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">the step is negative</exception>
    public float At(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        return (float)Rate(step);
    }

    /// <summary>Whether the rates depend on what is reported; if not, they can be asked for at any time.</summary>
    public virtual bool DependsOnLoss => false;

    /// <summary>Tells the loss at the end of an epoch; only a schedule with state listens.</summary>
    public virtual void Report(double loss)
    {
    }

    /// <summary>What the schedule remembers, in numbers: to be saved, and set to go on from there; empty for a pure function of the step.</summary>
    /// <exception cref="ArgumentException">set to numbers that cannot be its own</exception>
    public virtual IReadOnlyList<double> State
    {
        get => [];
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Count != 0)
                throw new ArgumentException($"{GetType().Name} remembers nothing, but its state has {value.Count} numbers.", nameof(value));
        }
    }

    /// <summary>This schedule with epochs for its unit: a step takes the rate of its epoch.</summary>
    /// <param name="stepsPerEpoch">batches in an epoch</param>
    /// <exception cref="ArgumentOutOfRangeException">stepsPerEpoch is below 1</exception>
    public Schedule PerEpoch(long stepsPerEpoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepsPerEpoch);
        return new EpochSchedule(this, stepsPerEpoch);
    }

    /// <summary>Its name, and of the library's own schedules the settings.</summary>
    public override string ToString() => GetType().Name;

    /// <summary>The rate of a step that is 0 or more.</summary>
    protected internal abstract double Rate(long step);

    private protected static double Positive(float value, string name) =>
        value > 0 && float.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "expected a positive finite number.");

    private protected static double Minimum(float value, float learningRate, string name) =>
        value >= 0 && value <= learningRate ? value : throw new ArgumentOutOfRangeException(name, value, $"expected a number from 0 to the learning rate, {learningRate}.");

    private protected static double Factor(float value, string name) =>
        value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "expected a number above 0, up to 1.");

    private protected static long Count(long value, string name) =>
        value > 0 ? value : throw new ArgumentOutOfRangeException(name, value, "expected 1 or more.");

    /// <summary>From one number to another along half a cosine; share from 0 to 1.</summary>
    private protected static double Anneal(double from, double to, double share) => to + ((from - to) / 2 * (1 + Kernels.PortableMath.CosPi(share)));

    private sealed class EpochSchedule(Schedule schedule, long stepsPerEpoch) : Schedule
    {
        public override void Report(double loss) => schedule.Report(loss);

        public override IReadOnlyList<double> State
        {
            get => schedule.State;
            set => schedule.State = value;
        }

        protected internal override double Rate(long step) => schedule.Rate(step / stepsPerEpoch);

        public override string ToString() => SettingsText.Of(nameof(PerEpoch), ("stepsPerEpoch", stepsPerEpoch), ("schedule", schedule));
    }
}

using SimdNet.Kernels;

namespace SimdNet.Neurons;

/// <summary>A current that is injected into every neuron of a <see cref="Population{TNumber}"/>, in uA/cm2 over ms: steps, pulses, ramps and noise. Several add up.</summary>
/// <remarks>Corners are rounded to whole steps, each of its own: a train of pulses does not drift. Times are counted from the population's first step, so a run in parts sees the same current. The same bits on every machine.</remarks>
public readonly struct Current
{
    private readonly Shape _shape;
    private readonly double _from, _to, _start, _duration, _period;
    private readonly ulong _seed;
    private readonly long _firstNeuron;

    private Current(Shape shape, double from, double to, double start = 0, double duration = 0, double period = 0, ulong seed = 0, long firstNeuron = 0)
    {
        (_shape, _from, _to) = (shape, Finite(from, nameof(from)), Finite(to, nameof(to)));
        (_start, _duration, _period) = (Finite(start, nameof(start)), NotNegative(duration, nameof(duration)), NotNegative(period, nameof(period)));
        (_seed, _firstNeuron) = (seed, firstNeuron);
    }

    private enum Shape
    {
        Step,
        Pulse,
        Ramp,
        Noise,
    }

    internal bool IsNoise => _shape == Shape.Noise;

    /// <summary>amplitude, always.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the amplitude is not finite</exception>
    public static Current Constant(double amplitude) => new(Shape.Step, amplitude, amplitude);

    /// <summary>0 before start, then amplitude.</summary>
    /// <exception cref="ArgumentOutOfRangeException">a number is not finite</exception>
    public static Current Step(double amplitude, double start) => new(Shape.Step, 0, amplitude, start);

    /// <summary>amplitude from start for a duration; 0 otherwise.</summary>
    /// <param name="amplitude">uA/cm2</param>
    /// <param name="start">ms</param>
    /// <param name="duration">ms</param>
    /// <param name="period">ms from one pulse's start to the next one's; 0: one pulse only</param>
    /// <exception cref="ArgumentOutOfRangeException">a number is not finite, or duration or period is negative</exception>
    public static Current Pulse(double amplitude, double start, double duration, double period = 0) => new(Shape.Pulse, 0, amplitude, start, duration, period);

    /// <summary>from before start, to after start + duration, a straight line between.</summary>
    /// <exception cref="ArgumentOutOfRangeException">a number is not finite, or the duration is negative</exception>
    public static Current Ramp(double from, double to, double start, double duration) => new(Shape.Ramp, from, to, start, duration);

    /// <summary>Independent normal numbers, a new one for each neuron and interval.</summary>
    /// <param name="mean">uA/cm2</param>
    /// <param name="standardDeviation">uA/cm2; of white noise with intensity s it is s / sqrt(interval)</param>
    /// <param name="interval">how long a number is held, ms; rounded to steps, at least one</param>
    /// <param name="seed">of <see cref="Philox.Normal"/></param>
    /// <remarks>Neuron i takes index i of stream k in interval k, so the numbers do not depend on how many neurons there are. Other noise needs another seed.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">a number is not finite, or standardDeviation or interval is negative</exception>
    public static Current Noise(double mean, double standardDeviation, double interval, ulong seed)
    {
        if (!float.IsFinite((float)mean) || !float.IsFinite((float)standardDeviation))
            throw new ArgumentOutOfRangeException(nameof(mean), mean, $"mean and standardDeviation = {standardDeviation} are finite floats.");
        return new(Shape.Noise, mean, NotNegative(standardDeviation, nameof(standardDeviation)), duration: interval, seed: seed);
    }

    /// <summary>The same current for a population whose first neuron is number firstNeuron of a larger one's: noise gives each neuron the numbers that it has there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">firstNeuron is negative</exception>
    public Current From(long firstNeuron)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstNeuron);
        return new(_shape, _from, _to, _start, _duration, _period, _seed, firstNeuron);
    }

    /// <summary>The current right after the beginning of a step and right before its end; between them it is a straight line.</summary>
    internal (double Begin, double End) During(long step, double timeStep)
    {
        double at = step - Math.Round(_start / timeStep), length = Math.Round(_duration / timeStep);
        switch (_shape)
        {
            case Shape.Step:
                return Both(at < 0 ? _from : _to);
            case Shape.Pulse:
                at = step - LastPulse(step, timeStep);
                return Both(at < 0 || at >= length ? 0 : _to);
            case Shape.Ramp:
                return at < 0 ? Both(_from) : (OnRamp(at, length), OnRamp(at + 1, length));
            default:
                return (0, 0);
        }
    }

    /// <summary>True at the step in which a new number is due.</summary>
    internal bool IsNewAt(long step, double timeStep) => step % Interval(timeStep) == 0;

    /// <summary>The noise of neurons from first on.</summary>
    internal void Fill(long step, double timeStep, int first, Span<float> values) =>
        Philox.Normal(_seed, (ulong)(step / Interval(timeStep)), (ulong)(_firstNeuron + first), (float)_from, (float)_to, values);

    private static (double Begin, double End) Both(double value) => (value, value);

    private static double Finite(double value, string name) =>
        double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is a finite number.");

    private static double NotNegative(double value, string name) =>
        Finite(value, name) >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is not negative.");

    private double OnRamp(double at, double length) => at >= length ? _to : _from + ((_to - _from) * (at / length));

    // The step in which the last pulse that has begun began, or the first one will: each is rounded on its own.
    private double LastPulse(long step, double timeStep)
    {
        double number = _period > 0 ? Math.Max(0, Math.Floor(((step * timeStep) - _start) / _period)) : 0;
        double next = Math.Round((_start + ((number + 1) * _period)) / timeStep);
        return _period > 0 && next <= step ? next : Math.Round((_start + (number * _period)) / timeStep);
    }

    private long Interval(double timeStep) => Math.Max(1, (long)Math.Min(Math.Round(_duration / timeStep), long.MaxValue / 2));
}

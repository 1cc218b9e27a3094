using System.Runtime.CompilerServices;
using SimdNet.Buffers;
using SimdNet.Kernels;

namespace SimdNet.Neurons;

/// <summary>Neurons of one model side by side, each with its own state and current.</summary>
/// <typeparam name="TNumber">float: SIMD lanes, a neuron a lane; double: one neuron after the other, the same formulas, for checks and long runs</typeparam>
/// <remarks>
/// After construction nothing is allocated. The same bits on every CPU, for any number of threads, for a neuron alone or among others, and for a run in one call or in parts.
/// A state that is not finite stays so and is not refused. Not thread-safe.
/// </remarks>
public sealed unsafe class Population<TNumber> : IDisposable
    where TNumber : unmanaged
{
    // The widest register; every row of the state is a multiple.
    private const int LargestRegister = 16;

    private readonly AlignedBuffer _state;
    private readonly int _stride;

    /// <summary>Neurons that all start at <see cref="NeuronModel.InitialVoltage"/>.</summary>
    /// <param name="model">the equations and their parameters</param>
    /// <param name="count">how many neurons; positive</param>
    /// <param name="timeStep">ms; positive</param>
    /// <param name="integrator">how steps are taken</param>
    /// <exception cref="ArgumentOutOfRangeException">a parameter of the model, the count or the step is out of range, or the state would not fit one buffer</exception>
    /// <exception cref="NotSupportedException">TNumber is neither float nor double</exception>
    public Population(NeuronModel model, int count, double timeStep, Integrator integrator = Integrator.RungeKutta4)
    {
        if (typeof(TNumber) != typeof(float) && typeof(TNumber) != typeof(double))
            throw new NotSupportedException($"a population computes in float or double, not in {typeof(TNumber).Name}.");
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        if (!(timeStep > 0 && float.IsNormal((float)timeStep)))
            throw new ArgumentOutOfRangeException(nameof(timeStep), timeStep, "expected a positive number of ms, finite and not below the normal floats.");
        if (!Enum.IsDefined(integrator))
            throw new ArgumentOutOfRangeException(nameof(integrator), integrator, "expected one of the integrators.");
        model.Check();
        (Model, Count, TimeStep, Integrator) = (model, count, timeStep, integrator);
        long stride = ((long)count + LargestRegister - 1) / LargestRegister * LargestRegister, floats = stride * model.Variables.Count * (sizeof(TNumber) / sizeof(float));
        if (floats > Array.MaxLength)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"the state of so many neurons needs {floats} floats, but a buffer holds {Array.MaxLength}.");
        _stride = (int)stride;
        _state = new AlignedBuffer((int)floats);
        Reset();
    }

    /// <summary>The equations and their parameters.</summary>
    public NeuronModel Model { get; }

    /// <summary>How many neurons.</summary>
    public int Count { get; }

    /// <summary>The length of a step, ms.</summary>
    public double TimeStep { get; }

    /// <summary>How steps are taken.</summary>
    public Integrator Integrator { get; }

    /// <summary>Steps taken since the start.</summary>
    public long StepsTaken { get; private set; }

    /// <summary>StepsTaken TimeStep, ms.</summary>
    public double Time => StepsTaken * TimeStep;

    /// <summary>The voltages now, mV; may be written to.</summary>
    public Span<TNumber> Voltages => Variable(0);

    private TNumber* Pointer => (TNumber*)_state.Pointer;

    /// <summary>One variable of all neurons now, in the order of <see cref="NeuronModel.Variables"/>; may be written to.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the model has no such variable</exception>
    /// <exception cref="ObjectDisposedException">the population was disposed</exception>
    public Span<TNumber> Variable(int index)
    {
        if (index < 0 || index >= Model.Variables.Count)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"the model has {Model.Variables.Count} variables.");
        return new(Pointer + ((nint)index * _stride), Count);
    }

    /// <summary>Back to the start: no step taken, every neuron at <see cref="NeuronModel.InitialVoltage"/>.</summary>
    public void Reset()
    {
        Span<double> start = stackalloc double[Model.Variables.Count];
        Model.Settle(Model.InitialVoltage, start);
        for (int i = 0; i < start.Length; i++)
            new Span<TNumber>(Pointer + ((nint)i * _stride), _stride).Fill(Rounded(start[i]));
        StepsTaken = 0;
    }

    /// <summary>Takes steps with currents that are the same for all neurons.</summary>
    /// <inheritdoc cref="Advance(int, ReadOnlySpan{TNumber}, ReadOnlySpan{Current}, Recording{TNumber}, WorkerPool)"/>
    public void Advance(int steps, params ReadOnlySpan<Current> currents) => Advance(steps, [], currents, default);

    /// <summary>Takes steps. The current of a neuron is the sum of what is given for it and of the currents for all.</summary>
    /// <param name="steps">0 or more</param>
    /// <param name="given">uA/cm2: empty; one number for each neuron; or [steps x neurons], each held for its step</param>
    /// <param name="currents">currents for all neurons; their times are counted from the population's first step</param>
    /// <param name="recording">where voltages and spikes go; none of its spans may overlap another or the state</param>
    /// <param name="pool">threads to share the neurons among; null: the caller's alone</param>
    /// <remarks>Allocates nothing.</remarks>
    /// <exception cref="ArgumentException">a span's length does not fit; the message has both numbers. Or the recorded voltages overlap what is given or the state. No step is taken then</exception>
    /// <exception cref="ArgumentOutOfRangeException">steps or <see cref="Recording{TNumber}.Every"/> is negative</exception>
    /// <exception cref="ObjectDisposedException">the population was disposed</exception>
    public void Advance(int steps, ReadOnlySpan<TNumber> given, ReadOnlySpan<Current> currents, Recording<TNumber> recording, WorkerPool? pool = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        bool isPerStep = given.Length != Count && !given.IsEmpty;
        if (isPerStep && given.Length != (long)steps * Count)
            throw new ArgumentException($"given holds {given.Length} numbers; expected none, {Count} (one for each neuron) or {(long)steps * Count} (one for each neuron and step).", nameof(given));
        int every = CheckRecording(steps, recording);
        Guard.Disjoint(given, recording.Voltages);
        Guard.Disjoint(new ReadOnlySpan<TNumber>(Pointer, _stride * Model.Variables.Count), recording.Voltages, "the population's state");
        fixed (TNumber* pGiven = given, pVoltages = recording.Voltages)
        fixed (Current* pCurrents = currents)
        fixed (double* pTimes = recording.SpikeTimes)
        fixed (int* pCounts = recording.SpikeCounts)
        {
            var run = new PopulationRun<TNumber>
            {
                State = Pointer, Count = Count, Stride = _stride, Steps = steps, FirstStep = StepsTaken, TimeStep = TimeStep, Integrator = Integrator,
                Currents = pCurrents, CurrentCount = currents.Length, Given = pGiven, GivenStride = isPerStep ? Count : 0,
                Voltages = pVoltages, Every = every, SpikeTimes = pTimes, SpikeCapacity = recording.SpikeTimes.Length / Count, SpikeCounts = pCounts,
            };
            if (typeof(TNumber) == typeof(float))
                Model.Advance(in Unsafe.As<PopulationRun<TNumber>, PopulationRun<float>>(ref run), pool);
            else
                Model.Advance(in Unsafe.As<PopulationRun<TNumber>, PopulationRun<double>>(ref run), pool);
        }

        StepsTaken += steps;
    }

    /// <summary>Frees the state.</summary>
    public void Dispose() => _state.Dispose();

    private static TNumber Rounded(double value)
    {
        if (typeof(TNumber) == typeof(float))
        {
            float single = (float)value;
            return Unsafe.BitCast<float, TNumber>(single);
        }

        return Unsafe.BitCast<double, TNumber>(value);
    }

    private int CheckRecording(int steps, Recording<TNumber> recording)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(recording.Every);
        int every = Math.Max(1, recording.Every);
        long samples = ((StepsTaken + steps) / every) - (StepsTaken / every);
        if (!recording.Voltages.IsEmpty && recording.Voltages.Length < samples * Count)
            throw new ArgumentException($"Voltages holds {recording.Voltages.Length} numbers, but {samples} samples of {Count} neurons need {samples * Count}.", nameof(recording));
        if (!recording.SpikeTimes.IsEmpty && recording.SpikeTimes.Length % Count != 0)
            throw new ArgumentException($"SpikeTimes holds {recording.SpikeTimes.Length} numbers, which is not a multiple of {Count} neurons.", nameof(recording));
        bool needsCounts = !recording.SpikeTimes.IsEmpty;
        if (recording.SpikeCounts.Length != Count && (needsCounts || !recording.SpikeCounts.IsEmpty))
            throw new ArgumentException($"SpikeCounts holds {recording.SpikeCounts.Length} numbers, but there are {Count} neurons.", nameof(recording));
        foreach (int count in recording.SpikeCounts)
        {
            if (count < 0)
                throw new ArgumentException($"SpikeCounts holds {count}; a count is not negative.", nameof(recording));
        }

        return every;
    }
}

using System.Runtime.CompilerServices;
using SimdNet.Buffers;
using SimdNet.Lanes;

namespace SimdNet.Neurons;

/// <summary>A model of a neuron with its parameters: <see cref="HodgkinHuxley"/>, <see cref="MorrisLecar"/>, <see cref="Izhikevich"/>, <see cref="LeakyIntegrateAndFire"/>.</summary>
/// <remarks>Voltages are in mV, times in ms, currents in uA/cm2, conductances in mS/cm2, capacitances in uF/cm2, where a model does not say otherwise. A <see cref="Population{TNumber}"/> computes it.</remarks>
public abstract record NeuronModel
{
    private protected NeuronModel()
    {
    }

    /// <summary>The names of the variables, the voltage first.</summary>
    public abstract IReadOnlyList<string> Variables { get; }

    /// <summary>The voltage at the start, mV; the other variables start where they stay at this voltage.</summary>
    public double InitialVoltage { get; init; } = -65;

    /// <summary>x' = f(x) at one point, in double precision: slopes[i] = f_i.</summary>
    /// <param name="current">uA/cm2</param>
    /// <param name="x">the variables, the voltage first</param>
    /// <param name="slopes">as many, for each ms; may be x itself</param>
    /// <remarks>Allocates nothing. The same bits on every machine.</remarks>
    /// <exception cref="ArgumentException">a length is not the number of variables</exception>
    public void Evaluate(double current, ReadOnlySpan<double> x, Span<double> slopes)
    {
        CheckLength(x.Length, nameof(x));
        CheckLength(slopes.Length, nameof(slopes));
        Span<double> all = stackalloc double[4], f = stackalloc double[4];
        all.Clear();
        x.CopyTo(all);
        EvaluateF64(current, all, f, stackalloc double[4]);
        f[..slopes.Length].CopyTo(slopes);
    }

    /// <summary>The variables at the start: the voltage given, the others where they stay at it.</summary>
    /// <param name="voltage">mV</param>
    /// <param name="x">overwritten; as long as <see cref="Variables"/></param>
    /// <exception cref="ArgumentException">the length is not the number of variables</exception>
    public void Settle(double voltage, Span<double> x)
    {
        CheckLength(x.Length, nameof(x));
        Span<double> all = stackalloc double[4], f = stackalloc double[4], b = stackalloc double[4];
        all.Clear();
        all[0] = voltage;
        EvaluateF64(0, all, f, b); // f = a - b x with x = 0 is a
        x[0] = voltage;
        for (int i = 1; i < x.Length; i++)
            x[i] = b[i] == 0 ? 0 : f[i] / b[i];
    }

    /// <summary>Throws if a parameter is out of range.</summary>
    internal virtual void Check() => Finite(InitialVoltage);

    internal abstract void Advance(in PopulationRun<float> run, WorkerPool? pool);

    internal abstract void Advance(in PopulationRun<double> run, WorkerPool? pool);

    private protected abstract void EvaluateF64(double current, ReadOnlySpan<double> x, Span<double> f, Span<double> b);

    private protected static void Evaluate<TEquations>(in TEquations equations, double current, ReadOnlySpan<double> x, Span<double> f, Span<double> b)
        where TEquations : struct, INeuronEquations<double>
    {
        equations.Evaluate<F64x1, DoubleReal>(new(current), new(x[0]), new(x[1]), new(x[2]), new(x[3]),
            out F64x1 f0, out F64x1 f1, out F64x1 f2, out F64x1 f3, out F64x1 b0, out F64x1 b1, out F64x1 b2, out F64x1 b3);
        (f[0], f[1], f[2], f[3]) = (f0.Value, f1.Value, f2.Value, f3.Value);
        (b[0], b[1], b[2], b[3]) = (b0.Value, b1.Value, b2.Value, b3.Value);
    }

    private protected static void Finite(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!float.IsFinite((float)value))
            throw new ArgumentOutOfRangeException(name, value, $"{name} is a finite float.");
    }

    private protected static void Positive(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value > 0 && float.IsFinite((float)value)))
            throw new ArgumentOutOfRangeException(name, value, $"{name} is positive and a finite float.");
    }

    private protected static void NotNegative(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value >= 0 && float.IsFinite((float)value)))
            throw new ArgumentOutOfRangeException(name, value, $"{name} is not negative and a finite float.");
    }

    private void CheckLength(int length, string name)
    {
        if (length != Variables.Count)
            throw new ArgumentException($"{name} holds {length} numbers, but the model has {Variables.Count} variables ({string.Join(", ", Variables)}).", name);
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using SimdNet.Buffers;
using SimdNet.Lanes;

namespace SimdNet.Neurons;

/// <summary>
/// The squid giant axon's membrane: C V' = I - gNa m^3 h (V - ENa) - gK n^4 (V - EK) - gL (V - EL), and x' = alpha_x(V) (1 - x) - beta_x(V) x
/// for the gates x = m, h, n.
/// </summary>
/// <remarks>
/// alpha_m = 0.1 (V + 40) / (1 - e^(-(V + 40)/10)), beta_m = 4 e^(-(V + 65)/18), alpha_h = 0.07 e^(-(V + 65)/20), beta_h = 1 / (1 + e^(-(V + 35)/10)),
/// alpha_n = 0.01 (V + 55) / (1 - e^(-(V + 55)/10)), beta_n = 0.125 e^(-(V + 65)/80), for each ms at 6.3 degrees Celsius.
/// Source: Hodgkin and Huxley 1952, equations 12, 13, 20, 21, 23 to 26 and table 3, with the voltage turned round and counted from the outside: rest is at -65 mV.
/// </remarks>
public sealed record HodgkinHuxley : NeuronModel
{
    /// <summary>The set of 1952, table 3.</summary>
    public static HodgkinHuxley Standard { get; } = new();

    /// <summary>C, uF/cm2.</summary>
    public double Capacitance { get; init; } = 1;

    /// <summary>gNa, mS/cm2.</summary>
    public double SodiumConductance { get; init; } = 120;

    /// <summary>gK, mS/cm2.</summary>
    public double PotassiumConductance { get; init; } = 36;

    /// <summary>gL, mS/cm2.</summary>
    public double LeakConductance { get; init; } = 0.3;

    /// <summary>ENa, mV.</summary>
    public double SodiumReversal { get; init; } = 50;

    /// <summary>EK, mV.</summary>
    public double PotassiumReversal { get; init; } = -77;

    /// <summary>EL, mV: 10.613 above rest, where the three currents cancel.</summary>
    public double LeakReversal { get; init; } = -54.387;

    /// <summary>The voltage whose crossing from below is a spike, mV.</summary>
    public double SpikeThreshold { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Variables { get; } = ["V", "m", "h", "n"];

    internal override void Check()
    {
        base.Check();
        Positive(Capacitance);
        NotNegative(SodiumConductance);
        NotNegative(PotassiumConductance);
        NotNegative(LeakConductance);
        Finite(SodiumReversal);
        Finite(PotassiumReversal);
        Finite(LeakReversal);
        Finite(SpikeThreshold);
    }

    internal override void Advance(in PopulationRun<float> run, WorkerPool? pool) => PopulationLoop.Run(new HodgkinHuxleyEquations<float>(this), run, pool);

    internal override void Advance(in PopulationRun<double> run, WorkerPool? pool) => PopulationLoop.Run(new HodgkinHuxleyEquations<double>(this), run, pool);

    private protected override void EvaluateF64(double current, ReadOnlySpan<double> x, Span<double> f, Span<double> b) =>
        Evaluate(new HodgkinHuxleyEquations<double>(this), current, x, f, b);
}

/// <summary><see cref="HodgkinHuxley"/>, conductances and currents divided by the capacitance.</summary>
internal readonly struct HodgkinHuxleyEquations<TNumber>(HodgkinHuxley model) : INeuronEquations<TNumber>
    where TNumber : unmanaged, IFloatingPointIeee754<TNumber>
{
    private readonly TNumber _perCapacitance = TNumber.CreateTruncating(1 / model.Capacitance);
    private readonly TNumber _sodium = TNumber.CreateTruncating(model.SodiumConductance / model.Capacitance);
    private readonly TNumber _potassium = TNumber.CreateTruncating(model.PotassiumConductance / model.Capacitance);
    private readonly TNumber _leak = TNumber.CreateTruncating(model.LeakConductance / model.Capacitance);
    private readonly TNumber _sodiumReversal = TNumber.CreateTruncating(model.SodiumReversal);
    private readonly TNumber _potassiumReversal = TNumber.CreateTruncating(model.PotassiumReversal);
    private readonly TNumber _leakCurrent = TNumber.CreateTruncating(model.LeakConductance / model.Capacitance * model.LeakReversal);

    public static int Variables => 4;

    public TNumber Threshold { get; } = TNumber.CreateTruncating(model.SpikeThreshold);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Evaluate<T, TMath>(T current, T x0, T x1, T x2, T x3, out T f0, out T f1, out T f2, out T f3, out T b0, out T b1, out T b2, out T b3)
        where T : unmanaged, IArithmetic<T>
        where TMath : IReal<T, TNumber>
    {
        // Three of the six exponentials are powers of one: e80 = e^(-(V + 65)/80), to the fourth, and to the eighth times e^3.
        T e80 = TMath.Exp(T.FusedMultiplyAdd(x0, TMath.Of(-0.0125), TMath.Of(-0.8125)));
        T e40 = e80 * e80;
        T e20 = e40 * e40;
        T alphaM = TMath.Bernoulli(T.FusedMultiplyAdd(x0, TMath.Of(-0.1), TMath.Of(-4)));
        b1 = T.FusedMultiplyAdd(TMath.Of(4), TMath.Exp(T.FusedMultiplyAdd(x0, TMath.Of(-1.0 / 18), TMath.Of(-65.0 / 18))), alphaM);
        f1 = T.FusedMultiplyAdd(-b1, x1, alphaM);

        T alphaH = TMath.Of(0.07) * e20;
        b2 = alphaH + (TMath.Of(1) / T.FusedMultiplyAdd(e20 * e20, TMath.Of(20.085536923187668), TMath.Of(1)));
        f2 = T.FusedMultiplyAdd(-b2, x2, alphaH);

        T alphaN = TMath.Of(0.1) * TMath.Bernoulli(T.FusedMultiplyAdd(x0, TMath.Of(-0.1), TMath.Of(-5.5)));
        b3 = T.FusedMultiplyAdd(TMath.Of(0.125), e80, alphaN);
        f3 = T.FusedMultiplyAdd(-b3, x3, alphaN);

        T n2 = x3 * x3;
        T sodium = TMath.Broadcast(_sodium) * x2 * (x1 * x1 * x1), potassium = TMath.Broadcast(_potassium) * (n2 * n2);
        b0 = sodium + (potassium + TMath.Broadcast(_leak));
        T drive = T.FusedMultiplyAdd(current, TMath.Broadcast(_perCapacitance), TMath.Broadcast(_leakCurrent));
        drive = T.FusedMultiplyAdd(potassium, TMath.Broadcast(_potassiumReversal), drive);
        drive = T.FusedMultiplyAdd(sodium, TMath.Broadcast(_sodiumReversal), drive);
        f0 = T.FusedMultiplyAdd(-b0, x0, drive);
    }

    public void Spike(ref TNumber voltage, ref TNumber second)
    {
    }
}

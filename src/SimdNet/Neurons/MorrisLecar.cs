using System.Numerics;
using System.Runtime.CompilerServices;
using SimdNet.Buffers;
using SimdNet.Lanes;

namespace SimdNet.Neurons;

/// <summary>
/// The barnacle muscle fibre, reduced to two variables: C V' = I - gL (V - VL) - gCa minf(V) (V - VCa) - gK w (V - VK), w' = lambda(V) (winf(V) - w).
/// </summary>
/// <remarks>
/// minf = (1 + tanh((V - V1) / V2)) / 2, winf = (1 + tanh((V - V3) / V4)) / 2, lambda = phi cosh((V - V3) / (2 V4)).
/// Sources: Morris and Lecar 1981; parameter sets of Rinzel and Ermentrout 1989, as in Ermentrout and Terman 2010, table 3.1.
/// </remarks>
public sealed record MorrisLecar : NeuronModel
{
    private MorrisLecar(double calciumConductance, double v3, double v4, double phi)
    {
        (CalciumConductance, V3, V4, Phi) = (calciumConductance, v3, v4, phi);
        InitialVoltage = -60;
    }

    /// <summary>Type II: repetitive firing begins at a Hopf point, with a frequency that is not near 0.</summary>
    public static MorrisLecar Hopf { get; } = new(4.4, 2, 30, 0.04);

    /// <summary>Type I: a saddle and a node meet on the limit cycle (SNLC), whose frequency begins at 0.</summary>
    public static MorrisLecar SaddleNode { get; } = new(4, 12, 17.4, 0.067);

    /// <summary>The limit cycle ends in a homoclinic orbit: rest and repetitive firing beside each other.</summary>
    public static MorrisLecar Homoclinic { get; } = new(4, 12, 17.4, 0.23);

    /// <summary>C, uF/cm2.</summary>
    public double Capacitance { get; init; } = 20;

    /// <summary>gCa, mS/cm2.</summary>
    public double CalciumConductance { get; init; }

    /// <summary>gK, mS/cm2.</summary>
    public double PotassiumConductance { get; init; } = 8;

    /// <summary>gL, mS/cm2.</summary>
    public double LeakConductance { get; init; } = 2;

    /// <summary>VCa, mV.</summary>
    public double CalciumReversal { get; init; } = 120;

    /// <summary>VK, mV.</summary>
    public double PotassiumReversal { get; init; } = -84;

    /// <summary>VL, mV.</summary>
    public double LeakReversal { get; init; } = -60;

    /// <summary>The voltage at which half the calcium channels are open, mV.</summary>
    public double V1 { get; init; } = -1.2;

    /// <summary>How far from V1 they open and close, mV; positive.</summary>
    public double V2 { get; init; } = 18;

    /// <summary>The voltage at which half the potassium channels are open in the end, mV.</summary>
    public double V3 { get; init; }

    /// <summary>How far from V3 they open and close, mV; positive.</summary>
    public double V4 { get; init; }

    /// <summary>The rate of the potassium channels at V3, 1/ms.</summary>
    public double Phi { get; init; }

    /// <summary>The voltage whose crossing from below is a spike, mV.</summary>
    public double SpikeThreshold { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Variables { get; } = ["V", "w"];

    internal override void Check()
    {
        base.Check();
        Positive(Capacitance);
        NotNegative(CalciumConductance);
        NotNegative(PotassiumConductance);
        NotNegative(LeakConductance);
        Finite(CalciumReversal);
        Finite(PotassiumReversal);
        Finite(LeakReversal);
        Finite(V1);
        Positive(V2);
        Finite(V3);
        Positive(V4);
        Positive(Phi);
        Finite(SpikeThreshold);
    }

    internal override void Advance(in PopulationRun<float> run, WorkerPool? pool) => PopulationLoop.Run(new MorrisLecarEquations<float>(this), run, pool);

    internal override void Advance(in PopulationRun<double> run, WorkerPool? pool) => PopulationLoop.Run(new MorrisLecarEquations<double>(this), run, pool);

    private protected override void EvaluateF64(double current, ReadOnlySpan<double> x, Span<double> f, Span<double> b) =>
        Evaluate(new MorrisLecarEquations<double>(this), current, x, f, b);
}

/// <summary><see cref="MorrisLecar"/>, conductances and currents divided by the capacitance.</summary>
internal readonly struct MorrisLecarEquations<TNumber>(MorrisLecar model) : INeuronEquations<TNumber>
    where TNumber : unmanaged, IFloatingPointIeee754<TNumber>
{
    private readonly TNumber _perCapacitance = TNumber.CreateTruncating(1 / model.Capacitance);
    private readonly TNumber _calcium = TNumber.CreateTruncating(model.CalciumConductance / model.Capacitance);
    private readonly TNumber _potassium = TNumber.CreateTruncating(model.PotassiumConductance / model.Capacitance);
    private readonly TNumber _leak = TNumber.CreateTruncating(model.LeakConductance / model.Capacitance);
    private readonly TNumber _calciumReversal = TNumber.CreateTruncating(model.CalciumReversal);
    private readonly TNumber _potassiumReversal = TNumber.CreateTruncating(model.PotassiumReversal);
    private readonly TNumber _leakCurrent = TNumber.CreateTruncating(model.LeakConductance / model.Capacitance * model.LeakReversal);
    private readonly TNumber _v1 = TNumber.CreateTruncating(model.V1);
    private readonly TNumber _twoPerV2 = TNumber.CreateTruncating(2 / model.V2);
    private readonly TNumber _v3 = TNumber.CreateTruncating(model.V3);
    private readonly TNumber _perTwiceV4 = TNumber.CreateTruncating(-0.5 / model.V4);
    private readonly TNumber _halfPhi = TNumber.CreateTruncating(0.5 * model.Phi);

    public static int Variables => 2;

    public TNumber Threshold { get; } = TNumber.CreateTruncating(model.SpikeThreshold);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Evaluate<T, TMath>(T current, T x0, T x1, T x2, T x3, out T f0, out T f1, out T f2, out T f3, out T b0, out T b1, out T b2, out T b3)
        where T : unmanaged, IArithmetic<T>
        where TMath : IReal<T, TNumber>
    {
        // (1 + tanh y) / 2 = 1 / (1 + e^-2y), and with e = e^(-y/2) both winf = 1 / (1 + e^4) and cosh(y/2) = (e + 1/e) / 2.
        T one = TMath.Of(1);
        T e = TMath.Exp((x0 - TMath.Broadcast(_v3)) * TMath.Broadcast(_perTwiceV4));
        T square = e * e;
        b1 = TMath.Broadcast(_halfPhi) * (e + (one / e));
        f1 = b1 * ((one / T.FusedMultiplyAdd(square, square, one)) - x1);

        T calcium = TMath.Broadcast(_calcium) * TMath.Sigmoid((x0 - TMath.Broadcast(_v1)) * TMath.Broadcast(_twoPerV2));
        T potassium = TMath.Broadcast(_potassium) * x1;
        b0 = calcium + (potassium + TMath.Broadcast(_leak));
        T drive = T.FusedMultiplyAdd(current, TMath.Broadcast(_perCapacitance), TMath.Broadcast(_leakCurrent));
        drive = T.FusedMultiplyAdd(potassium, TMath.Broadcast(_potassiumReversal), drive);
        drive = T.FusedMultiplyAdd(calcium, TMath.Broadcast(_calciumReversal), drive);
        f0 = T.FusedMultiplyAdd(-b0, x0, drive);
        f2 = f3 = b2 = b3 = TMath.Of(0);
    }

    public void Spike(ref TNumber voltage, ref TNumber second)
    {
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using SimdNet.Buffers;
using SimdNet.Lanes;

namespace SimdNet.Neurons;

/// <summary>C V' = I - gL (V - EL); at the threshold a spike: V = VReset, held for the refractory period.</summary>
/// <remarks>
/// The second variable is the rest of the refractory period, ms; its end is rounded to steps. For a constant current the interval between spikes is
/// refractory + tau ln((VReset - Vinf) / (threshold - Vinf)), tau = C / gL, Vinf = EL + I / gL, when Vinf is above the threshold.
/// Sources: Lapicque 1907; the defaults, tau = 10 ms, are those of Dayan and Abbott 2001, figure 5.5.
/// </remarks>
public sealed record LeakyIntegrateAndFire : NeuronModel
{
    /// <summary>The defaults.</summary>
    public static LeakyIntegrateAndFire Standard { get; } = new();

    /// <summary>C, uF/cm2.</summary>
    public double Capacitance { get; init; } = 1;

    /// <summary>gL, mS/cm2.</summary>
    public double LeakConductance { get; init; } = 0.1;

    /// <summary>EL, mV.</summary>
    public double LeakReversal { get; init; } = -65;

    /// <summary>The voltage at which a spike is, mV.</summary>
    public double Threshold { get; init; } = -50;

    /// <summary>The voltage after a spike, mV, below the threshold.</summary>
    public double VReset { get; init; } = -65;

    /// <summary>How long the voltage is held after a spike, ms.</summary>
    public double RefractoryPeriod { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Variables { get; } = ["V", "refractory"];

    internal override void Check()
    {
        base.Check();
        Positive(Capacitance);
        NotNegative(LeakConductance);
        Finite(LeakReversal);
        Finite(Threshold);
        Finite(VReset);
        NotNegative(RefractoryPeriod);
        if (VReset >= Threshold)
            throw new ArgumentOutOfRangeException(nameof(VReset), VReset, $"VReset is below the threshold, {Threshold} mV.");
    }

    internal override void Advance(in PopulationRun<float> run, WorkerPool? pool) => PopulationLoop.Run(new LeakyIntegrateAndFireEquations<float>(this), run, pool);

    internal override void Advance(in PopulationRun<double> run, WorkerPool? pool) => PopulationLoop.Run(new LeakyIntegrateAndFireEquations<double>(this), run, pool);

    private protected override void EvaluateF64(double current, ReadOnlySpan<double> x, Span<double> f, Span<double> b) =>
        Evaluate(new LeakyIntegrateAndFireEquations<double>(this), current, x, f, b);
}

/// <summary><see cref="LeakyIntegrateAndFire"/>, conductance and current divided by the capacitance.</summary>
internal readonly struct LeakyIntegrateAndFireEquations<TNumber>(LeakyIntegrateAndFire model) : INeuronEquations<TNumber>
    where TNumber : unmanaged, IFloatingPointIeee754<TNumber>
{
    private readonly TNumber _perCapacitance = TNumber.CreateTruncating(1 / model.Capacitance);
    private readonly TNumber _leak = TNumber.CreateTruncating(model.LeakConductance / model.Capacitance);
    private readonly TNumber _leakCurrent = TNumber.CreateTruncating(model.LeakConductance / model.Capacitance * model.LeakReversal);
    private readonly TNumber _reset = TNumber.CreateTruncating(model.VReset);
    private readonly TNumber _refractory = TNumber.CreateTruncating(model.RefractoryPeriod);

    public static int Variables => 2;

    public static bool CountsDown => true;

    public static bool Resets => true;

    public TNumber Threshold { get; } = TNumber.CreateTruncating(model.Threshold);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Evaluate<T, TMath>(T current, T x0, T x1, T x2, T x3, out T f0, out T f1, out T f2, out T f3, out T b0, out T b1, out T b2, out T b3)
        where T : unmanaged, IArithmetic<T>
        where TMath : IReal<T, TNumber>
    {
        T zero = TMath.Of(0);
        T drive = T.FusedMultiplyAdd(current, TMath.Broadcast(_perCapacitance), TMath.Broadcast(_leakCurrent));
        b0 = T.IfLess(zero, x1, zero, TMath.Broadcast(_leak));
        f0 = T.IfLess(zero, x1, zero, T.FusedMultiplyAdd(-TMath.Broadcast(_leak), x0, drive));
        f1 = f2 = f3 = b1 = b2 = b3 = zero;
    }

    public void Spike(ref TNumber voltage, ref TNumber second)
    {
        voltage = _reset;
        second = _refractory;
    }
}

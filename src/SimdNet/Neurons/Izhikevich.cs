using System.Numerics;
using System.Runtime.CompilerServices;
using SimdNet.Buffers;
using SimdNet.Lanes;

namespace SimdNet.Neurons;

/// <summary>v' = 0.04 v^2 + 5 v + 140 - u + I, u' = a (b v - u); at v = 30 mV a spike: v = c, u = u + d.</summary>
/// <remarks>
/// The current is as in the source, where it has no unit of its own: it adds to v' in mV/ms. A step that crosses 30 mV ends at c. Exponential steps hold 0.04 v + 5 as v's own rate.
/// Source: Izhikevich 2003, "Simple model of spiking neurons", with the cortical sets of its figure 2.
/// </remarks>
public sealed record Izhikevich : NeuronModel
{
    /// <summary>A model with parameters of its own.</summary>
    /// <param name="a">the rate of recovery, 1/ms</param>
    /// <param name="b">how u follows v, 1/ms</param>
    /// <param name="c">the voltage after a spike, mV, below 30</param>
    /// <param name="d">what a spike adds to u, mV/ms</param>
    public Izhikevich(double a, double b, double c, double d) => (A, B, C, D) = (a, b, c, d);

    /// <summary>Regular spiking: excitatory cells that adapt.</summary>
    public static Izhikevich RegularSpiking { get; } = new(0.02, 0.2, -65, 8);

    /// <summary>Intrinsically bursting: a burst, then single spikes.</summary>
    public static Izhikevich IntrinsicallyBursting { get; } = new(0.02, 0.2, -55, 4);

    /// <summary>Chattering: bursts of closely spaced spikes.</summary>
    public static Izhikevich Chattering { get; } = new(0.02, 0.2, -50, 2);

    /// <summary>Fast spiking: inhibitory cells that do not adapt.</summary>
    public static Izhikevich FastSpiking { get; } = new(0.1, 0.2, -65, 2);

    /// <summary>The rate of recovery, 1/ms.</summary>
    public double A { get; init; }

    /// <summary>How u follows v, 1/ms.</summary>
    public double B { get; init; }

    /// <summary>The voltage after a spike, mV, below 30.</summary>
    public double C { get; init; }

    /// <summary>What a spike adds to u, mV/ms.</summary>
    public double D { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Variables { get; } = ["v", "u"];

    internal override void Check()
    {
        base.Check();
        Finite(A);
        Finite(B);
        Finite(C);
        Finite(D);
        if (C >= 30)
            throw new ArgumentOutOfRangeException(nameof(C), C, "C is below 30 mV, where a spike is.");
    }

    internal override void Advance(in PopulationRun<float> run, WorkerPool? pool) => PopulationLoop.Run(new IzhikevichEquations<float>(this), run, pool);

    internal override void Advance(in PopulationRun<double> run, WorkerPool? pool) => PopulationLoop.Run(new IzhikevichEquations<double>(this), run, pool);

    private protected override void EvaluateF64(double current, ReadOnlySpan<double> x, Span<double> f, Span<double> b) =>
        Evaluate(new IzhikevichEquations<double>(this), current, x, f, b);
}

/// <summary><see cref="Izhikevich"/></summary>
internal readonly struct IzhikevichEquations<TNumber>(Izhikevich model) : INeuronEquations<TNumber>
    where TNumber : unmanaged, IFloatingPointIeee754<TNumber>
{
    private readonly TNumber _a = TNumber.CreateTruncating(model.A);
    private readonly TNumber _b = TNumber.CreateTruncating(model.B);
    private readonly TNumber _c = TNumber.CreateTruncating(model.C);
    private readonly TNumber _d = TNumber.CreateTruncating(model.D);

    public static int Variables => 2;

    public static bool Resets => true;

    public TNumber Threshold => TNumber.CreateTruncating(30);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Evaluate<T, TMath>(T current, T x0, T x1, T x2, T x3, out T f0, out T f1, out T f2, out T f3, out T b0, out T b1, out T b2, out T b3)
        where T : unmanaged, IArithmetic<T>
        where TMath : IReal<T, TNumber>
    {
        T rate = T.FusedMultiplyAdd(TMath.Of(0.04), x0, TMath.Of(5));
        b0 = -rate;
        f0 = T.FusedMultiplyAdd(rate, x0, TMath.Of(140) + (current - x1));
        b1 = TMath.Broadcast(_a);
        f1 = b1 * T.FusedMultiplyAdd(TMath.Broadcast(_b), x0, -x1);
        f2 = f3 = b2 = b3 = TMath.Of(0);
    }

    public void Spike(ref TNumber voltage, ref TNumber second)
    {
        voltage = _c;
        second += _d;
    }
}

using System.Runtime.CompilerServices;
using SimdNet.Kernels;
using SimdNet.Lanes;

namespace SimdNet.Neurons;

/// <summary>What the equations of neurons need besides arithmetic, for a register T of numbers: lanes of floats, or one double.</summary>
internal unsafe interface IReal<T, TNumber>
    where T : unmanaged, IArithmetic<T>
    where TNumber : unmanaged
{
    /// <summary>Numbers in the register.</summary>
    static abstract int Count { get; }

    /// <summary>A constant of a formula.</summary>
    static abstract T Of(double constant);

    static abstract T Broadcast(TNumber value);

    static abstract T Load(TNumber* source);

    static abstract void Store(T value, TNumber* destination);

    static abstract T Exp(T x);

    /// <summary>1 / (1 + e^-x).</summary>
    static abstract T Sigmoid(T x);

    /// <summary>x / (e^x - 1), 1 at 0.</summary>
    static abstract T Bernoulli(T x);

    /// <summary>(e^x - 1) / x, 1 at 0.</summary>
    static abstract T Phi1(T x);

    /// <summary>The largest of the register, if none is NaN.</summary>
    static abstract TNumber Largest(T x);
}

/// <summary>Lanes of floats.</summary>
internal readonly unsafe struct LaneReal<T> : IReal<T, float>
    where T : unmanaged, ILane<T>
{
    public static int Count => T.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of(double constant) => T.Broadcast((float)constant);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Broadcast(float value) => T.Broadcast(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Load(float* source) => T.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T value, float* destination) => T.Store(value, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp(T x) => LaneMath.Exp(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sigmoid(T x) => LaneMath.Sigmoid(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Bernoulli(T x) => LaneMath.Bernoulli(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Phi1(T x) => LaneMath.Phi1(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(T x) => T.MaxTree(x);
}

/// <summary>One double: functions to a few units in the last place, without the C run-time's.</summary>
internal readonly unsafe struct DoubleReal : IReal<F64x1, double>
{
    private const double ExpRange = 700;

    public static int Count => 1;

    public static F64x1 Of(double constant) => new(constant);

    public static F64x1 Broadcast(double value) => new(value);

    public static F64x1 Load(double* source) => new(*source);

    public static void Store(F64x1 value, double* destination) => *destination = value.Value;

    public static F64x1 Exp(F64x1 x) => new(Exp(x.Value));

    public static F64x1 Sigmoid(F64x1 x) => new(1 / (1 + Exp(-x.Value)));

    public static F64x1 Bernoulli(F64x1 x) => new(1 / Phi1(x.Value));

    public static F64x1 Phi1(F64x1 x) => new(Phi1(x.Value));

    public static double Largest(F64x1 x) => x.Value;

    // Clamp keeps NaN.
    private static double Exp(double x) => PortableMath.Exp(Math.Clamp(x, -ExpRange, ExpRange));

    // The rounding error of e^x is in the logarithm too, and cancels (Kahan's way to e^x - 1); far out the quotient itself loses nothing.
    private static double Phi1(double x)
    {
        double power = Exp(x);
        return Math.Abs(x) > 1 ? (power - 1) / x : power == 1 ? 1 : (power - 1) / PortableMath.Log(power);
    }
}

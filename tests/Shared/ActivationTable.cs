using System.Reflection;
using SimdNet.Kernels;
using SimdNet.Lanes;

namespace SimdNet.Testing;

/// <summary>What the tests know of an activation: one row for each of Activation.All</summary>
/// <param name="Activation">f</param>
/// <param name="MaxUlp">the error of f that its doc states</param>
/// <param name="Sensitivity">|y dg/dy| of the formula g(y) that gives f'; 0 if it uses x alone</param>
/// <param name="Roundings">of the formula that gives f'</param>
/// <param name="Kinks">where f has no derivative</param>
internal sealed record ActivationRow(Activation Activation, double MaxUlp, Func<double, double> Sensitivity, int Roundings, params double[] Kinks)
{
    // Sums of terms that cancel where f' is near 0: an absolute error of so many roundings of 1.
    private const double Cancelling = 64.0 / (1 << 24);

    public static readonly ActivationRow[] All =
    [
        new(Activation.HardLimit, 0, _ => 0, 0, 0.0),
        new(Activation.SymmetricHardLimit, 0, _ => 0, 0, 0.0),
        new(Activation.Relu, 0, _ => 0, 0, 0.0),
        new(Activation.LeakyRelu(), 0.51, _ => 0, 0, 0.0),
        new(Activation.Elu(), 1.5, Math.Abs, 1, 0.0),
        new(Activation.Selu, 2, Math.Abs, 2, 0.0),
        new(Activation.Gelu, 3, _ => 0, 3) { TailFrom = -1, Tail = _ => 6, AbsoluteError = Cancelling },
        new(Activation.GeluTanh, 3, _ => 0, 3) { TailFrom = -1, Tail = x => 3 + Math.Abs(5 * x * (1 + (0.044715 * x * x))), AbsoluteError = Cancelling },
        new(Activation.Silu, 2.5, _ => 0, 3) { TailFrom = -85, Tail = x => 2.5 - (1.4 * x), AbsoluteError = Cancelling },
        new(Activation.Mish, 3, _ => 0, 3) { TailFrom = -1, Tail = x => x < -85 ? 4 - (1.4 * x) : 4, AbsoluteError = Cancelling },
        new(Activation.Sigmoid, 1.5, y => Math.Abs(y * (1 - 2 * y)), 2),
        new(Activation.HardSigmoid, 1.01, _ => 0, 1, -3.0, 3.0),
        new(Activation.HardSwish, 2, _ => 0, 2, -3.0, 3.0) { AbsoluteError = Cancelling },
        new(Activation.Tanh, 1.5, y => 2 * y * y, 1),
        new(Activation.Softplus, 2, _ => 0, 3),
        new(Activation.Softsign, 1.5, _ => 0, 5),
    ];

    /// <summary>Below this f has the error <see cref="Tail"/></summary>
    public double TailFrom { get; init; } = double.NegativeInfinity;

    /// <summary>The error at x, in ULP, in the negative tail</summary>
    public Func<double, double> Tail { get; init; } = _ => 0;

    /// <summary>Of f', besides its roundings</summary>
    public double AbsoluteError { get; init; }

    /// <summary>The error at x that the doc states</summary>
    public double MaxUlpAt(double x) => x < TailFrom ? Tail(x) : MaxUlp;

    public static ActivationRow Of(string name) =>
        All.SingleOrDefault(row => row.Activation.Name == name) ?? throw new InvalidOperationException($"The activation {name} has no row in {nameof(ActivationTable)}.cs.");

    /// <summary>The formula at one float after the other</summary>
    public IScalarActivation Scalar()
    {
        Type type = Activation.GetType(), formula = type.GetGenericArguments()[0];
        object value = type.GetFields(BindingFlags.NonPublic | BindingFlags.Instance).Single(field => field.FieldType == formula).GetValue(Activation)!;
        return (IScalarActivation)Activator.CreateInstance(typeof(ScalarActivation<>).MakeGenericType(formula), value)!;
    }

    public override string ToString() => Activation.Name;
}

internal interface IScalarActivation
{
    float Forward(float x);

    float Derivative(float x, float y);
}

internal sealed class ScalarActivation<TFormula>(TFormula formula) : IScalarActivation
    where TFormula : struct, IActivationFormula
{
    public float Forward(float x) => F32x1.SumTree(formula.Forward(F32x1.Broadcast(x)));

    public float Derivative(float x, float y) => F32x1.SumTree(formula.Derivative(F32x1.Broadcast(x), F32x1.Broadcast(y)));
}

/// <summary>The names of Activation.All, as theory data</summary>
internal static class ActivationTable
{
    public static TheoryData<string> Names => [.. Activation.All.Select(activation => activation.Name)];
}

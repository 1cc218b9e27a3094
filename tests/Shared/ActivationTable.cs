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
    public static readonly ActivationRow[] All =
    [
        new(Activation.Relu, 0, _ => 0, 0, 0.0),
        new(Activation.Sigmoid, 2.5, y => Math.Abs(y * (1 - 2 * y)), 2),
        new(Activation.Tanh, 2, y => 2 * y * y, 1),
    ];

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

using SimdNet.Kernels;

namespace SimdNet.Properties.Kernels.Losses;

/// <summary>A loss of single predictions: kernel, reference, stated bounds</summary>
/// <param name="Name">the loss</param>
/// <param name="Run">the kernel</param>
/// <param name="Value">the reference</param>
/// <param name="Derivative">the reference's derivative</param>
/// <param name="Target">makes a target of a number in [-1, 1]</param>
/// <param name="Bound">of the value, from x, t and the value</param>
/// <param name="DerivativeBound">of the derivative, from x and t</param>
/// <param name="KinkDistance">how far x is from where there is no (second) derivative</param>
internal sealed record LossFunction(
    string Name,
    LossFunction.Kernel Run,
    Func<double, double, double> Value,
    Func<double, double, double> Derivative,
    Func<float, float> Target,
    Func<double, double, double, double> Bound,
    Func<double, double, double> DerivativeBound,
    Func<double, double, double> KinkDistance)
{
    public delegate void Kernel(ReadOnlySpan<float> x, ReadOnlySpan<float> t, Span<float> losses, Span<float> dx);
}

/// <summary>THE list of elementwise losses: a new one is one row</summary>
internal static class LossFunctionTable
{
    private const float Delta = 0.7f, Tau = 0.8f, PositiveWeight = 2.5f;

    private static readonly LossFunction[] s_rows =
    [
        new("squared error", LossKernels.SquaredError, ReferenceLosses.SquaredError, ReferenceLosses.SquaredErrorDerivative, t => t,
            (_, _, y) => (Rounding.Gamma(3) * y) + float.Epsilon, (x, t) => Rounding.Gamma(1) * 2 * Math.Abs(x - t), Smooth),
        new("absolute error", LossKernels.AbsoluteError, ReferenceLosses.AbsoluteError, ReferenceLosses.AbsoluteErrorDerivative, t => t,
            (_, _, y) => Rounding.Gamma(1) * y, Exact, (x, t) => Math.Abs(x - t)),
        new("Huber", (x, t, y, dx) => LossKernels.Huber(x, t, Delta, y, dx), (x, t) => ReferenceLosses.Huber(x, t, Delta), (x, t) => ReferenceLosses.HuberDerivative(x, t, Delta), t => t,
            (_, _, y) => (Rounding.Gamma(4) * y) + float.Epsilon, (x, t) => Rounding.Gamma(1) * Math.Abs(x - t), (x, t) => Math.Abs(Math.Abs(x - t) - Delta)),
        new("quantile", (x, t, y, dx) => LossKernels.Quantile(x, t, Tau, y, dx), (x, t) => ReferenceLosses.Quantile(x, t, Tau), (x, t) => ReferenceLosses.QuantileDerivative(x, t, Tau), t => t,
            (_, _, y) => (Rounding.Gamma(3) * y) + float.Epsilon, (x, t) => Rounding.Gamma(1) * Math.Abs(ReferenceLosses.QuantileDerivative(x, t, Tau)), (x, t) => Math.Abs(x - t)),
        new("binary cross-entropy", (x, t, y, dx) => LossKernels.BinaryCrossEntropy(x, t, PositiveWeight, y, dx), (x, t) => ReferenceLosses.BinaryCrossEntropy(x, t, PositiveWeight),
            (x, t) => ReferenceLosses.BinaryCrossEntropyDerivative(x, t, PositiveWeight), Math.Abs,
            (_, _, y) => (Rounding.Gamma(13) * y) + (8 * float.Epsilon),
            (x, t) => (Rounding.Gamma(6) * (((1 - t) / (1 + Math.Exp(-x))) + (PositiveWeight * t / (1 + Math.Exp(x))))) + (8 * float.Epsilon), Smooth),
        new("hinge", LossKernels.Hinge, ReferenceLosses.Hinge, ReferenceLosses.HingeDerivative, t => t < 0 ? -1 : 1,
            (_, _, y) => Rounding.Gamma(1) * y, Exact, (x, t) => Math.Abs(1 - (t * x))),
    ];

    public static TheoryData<string> Names => [.. s_rows.Select(row => row.Name)];

    public static LossFunction Row(string name) => s_rows.Single(row => row.Name == name);

    private static double Smooth(double x, double t) => double.PositiveInfinity;

    private static double Exact(double x, double t) => 0;
}

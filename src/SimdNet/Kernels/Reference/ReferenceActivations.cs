namespace SimdNet.Kernels;

/// <summary>Elementary and activation functions and their derivatives as textbooks write them, in double.</summary>
internal static class ReferenceActivations
{
    public static double Exp(double x) => Math.Exp(x);

    public static double Log(double x) => Math.Log(x);

    public static double Relu(double x) => double.IsNaN(x) ? x : Math.Max(x, 0);

    public static double ReluDerivative(double x) => x > 0 ? 1 : 0;

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    public static double SigmoidDerivative(double x) => Math.Exp(-Math.Abs(x)) / Math.Pow(1 + Math.Exp(-Math.Abs(x)), 2);

    public static double Tanh(double x) => Math.Tanh(x);

    public static double TanhDerivative(double x) => 1 / Math.Pow(Math.Cosh(x), 2);

    /// <summary>A function's value and derivative by its name.</summary>
    public static (Func<double, double> Function, Func<double, double> Derivative) Of(Activation activation) => activation.Name switch
    {
        "relu" => (Relu, ReluDerivative),
        "sigmoid" => (Sigmoid, SigmoidDerivative),
        "tanh" => (Tanh, TanhDerivative),
        _ => throw new NotSupportedException($"the activation {activation} has no reference yet."),
    };
}

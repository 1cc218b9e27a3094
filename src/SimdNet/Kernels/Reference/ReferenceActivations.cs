namespace SimdNet.Kernels;

/// <summary>Elementary and activation functions and their derivatives as textbooks write them, in double.</summary>
internal static class ReferenceActivations
{
    public static double Exp(double x) => Math.Exp(x);

    public static double Log(double x) => Math.Log(x);

    public static double Expm1(double x) => Math.Abs(x) < 1e-2 ? x * (1 + (x / 2 * (1 + (x / 3 * (1 + (x / 4 * (1 + (x / 5 * (1 + (x / 6 * (1 + (x / 7 * (1 + (x / 8)))))))))))))) : Math.Exp(x) - 1;

    // x / (e^x - 1)
    public static double Bernoulli(double x) => double.IsNegativeInfinity(x) ? double.PositiveInfinity : double.IsPositiveInfinity(x) ? 0 : 1 / Phi1(x);

    // (e^x - 1) / x
    public static double Phi1(double x) => x == 0 ? 1 : double.IsPositiveInfinity(x) ? x : Expm1(x) / x;

    // The rounding error of 1 + x, made up for (Kahan).
    public static double Log1p(double x)
    {
        double u = 1 + x;
        return u == 1 || double.IsPositiveInfinity(u) ? x : Math.Log(u) * (x / (u - 1));
    }

    /// <summary>The error function by its power series (Abramowitz and Stegun 7.1.6), from 2.5 on by 1 - erfc.</summary>
    public static double Erf(double x)
    {
        if (double.IsNaN(x) || x == 0)
            return x;
        if (Math.Abs(x) > 2.5)
            return Math.CopySign(1 - Erfc(Math.Abs(x)), x);
        double term = x;
        double sum = x;
        for (int n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    /// <summary>1 - erf x: from 2 on by its continued fraction (7.1.14).</summary>
    public static double Erfc(double x)
    {
        if (x < 2)
            return double.IsNaN(x) ? x : 1 - Erf(x);
        double fraction = x;
        for (int n = 100; n > 0; n--)
            fraction = x + (n / 2.0 / fraction);
        return Math.Exp(-x * x) / (Math.Sqrt(Math.PI) * fraction);
    }

    public static double NormalCdf(double x) => Erfc(-x / Math.Sqrt(2)) / 2;

    public static double NormalDensity(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    public static double Softplus(double x) => Math.Max(x, 0) + Log1p(Math.Exp(-Math.Abs(x)));

    public static double Step(double x, double low) => double.IsNaN(x) ? x : x < 0 ? low : 1;

    public static double LeakyRelu(double x, double slope) => x < 0 ? slope * x : x;

    public static double Elu(double x, double alpha) => x < 0 ? alpha * Expm1(x) : x;

    public static double EluDerivative(double x, double alpha) => x > 0 ? 1 : double.IsNaN(x) ? x : alpha * Math.Exp(x);

    public static double Selu(double x) => SeluScale * Elu(x, SeluAlpha);

    public static double SeluDerivative(double x) => SeluScale * EluDerivative(x, SeluAlpha);

    // x f(x) is 0 at -infinity, where f is 0.
    public static double Gelu(double x) => double.IsNegativeInfinity(x) ? -0.0 : x * NormalCdf(x);

    public static double GeluDerivative(double x) => NormalCdf(x) + (double.IsInfinity(x) ? 0 : x * NormalDensity(x));

    public static double GeluTanh(double x) => double.IsNegativeInfinity(x) ? -0.0 : x * Sigmoid(GeluTanhArgument(x));

    public static double GeluTanhDerivative(double x)
    {
        double slope = 2 * Math.Sqrt(2 / Math.PI) * (1 + (3 * 0.044715 * x * x));
        return Math.Abs(x) > 1e3 ? Step(x, 0) : Sigmoid(GeluTanhArgument(x)) + (x * slope * SigmoidDerivative(GeluTanhArgument(x)));
    }

    public static double Silu(double x) => double.IsNegativeInfinity(x) ? -0.0 : x * Sigmoid(x);

    public static double SiluDerivative(double x) => Sigmoid(x) + (double.IsInfinity(x) ? 0 : x * SigmoidDerivative(x));

    public static double Mish(double x) => double.IsNegativeInfinity(x) ? -0.0 : x * Math.Tanh(Softplus(x));

    public static double MishDerivative(double x) =>
        Math.Tanh(Softplus(x)) + (double.IsInfinity(x) ? 0 : x * Sigmoid(x) * TanhDerivative(Softplus(x)));

    public static double HardSigmoid(double x) => double.IsNaN(x) ? x : Math.Clamp((x + 3) / 6, 0, 1);

    public static double HardSwish(double x) => x < -3 ? 0 : x < 3 ? x * (x + 3) / 6 : x;

    public static double HardSwishDerivative(double x) => x <= -3 ? 0 : x < 3 ? (x / 3) + 0.5 : 1;

    public static double Softsign(double x) => double.IsInfinity(x) ? Math.Sign(x) : x / (1 + Math.Abs(x));

    private const double SeluScale = 1.0507009873554804934193349852946;
    private const double SeluAlpha = 1.6732632423543772848170429916717;

    private static double GeluTanhArgument(double x) => 2 * Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x));

    public static double Relu(double x) => double.IsNaN(x) ? x : Math.Max(x, 0);

    public static double ReluDerivative(double x) => x > 0 ? 1 : 0;

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    public static double SigmoidDerivative(double x) => Math.Exp(-Math.Abs(x)) / Math.Pow(1 + Math.Exp(-Math.Abs(x)), 2);

    public static double Tanh(double x) => Math.Tanh(x);

    public static double TanhDerivative(double x) => 1 / Math.Pow(Math.Cosh(x), 2);

    /// <summary>A function's value and derivative by its name.</summary>
    public static (Func<double, double> Function, Func<double, double> Derivative) Of(Activation activation)
    {
        double parameter = activation.Parameter.GetValueOrDefault();
        return activation.Name switch
        {
            "hard_limit" => (x => Step(x, 0), _ => 0),
            "symmetric_hard_limit" => (x => Step(x, -1), _ => 0),
            "relu" => (Relu, ReluDerivative),
            "leaky_relu" => (x => LeakyRelu(x, parameter), x => x > 0 ? 1 : parameter),
            "elu" => (x => Elu(x, parameter), x => EluDerivative(x, parameter)),
            "selu" => (Selu, SeluDerivative),
            "gelu" => (Gelu, GeluDerivative),
            "gelu_tanh" => (GeluTanh, GeluTanhDerivative),
            "silu" => (Silu, SiluDerivative),
            "mish" => (Mish, MishDerivative),
            "sigmoid" => (Sigmoid, SigmoidDerivative),
            "hard_sigmoid" => (HardSigmoid, x => x > -3 && x < 3 ? 1.0 / 6 : 0),
            "hard_swish" => (HardSwish, HardSwishDerivative),
            "tanh" => (Tanh, TanhDerivative),
            "softplus" => (Softplus, Sigmoid),
            "softsign" => (Softsign, x => 1 / Math.Pow(1 + Math.Abs(x), 2)),
            _ => throw new NotSupportedException($"the activation {activation} has no reference yet."),
        };
    }
}

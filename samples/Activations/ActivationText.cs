using SimdNet.Kernels;

namespace Activations;

/// <summary>What the page says of a function: the documentation of <see cref="Activation"/>'s members in columns.</summary>
/// <param name="Name">as in <see cref="Activation.Name"/></param>
/// <param name="Title">in words, with the source</param>
/// <param name="Formula">f(x)</param>
/// <param name="Range">of f in floats: an end that is reached by rounding belongs to it</param>
/// <param name="Derivative">f'(x), with its value at kinks</param>
/// <param name="Bound">of the error of f, and what special values give</param>
internal sealed record ActivationText(string Name, string Title, string Formula, string Range, string Derivative, string Bound)
{
    private static readonly ActivationText[] Table =
    [
        new("hard_limit", "Hard limit, the step of McCulloch and Pitts",
            "1 for x >= 0, else 0", "{0, 1}",
            "0, also at the step", "exact; NaN stays NaN"),
        new("symmetric_hard_limit", "Symmetric hard limit",
            "1 for x >= 0, else -1", "{-1, 1}",
            "0, also at the step", "exact; NaN stays NaN"),
        new("relu", "Rectified linear unit",
            "x for x > 0, else 0", "[0, infinity)",
            "1 for x > 0, else 0 (so 0 at the kink)", "exact; NaN stays NaN"),
        new("leaky_relu", "Leaky rectified linear unit",
            "x for x >= 0, else slope x", "(-infinity, infinity) for slope > 0",
            "1 for x > 0, else slope (also at the kink)", "half an ULP; NaN stays NaN"),
        new("elu", "Exponential linear unit (Clevert et al. 2016)",
            "x for x >= 0, else alpha (e^x - 1)", "[-alpha, infinity) for alpha >= 0",
            "1 for x > 0, else f(x) + alpha (so alpha at 0)", "at most 1.5 ULP; NaN stays NaN"),
        new("selu", "Scaled exponential linear unit (Klambauer et al. 2017)",
            "s x for x >= 0, else s a (e^x - 1), with s = 1.0507010 and a = 1.6732632", "[-1.7580993, infinity)",
            "s for x > 0, else f(x) + s a (so s a at 0)", "at most 2 ULP; NaN stays NaN"),
        new("gelu", "Gaussian error linear unit (Hendrycks and Gimpel 2016)",
            "x P(x), P the distribution function of the standard normal distribution", "[-0.16998, infinity)",
            "P(x) + x p(x), p the density", "at most 3 ULP, in the negative tail (below -1) 6; NaN stays NaN, -infinity gives -0"),
        new("gelu_tanh", "Gaussian error linear unit with the hyperbolic tangent",
            "x/2 (1 + tanh v) = x s(2v), v = sqrt(2/pi) (x + 0.044715 x^3), s the logistic function", "[-0.17005, infinity)",
            "s(2v) + x s(2v) (1 - s(2v)) 2v'", "at most 3 ULP, in the negative tail (below -1) 3 + 3.2 |2v|; NaN stays NaN, -infinity gives -0"),
        new("silu", "Sigmoid linear unit, or swish",
            "x s(x), s the logistic function", "[-0.27847, infinity)",
            "s(x) (1 + x (1 - s(x)))", "at most 2.5 ULP; below -85, where the logistic function is subnormal, 2.5 + 1.4 |x|; NaN stays NaN, -infinity gives -0"),
        new("mish", "Mish (Misra 2019)",
            "x tanh(softplus(x))", "[-0.30885, infinity)",
            "t + x s(x) (1 - t^2), t = tanh(softplus(x)), s the logistic function",
            "at most 3 ULP, in the negative tail (below -1) 4, below -85 4 + 1.4 |x|; NaN stays NaN, -infinity gives -0"),
        new("sigmoid", "Logistic function",
            "1 / (1 + e^-x)", "[0, 1]",
            "f(x) (1 - f(x))", "at most 1.5 ULP over all floats; NaN stays NaN"),
        new("hard_sigmoid", "Hard sigmoid",
            "0 for x <= -3, 1 for x >= 3, between them x/6 + 1/2", "[0, 1]",
            "1/6 between -3 and 3, else 0 (so 0 at the kinks)", "at most 1 ULP of 1; NaN stays NaN"),
        new("hard_swish", "Hard swish (Howard et al. 2019)",
            "0 for x <= -3, x for x >= 3, between them x (x + 3) / 6", "[-0.375, infinity)",
            "0 for x <= -3, 1 for x >= 3, between them x/3 + 1/2 (so 0 at -3 and 1 at 3)",
            "at most 2 ULP between -3 and 3 but near -3, where x + 3 cancels exactly; exact outside; NaN stays NaN"),
        new("tanh", "Hyperbolic tangent",
            "(e^x - e^-x) / (e^x + e^-x)", "[-1, 1]",
            "1 - f(x)^2", "at most 1.3 ULP over all floats; NaN and the sign of zero are kept"),
        new("softplus", "Softplus",
            "ln(1 + e^x)", "[0, infinity)",
            "1 / (1 + e^-x)", "at most 2 ULP; NaN stays NaN"),
        new("softsign", "Softsign",
            "x / (1 + |x|)", "[-1, 1]",
            "1 / (1 + |x|)^2", "at most 1.5 ULP; NaN stays NaN, infinities give +-1"),
    ];

    /// <summary>The text of each function, in the order of the list.</summary>
    /// <exception cref="InvalidOperationException">a function has no text, or two, or a text has no function; the message names them</exception>
    public static IReadOnlyList<ActivationText> ForAll(IReadOnlyList<Activation> activations)
    {
        string[] names = [.. activations.Select(activation => activation.Name)], texts = [.. Table.Select(text => text.Name)];
        Refuse("functions without a text", names.Except(texts));
        Refuse("texts without a function", texts.Except(names));
        Refuse("functions with more than one text", texts.CountBy(name => name).Where(pair => pair.Value > 1).Select(pair => pair.Key));
        return [.. names.Select(name => Table.Single(text => text.Name == name))];
    }

    private static void Refuse(string what, IEnumerable<string> names)
    {
        if (names.Any())
            throw new InvalidOperationException($"{what}: {string.Join(", ", names)}");
    }
}

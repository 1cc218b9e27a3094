using SimdNet.Kernels;
using SimdNet.Reports;

namespace Activations;

/// <summary>f and f' over [-5, 5], as the kernels compute them. A line ends at a jump, where a dot shows the value that the kernel takes.</summary>
internal static class ActivationPicture
{
    private const int SamplesPerUnit = 100, Limit = 5, Samples = 2 * Limit * SamplesPerUnit + 1;

    // Between neighbouring samples no continuous f or f' of the list changes by more than 0.02, and the smallest jump is the 1/6 of hard_sigmoid'.
    private const double Jump = 0.1;

    public static void Save(string path, Activation activation)
    {
        float[] x = [.. Enumerable.Range(0, Samples).Select(i => (i - Limit * SamplesPerUnit) / (float)SamplesPerUnit)];
        float[] y = new float[Samples], dy = new float[Samples], dx = new float[Samples];
        Array.Fill(dy, 1);
        ActivationKernels.Forward(activation, x, y);
        ActivationKernels.Backward(activation, x, y, dy, dx);

        var svg = new SvgPicture(560, 380, activation.ToString(), transparent: true);
        LinePlot.DrawLegend(svg, 380, 34, new Series("f(x)", "first", []), new Series("f'(x)", "second dashed", []));
        double min = Math.Min(y.Min(), dx.Min()), max = Math.Max(y.Max(), dx.Max());
        new LinePlot(svg, 64, 62, 472, 262).Draw("", Axis.Linear("x", -Limit, Limit, 1), Axis.Linear("", min, max),
            [.. Pieces("first", x, y), .. Pieces("second dashed", x, dx)]);
        svg.Save(path);
    }

    private static IEnumerable<Series> Pieces(string css, float[] x, float[] y)
    {
        int start = 0;
        for (int i = 1; i <= Samples; i++)
        {
            if (i < Samples && Math.Abs(y[i] - y[i - 1]) < Jump)
                continue;
            yield return new Series("", css, [.. Enumerable.Range(start, i - start).Select(At)]);
            if (i < Samples)
                yield return new Series("", css, [At(float.IsInteger(x[i]) ? i : i - 1)]); // every kink of the list is at an integer
            start = i;
        }

        (double X, double Y) At(int i) => (x[i], y[i]);
    }
}

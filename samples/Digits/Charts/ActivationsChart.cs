using SimdNet.Kernels;
using SimdNet.Reports;

namespace Digits.Charts;

/// <summary>Activation functions and their derivatives, as the kernels compute them.</summary>
internal static class ActivationsChart
{
    private const int Samples = 801;
    private const double Limit = 4;

    public static void Save(string path, params ReadOnlySpan<Activation> activations)
    {
        var svg = new SvgPicture(60 + 290 * activations.Length, 400, "Activation functions and their derivatives");
        for (int i = 0; i < activations.Length; i++)
        {
            (Series function, Series derivative) = Sample(activations[i]);
            if (i == 0)
                LinePlot.DrawLegend(svg, 500, 34, function, derivative);
            double[] values = [.. function.Points.Concat(derivative.Points).Select(p => p.Y)];
            new LinePlot(svg, 88 + 290 * i, 96, 220, 240).Draw(activations[i].Name,
                Axis.Linear("x", -Limit, Limit), Axis.Linear(i == 0 ? "value" : "", values.Min(), values.Max()), function, derivative);
        }

        svg.Save(path);
    }

    private static (Series Function, Series Derivative) Sample(Activation activation)
    {
        float[] x = [.. Enumerable.Range(0, Samples).Select(i => (float)(Limit * (2.0 * i / (Samples - 1) - 1)))];
        float[] y = new float[Samples], dy = new float[Samples], dx = new float[Samples];
        Array.Fill(dy, 1);
        ActivationKernels.Forward(activation, x, y);
        ActivationKernels.Backward(activation, x, y, dy, dx);
        return (new Series("f(x)", "first", Points(x, y)), new Series("f'(x)", "second dashed", Points(x, dx)));
    }

    private static (double X, double Y)[] Points(float[] x, float[] y) => [.. x.Zip(y, (a, b) => ((double)a, (double)b))];
}

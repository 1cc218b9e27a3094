namespace SimdNet.Tests.Neurons;

/// <summary>The models' equations once more, in the textbooks' form and in double with the C run-time's functions.</summary>
internal static class ReferenceNeurons
{
    public static double[] HodgkinHuxley(double current, double[] x)
    {
        (double v, double m, double h, double n) = (x[0], x[1], x[2], x[3]);
        double sodium = 120 * Math.Pow(m, 3) * h * (v - 50), potassium = 36 * Math.Pow(n, 4) * (v + 77), leak = 0.3 * (v + 54.387);
        return
        [
            current - sodium - potassium - leak,
            (Linoid(0.1, v + 40) * (1 - m)) - (4 * Math.Exp(-(v + 65) / 18) * m),
            (0.07 * Math.Exp(-(v + 65) / 20) * (1 - h)) - (h / (1 + Math.Exp(-(v + 35) / 10))),
            (Linoid(0.01, v + 55) * (1 - n)) - (0.125 * Math.Exp(-(v + 65) / 80) * n),
        ];
    }

    public static double[] MorrisLecar(double current, double[] x, double calcium, double v3, double v4, double phi)
    {
        (double v, double w) = (x[0], x[1]);
        double open = 0.5 * (1 + Math.Tanh((v + 1.2) / 18)), inTheEnd = 0.5 * (1 + Math.Tanh((v - v3) / v4));
        return
        [
            (current - (2 * (v + 60)) - (calcium * open * (v - 120)) - (8 * w * (v + 84))) / 20,
            phi * Math.Cosh((v - v3) / (2 * v4)) * (inTheEnd - w),
        ];
    }

    public static double[] Izhikevich(double current, double[] x, double a, double b) =>
        [(0.04 * x[0] * x[0]) + (5 * x[0]) + 140 - x[1] + current, a * ((b * x[0]) - x[1])];

    // scale y / (1 - e^(-y/10)), by its series where the quotient loses digits
    private static double Linoid(double scale, double y) => Math.Abs(y) < 1e-4 ? scale * (10 + (y / 2)) : scale * y / (1 - Math.Exp(-y / 10));
}

using System.Numerics;
using SimdNet.Neurons;

namespace SimdNet.Tests.Neurons;

/// <summary>Where a model rests at a current, and whether it stays there: the eigenvalues of its Jacobian.</summary>
/// <remarks>A fixed point is found by its voltage: the gates settle at it, and the current that holds it is read off V'.</remarks>
internal static class FixedPoint
{
    /// <summary>The current that holds a voltage, and the largest real part of an eigenvalue there.</summary>
    public static (double Current, double Growth) At(NeuronModel model, double voltage, double capacitance)
    {
        int n = model.Variables.Count;
        double[] x = new double[n], f = new double[n];
        model.Settle(voltage, x);
        model.Evaluate(0, x, f);
        double current = -f[0] * capacitance;
        Complex[] eigenvalues = Roots(Characteristic(Jacobian(model, current, x)));
        return (current, eigenvalues.Max(z => z.Real));
    }

    /// <summary>The current at which the fixed point loses its stability, its voltage between low and high.</summary>
    public static double LossOfStability(NeuronModel model, double low, double high, double capacitance)
    {
        Assert.True(At(model, low, capacitance).Growth < 0 && At(model, high, capacitance).Growth > 0, "stable below, unstable above");
        for (int i = 0; i < 60; i++)
        {
            double middle = 0.5 * (low + high);
            if (At(model, middle, capacitance).Growth < 0)
                low = middle;
            else
                high = middle;
        }

        return At(model, low, capacitance).Current;
    }

    // By central differences, steps of 1e-5 of a variable's range.
    private static double[,] Jacobian(NeuronModel model, double current, double[] x)
    {
        int n = x.Length;
        var jacobian = new double[n, n];
        double[] up = new double[n], down = new double[n];
        for (int j = 0; j < n; j++)
        {
            double step = j == 0 ? 1e-3 : 1e-5;
            double[] moved = [.. x];
            moved[j] = x[j] + step;
            model.Evaluate(current, moved, up);
            moved[j] = x[j] - step;
            model.Evaluate(current, moved, down);
            for (int i = 0; i < n; i++)
                jacobian[i, j] = (up[i] - down[i]) / (2 * step);
        }

        return jacobian;
    }

    // Faddeev and LeVerrier: det(z - A) = z^n + c[n-1] z^(n-1) + ... + c[0]
    private static double[] Characteristic(double[,] a)
    {
        int n = a.GetLength(0);
        var c = new double[n + 1];
        c[n] = 1;
        var m = new double[n, n];
        for (int k = 1; k <= n; k++)
        {
            double[,] next = Product(a, m);
            for (int i = 0; i < n; i++)
                next[i, i] += c[n - k + 1];
            m = next;
            double[,] am = Product(a, m);
            c[n - k] = -Enumerable.Range(0, n).Sum(i => am[i, i]) / k;
        }

        return c;
    }

    // Durand and Kerner
    private static Complex[] Roots(double[] c)
    {
        int n = c.Length - 1;
        double radius = 1 + c.Max(Math.Abs);
        Complex[] roots = [.. Enumerable.Range(0, n).Select(i => Complex.FromPolarCoordinates(Math.Pow(radius, 1.0 / n), 0.4 + (2 * Math.PI * i / n)))];
        for (int round = 0; round < 500; round++)
        {
            for (int i = 0; i < n; i++)
            {
                Complex value = 0, others = 1;
                for (int k = n; k >= 0; k--)
                    value = (value * roots[i]) + c[k];
                for (int j = 0; j < n; j++)
                    others *= j == i ? 1 : roots[i] - roots[j];
                roots[i] -= value / others;
            }
        }

        return roots;
    }

    private static double[,] Product(double[,] a, double[,] b)
    {
        int n = a.GetLength(0);
        var c = new double[n, n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                for (int k = 0; k < n; k++)
                    c[i, j] += a[i, k] * b[k, j];
        return c;
    }
}

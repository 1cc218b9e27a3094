using System.Globalization;

namespace Digits.Charts;

/// <summary>A range of values, and where its ticks are.</summary>
internal sealed class Axis
{
    private const double Smallest = 1e-6;

    private readonly bool logarithmic;
    private readonly double min, max, step;

    private Axis(string label, double min, double max, double step, bool logarithmic)
    {
        (Label, this.min, this.max, this.step, this.logarithmic) = (label, min, max, step, logarithmic);
    }

    public string Label { get; }

    /// <summary>A linear axis whose ends are ticks.</summary>
    public static Axis Linear(string label, double min, double max)
    {
        double step = NiceStep((max - min) / 6);
        return new Axis(label, Math.Floor(min / step + 1e-9) * step, Math.Ceiling(max / step - 1e-9) * step, step, logarithmic: false);
    }

    /// <summary>A linear axis from min to max, with ticks at the multiples of step.</summary>
    public static Axis Linear(string label, double min, double max, double step) => new(label, min, max, step, logarithmic: false);

    /// <summary>A linear axis from 0 to the count, with whole numbers for ticks.</summary>
    public static Axis Counting(string label, int count) =>
        new(label, 0, count, Math.Max(1, NiceStep(count / 6.0)), logarithmic: false);

    /// <summary>A logarithmic axis over whole decades; what is below 1e-6 is drawn there.</summary>
    public static Axis Logarithmic(string label, double min, double max)
    {
        double low = Math.Floor(Math.Log10(Math.Max(min, Smallest))), high = Math.Ceiling(Math.Log10(Math.Max(max, Smallest)));
        high = Math.Max(high, low + 1);
        return new Axis(label, low, high, Math.Ceiling((high - low) / 6), logarithmic: true);
    }

    /// <summary>0 at the lower end, 1 at the upper.</summary>
    public double Fraction(double value) =>
        ((logarithmic ? Math.Log10(Math.Max(value, Smallest)) : value) - min) / (max - min);

    public IEnumerable<(double Fraction, string Text)> Ticks()
    {
        for (double k = Math.Ceiling(min / step - 1e-9); k * step <= max + 1e-9 * step; k++)
        {
            double at = (k * step) + 0.0; // + 0: no tick says -0
            yield return ((at - min) / (max - min), (logarithmic ? Math.Pow(10, at) : at).ToString("0.#########", CultureInfo.InvariantCulture));
        }
    }

    // 1, 2 or 5 times a power of ten, at least the given step
    private static double NiceStep(double atLeast)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(atLeast)));
        return power * new double[] { 1, 2, 5, 10 }.First(factor => factor * power >= atLeast * (1 - 1e-9));
    }
}

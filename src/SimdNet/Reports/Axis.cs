using System.Globalization;
using SimdNet.Kernels;

namespace SimdNet.Reports;

/// <summary>A range of values, and where its ticks are.</summary>
/// <remarks>A range that is a point, or too narrow for ticks to tell its values apart, is widened. The same ticks on every machine.</remarks>
public sealed class Axis
{
    // About as many ticks as an axis of 300 pixels has room for.
    private const int Intervals = 6;

    // Ticks beyond these have an exponent: 2e6, 5e-4.
    private const double LargestPlain = 1e6, SmallestPlain = 1e-3;

    // Beyond these a difference overflows, or a power of ten is subnormal.
    private const double Largest = 1e300, Smallest = 1e-300;

    // Ratio from which on small values would be lost on a linear axis.
    private const double LogarithmicFrom = 30;

    private readonly bool _isLogarithmic;
    private readonly double _min, _max;
    private readonly double[] _ticks;
    private readonly double _step;

    private Axis(string label, double min, double max, double[] ticks, double step, bool isLogarithmic) =>
        (Label, _min, _max, _ticks, _step, _isLogarithmic) = (label, min, max, ticks, step, isLogarithmic);

    /// <summary>What the values are.</summary>
    public string Label { get; }

    /// <summary>Whether equal ratios are equally long.</summary>
    public bool IsLogarithmic => _isLogarithmic;

    /// <summary>A linear axis whose ends are ticks.</summary>
    /// <exception cref="ArgumentOutOfRangeException">an end is not finite, or max is below min</exception>
    public static Axis Linear(string label, double min, double max)
    {
        (min, max) = Widen(min, max);
        double step = NiceStep((max - min) / Intervals);
        return Linear(label, Math.Floor((min / step) + 1e-9) * step, Math.Ceiling((max / step) - 1e-9) * step, step);
    }

    /// <summary>A linear axis from min to max, with ticks at the multiples of step.</summary>
    /// <exception cref="ArgumentOutOfRangeException">an end is not finite, max is not above min, or step is not positive</exception>
    public static Axis Linear(string label, double min, double max, double step)
    {
        CheckRange(min, max);
        if (!(step > 0 && max > min))
            throw new ArgumentOutOfRangeException(nameof(step), step, $"expected a positive step from {min} up to {max}.");
        var ticks = new List<double>();
        for (double k = Math.Ceiling((min / step) - 1e-9); k * step <= max + (1e-9 * step); k++)
            ticks.Add((k * step) + 0.0); // + 0: no tick says -0
        return new Axis(label, min, max, [.. ticks], step, isLogarithmic: false);
    }

    /// <summary>A linear axis from 0 to the count, with whole numbers for ticks.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the count is below 1</exception>
    public static Axis Counting(string label, long count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return Linear(label, 0, count, Math.Max(1, NiceStep(count / (double)Intervals)));
    }

    /// <summary>A logarithmic axis whose ends are 1, 2 or 5 times a power of ten; what is below is drawn at its lower end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">an end is not finite and positive, or max is below min</exception>
    public static Axis Logarithmic(string label, double min, double max)
    {
        CheckRange(min, max);
        if (min <= 0)
            throw new ArgumentOutOfRangeException(nameof(min), min, "a logarithmic axis begins above 0.");
        (min, max) = (Math.Clamp(min, Smallest, Largest), Math.Clamp(max, Smallest, Largest));
        var ticks = new List<double>();
        int first = Exponent(min), last = Exponent(max) + 1;
        for (int k = first; k <= last; k++)
            ticks.AddRange([PowerOfTen(k), 2 * PowerOfTen(k), 5 * PowerOfTen(k)]);
        int low = ticks.FindLastIndex(tick => tick <= min * (1 + 1e-9)), high = ticks.FindIndex(low + 1, tick => tick >= max * (1 - 1e-9));
        (double from, double to) = (ticks[low], ticks[high]);
        double[] all = [.. ticks[low..(high + 1)]];
        if (all.Length > Intervals + 1)
        {
            int every = (last - first + Intervals - 1) / Intervals;
            all = [.. Enumerable.Range(first, last - first + 1).Where(k => (k - last) % every == 0).Select(PowerOfTen).Where(tick => tick >= from && tick <= to)];
        }

        return new Axis(label, Log10(from), Log10(to), all, step: 0, isLogarithmic: true);
    }

    /// <summary>An axis that shows all finite values: logarithmic if all are positive and the largest is 30 times the smallest or more, else linear.</summary>
    /// <remarks>From 0 to 1 if no value is finite.</remarks>
    public static Axis Of(string label, IEnumerable<double> values)
    {
        (double min, double max) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double value in values.Where(double.IsFinite))
            (min, max) = (Math.Min(min, value), Math.Max(max, value));
        return min > max ? Linear(label, 0, 1)
            : min > 0 && max / min >= LogarithmicFrom ? Logarithmic(label, min, max)
            : Linear(label, min, max);
    }

    /// <summary>A linear axis a little longer than from min to max, with ticks where they are round.</summary>
    internal static Axis Tight(string label, double min, double max)
    {
        const double margin = 0.04;
        (min, max) = Widen(min, max);
        return Linear(label, min - (margin * (max - min)), max + (margin * (max - min)), NiceStep((max - min) / Intervals));
    }

    /// <summary>0 at the lower end, 1 at the upper.</summary>
    public double Fraction(double value) => ((_isLogarithmic ? Log10(value) : value) - _min) / (_max - _min);

    /// <summary>Where the ticks are, and what they say.</summary>
    public IEnumerable<(double Fraction, string Text)> Ticks()
    {
        double largest = _ticks.Max(Math.Abs);
        bool withExponent = !_isLogarithmic && largest is >= LargestPlain or < SmallestPlain;
        return _ticks.Select(tick => (Fraction(tick), Text(tick, withExponent)));
    }

    // As many digits as the step has, and no more.
    private string Text(double tick, bool withExponent)
    {
        if (tick == 0)
            return "0";
        int exponent = Exponent(Math.Abs(tick));
        int stepExponent = _isLogarithmic ? exponent : Exponent(_step);
        bool isPlain = _isLogarithmic ? Math.Abs(tick) is < LargestPlain and >= SmallestPlain : !withExponent;
        return isPlain
            ? tick.ToString("#,0." + new string('#', Math.Max(0, -stepExponent)), CultureInfo.InvariantCulture)
            : tick.ToString("0." + new string('#', Math.Max(0, exponent - stepExponent)) + "e0", CultureInfo.InvariantCulture);
    }

    private static void CheckRange(double min, double max)
    {
        if (!double.IsFinite(min))
            throw new ArgumentOutOfRangeException(nameof(min), min, "expected a finite number.");
        if (!(double.IsFinite(max) && max >= min))
            throw new ArgumentOutOfRangeException(nameof(max), max, $"expected a finite number, {min} or more.");
    }

    private static (double Min, double Max) Widen(double min, double max)
    {
        CheckRange(min, max);
        (min, max) = (Math.Clamp(min, -Largest, Largest), Math.Clamp(max, -Largest, Largest));
        double size = Math.Max(Math.Abs(min), Math.Abs(max));
        if (size < Smallest)
            return (0, 1);
        return max - min >= 1e-9 * size ? (min, max) : (min - (0.05 * size), max + (0.05 * size));
    }

    // 1, 2 or 5 times a power of ten, at least the given step
    private static double NiceStep(double atLeast)
    {
        double power = PowerOfTen(Exponent(atLeast));
        return power * new double[] { 1, 2, 5, 10 }.First(factor => factor * power >= atLeast * (1 - 1e-9));
    }

    // floor(log10 x), exactly: from x's digits
    private static int Exponent(double x)
    {
        string text = x.ToString("E16", CultureInfo.InvariantCulture);
        return int.Parse(text.AsSpan(text.IndexOf('E') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    private static double PowerOfTen(int exponent) => double.Parse(string.Create(CultureInfo.InvariantCulture, $"1e{exponent}"), CultureInfo.InvariantCulture);

    private static double Log10(double x) => PortableMath.Log(Math.Max(x, Smallest)) / PortableMath.Log(10);
}

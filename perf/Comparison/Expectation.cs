using System.Numerics;

namespace SimdNet.Perf.Comparison;

/// <summary>Elements of a result as the double-precision reference has them, and how far from that rounding may bring them.</summary>
internal sealed record Expectation(int[] Positions, double[] Values, double[] Tolerances)
{
    /// <summary>Every element.</summary>
    public static Expectation All(double[] values, Func<int, double> tolerance) =>
        new([.. Enumerable.Range(0, values.Length)], values, [.. Enumerable.Range(0, values.Length).Select(tolerance)]);

    /// <summary>null, or the first element that is further from its reference than its tolerance.</summary>
    public string? Fault<T>(ReadOnlySpan<T> actual)
        where T : INumber<T>
    {
        for (int i = 0; i < Positions.Length; i++)
        {
            double value = double.CreateChecked(actual[Positions[i]]);
            if (!(Math.Abs(value - Values[i]) <= Tolerances[i]))
                return $"element {Positions[i]} is {value}, but the reference is {Values[i]} within {Tolerances[i]}";
        }

        return null;
    }
}

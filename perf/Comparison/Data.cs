using SimdNet.Kernels;

namespace SimdNet.Perf.Comparison;

/// <summary>Inputs that are the same in every run, and the check of results against a reference.</summary>
internal static class Data
{
    public static float[] Uniform(int length, ulong stream)
    {
        var values = new float[length];
        Philox.Uniform(seed: 1, stream, start: 0, -1f, 1f, values);
        return values;
    }

    /// <exception cref="InvalidOperationException">a number is further from its reference than its tolerance; the message has both</exception>
    public static void Check(ReadOnlySpan<float> actual, ReadOnlySpan<double> expected, Func<int, double> tolerance)
    {
        for (int i = 0; i < actual.Length; i++)
        {
            if (!(Math.Abs(actual[i] - expected[i]) <= tolerance(i)))
                throw new InvalidOperationException($"element {i} is {actual[i]}, but the reference is {expected[i]} within {tolerance(i)}.");
        }
    }
}

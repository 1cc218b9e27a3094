using SimdNet.Kernels;

namespace SimdNet.Perf.Comparison;

/// <summary>Inputs that are the same in every run.</summary>
internal static class RandomInputs
{
    public static float[] Uniform(int length, ulong stream)
    {
        var values = new float[length];
        Uniform(values, stream);
        return values;
    }

    /// <summary>Numbers in [-1, 1).</summary>
    public static void Uniform(Span<float> values, ulong stream) => Philox.Uniform(seed: 1, stream, start: 0, -1f, 1f, values);
}

using SimdNet.Nn;

namespace SimdNet.Testing;

/// <summary>Numbers to test networks with: the same for the same seed on every machine</summary>
internal static class Numbers
{
    /// <summary>Uniform in [-scale, scale)</summary>
    public static float[] Uniform(int seed, int length, float scale = 1)
    {
        var values = new float[length];
        Fill(new Random(seed), values, scale);
        return values;
    }

    /// <summary>Gives every parameter of a layer numbers in [-scale, scale)</summary>
    public static T WithParameters<T>(this T layer, int seed, float scale = 1)
        where T : Layer
    {
        var random = new Random(seed);
        foreach (Parameter parameter in layer.Parameters)
            Fill(random, parameter.Value, scale);
        return layer;
    }

    /// <summary>A copy of the values of all parameters, one after the other</summary>
    public static float[] ParameterValues(this Layer layer) => [.. layer.Parameters.SelectMany(parameter => parameter.Value.ToArray())];

    /// <summary>A copy of the gradients of all parameters, one after the other</summary>
    public static float[] ParameterGradients(this Layer layer) => [.. layer.Parameters.SelectMany(parameter => parameter.Gradient.ToArray())];

    private static void Fill(Random random, Span<float> values, float scale)
    {
        foreach (ref float value in values)
            value = ((random.NextSingle() * 2) - 1) * scale;
    }
}

namespace SimdNet.Nn;

/// <summary>Starting values of a weight matrix, as a function of its shape, a seed and a stream.</summary>
/// <remarks>
/// PyTorch's torch.nn.init, by the same names and with the same defaults. fanIn = shape[1] times all sizes behind it, fanOut = shape[0] times these: for
/// [outFeatures x inFeatures] inFeatures and outFeatures. From Philox's numbers: the same bits on every machine.
/// </remarks>
public abstract class Initializer
{
    /// <summary>Uniform in +-gain sqrt(6 / (fanIn + fanOut)). Source: Glorot and Bengio 2010.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the gain is not a positive finite number</exception>
    public static Initializer XavierUniform(float gain = 1f) => new FanInitializer(Positive(gain), Fan.Mean, isNormal: false);

    /// <summary>Normal with standard deviation gain sqrt(2 / (fanIn + fanOut)). Source: Glorot and Bengio 2010.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the gain is not a positive finite number</exception>
    public static Initializer XavierNormal(float gain = 1f) => new FanInitializer(Positive(gain), Fan.Mean, isNormal: true);

    /// <summary>Uniform in +-sqrt(6 / ((1 + negativeSlope^2) fan)). Source: He et al. 2015.</summary>
    /// <param name="fan">In keeps the size of activations, Out that of gradients</param>
    /// <param name="negativeSlope">of the leaky rectifier that follows; 0: a rectifier</param>
    /// <exception cref="ArgumentOutOfRangeException">the slope is not finite</exception>
    public static Initializer KaimingUniform(Fan fan = Fan.In, float negativeSlope = 0f) => new FanInitializer(RectifierGain(negativeSlope), fan, isNormal: false);

    /// <summary>Normal with standard deviation sqrt(2 / ((1 + negativeSlope^2) fan)). Source: He et al. 2015.</summary>
    /// <param name="fan">In keeps the size of activations, Out that of gradients</param>
    /// <param name="negativeSlope">of the leaky rectifier that follows; 0: a rectifier</param>
    /// <exception cref="ArgumentOutOfRangeException">the slope is not finite</exception>
    public static Initializer KaimingNormal(Fan fan = Fan.In, float negativeSlope = 0f) => new FanInitializer(RectifierGain(negativeSlope), fan, isNormal: true);

    /// <summary>Uniform in +-sqrt(3 / fanIn). Source: LeCun et al. 1998; for selu Klambauer et al. 2017.</summary>
    public static Initializer LecunUniform() => new FanInitializer(1, Fan.In, isNormal: false);

    /// <summary>Normal with standard deviation sqrt(1 / fanIn). Source: LeCun et al. 1998; for selu Klambauer et al. 2017.</summary>
    public static Initializer LecunNormal() => new FanInitializer(1, Fan.In, isNormal: true);

    /// <summary>gain times a random matrix whose rows, or if they are more than the columns whose columns, are orthonormal. Source: Saxe, McClelland and Ganguli 2014.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the gain is not a positive finite number</exception>
    public static Initializer Orthogonal(float gain = 1f) => new OrthogonalInitializer(Positive(gain));

    /// <summary>Fills the values of a parameter.</summary>
    /// <param name="shape">its sizes, two or more, the slowest first</param>
    /// <param name="values">row-major, overwritten</param>
    /// <param name="seed">the values depend on it</param>
    /// <param name="stream">the stream of random numbers</param>
    /// <exception cref="ArgumentException">the shape has fewer than two sizes, or another number of values</exception>
    public void Fill(ReadOnlySpan<int> shape, Span<float> values, ulong seed, ulong stream)
    {
        if (shape.Length < 2)
            throw new ArgumentException($"fans need a shape of two sizes or more, but it has {shape.Length}.", nameof(shape));
        int rest = 1;
        foreach (int size in shape[1..])
            rest = checked(rest * size);
        if (values.Length != checked(shape[0] * rest))
            throw new ArgumentException($"values holds {values.Length} elements, but the shape has {shape[0] * rest}.", nameof(values));
        if (!values.IsEmpty)
            Fill(shape[0], rest, (double)values.Length / shape[1], values, seed, stream);
    }

    /// <summary>Fills rows x fanIn values, one or more.</summary>
    private protected abstract void Fill(int rows, int fanIn, double fanOut, Span<float> values, ulong seed, ulong stream);

    private static double RectifierGain(float negativeSlope) =>
        float.IsFinite(negativeSlope)
            ? Math.Sqrt(2 / (1 + ((double)negativeSlope * negativeSlope)))
            : throw new ArgumentOutOfRangeException(nameof(negativeSlope), negativeSlope, "expected a finite number.");

    private static double Positive(float gain) =>
        gain > 0 && float.IsFinite(gain) ? gain : throw new ArgumentOutOfRangeException(nameof(gain), gain, "expected a positive finite number.");
}

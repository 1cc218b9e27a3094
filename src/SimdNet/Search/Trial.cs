using SimdNet.Kernels;

namespace SimdNet.Search;

/// <summary>One choice of a value for each parameter.</summary>
/// <remarks>Immutable. A random trial depends on the search's seed, its number and the space only: the same on every machine.</remarks>
public sealed class Trial
{
    // Initialisation's streams begin at 0, shuffles' at 2^32, splits' at 2^48, training steps' at 2^63: one seed gives unrelated numbers.
    private const ulong FirstStream = 1UL << 56;
    private const ulong PerBlock = 4;

    private readonly IReadOnlyList<SearchRange> _ranges;
    private readonly double[] _values;

    private Trial(int number, ulong seed, IReadOnlyList<SearchRange> ranges, double[] values) => (Number, Seed, _ranges, _values) = (number, seed, ranges, values);

    /// <summary>The number in the search, counted from 0.</summary>
    public int Number { get; }

    /// <summary>A random number for what the trial itself draws: the seed of initial weights, of shuffling, of folds.</summary>
    public ulong Seed { get; }

    /// <summary>The names of the parameters, in their order in the space.</summary>
    public IReadOnlyList<string> Names => [.. _ranges.Select(range => range.Name)];

    internal IReadOnlyList<SearchRange> Ranges => _ranges;

    internal ReadOnlySpan<double> Values => _values;

    /// <summary>The value of a parameter that <see cref="SearchSpace.Float"/> added.</summary>
    /// <exception cref="ArgumentException">there is no such parameter, or it is of another type; the message says which there are, or which type</exception>
    public float Float(string name) => (float)Value<FloatRange>(name, "a float");

    /// <summary>The value of a parameter that <see cref="SearchSpace.Int"/> added.</summary>
    /// <exception cref="ArgumentException">there is no such parameter, or it is of another type; the message says which there are, or which type</exception>
    public int Int(string name) => (int)Value<IntRange>(name, "an int");

    /// <summary>The value of a parameter that <see cref="SearchSpace.Bool"/> added.</summary>
    /// <exception cref="ArgumentException">there is no such parameter, or it is of another type; the message says which there are, or which type</exception>
    public bool Bool(string name) => Choice<bool>(name);

    /// <summary>The value of a parameter that <see cref="SearchSpace.Choice{T}(string, T[])"/> added.</summary>
    /// <typeparam name="T">the type of the values, or one that it derives from</typeparam>
    /// <param name="name">the parameter</param>
    /// <exception cref="ArgumentException">there is no such parameter, or it is of another type; the message says which there are, or which type</exception>
    public T Choice<T>(string name)
        where T : notnull
    {
        int i = IndexOf(name);
        return _ranges[i] is ChoiceRange choice && choice.Type.IsAssignableTo(typeof(T)) ? (T)choice.Value(_values[i]) : throw OtherType(name, $"a choice of type {typeof(T).Name}");
    }

    /// <summary>The value of any parameter as it is written in the invariant culture; a choice's label.</summary>
    /// <exception cref="ArgumentException">there is no such parameter; the message says which there are</exception>
    public string Text(string name)
    {
        int i = IndexOf(name);
        return _ranges[i].Text(_values[i]);
    }

    /// <summary>trial 3: learningRate = 0.01, hidden = 16</summary>
    public override string ToString() => $"trial {Number}: {string.Join(", ", _ranges.Select((range, i) => $"{range.Name} = {range.Text(_values[i])}"))}";

    /// <summary>The trial that a seed and a number draw.</summary>
    internal static Trial Random(IReadOnlyList<SearchRange> ranges, int number, ulong seed) =>
        new(number, Bits(seed, number, 0), ranges, [.. ranges.Select((range, i) => range.Draw(Bits(seed, number, i + 1)))]);

    /// <summary>The trial with these values.</summary>
    internal static Trial Of(IReadOnlyList<SearchRange> ranges, int number, ulong seed, double[] values) => new(number, Bits(seed, number, 0), ranges, values);

    private static ulong Bits(ulong seed, int number, int block)
    {
        Span<uint> bits = stackalloc uint[2];
        Philox.Fill(seed, FirstStream + (uint)number, (uint)block * PerBlock, bits);
        return ((ulong)bits[1] << 32) | bits[0];
    }

    private double Value<TRange>(string name, string asked)
        where TRange : SearchRange
    {
        int i = IndexOf(name);
        return _ranges[i] is TRange ? _values[i] : throw OtherType(name, asked);
    }

    private int IndexOf(string name)
    {
        for (int i = 0; i < _ranges.Count; i++)
        {
            if (_ranges[i].Name == name)
                return i;
        }

        throw new ArgumentException($"there is no parameter '{name}'; there are {string.Join(", ", _ranges.Select(range => $"'{range.Name}'"))}.", nameof(name));
    }

    private ArgumentException OtherType(string name, string asked) => new($"'{name}' is {_ranges[IndexOf(name)].Description}, not {asked}.", nameof(name));
}

using System.Globalization;
using System.Text.Json;
using SimdNet.Kernels;

namespace SimdNet.Search;

/// <summary>A parameter's name and values. A value is kept as a double, which is exact: a float, an int, or the index of a choice.</summary>
internal abstract class SearchRange(string name)
{
    private const double UnitOf53Bits = 1.0 / (1L << 53);

    public string Name { get; } = name;

    /// <summary>What the values are, to be put behind "is": a float of 0 to 1.</summary>
    public abstract string Description { get; }

    /// <summary>The number of values in a grid, or more; null: nobody has said how many.</summary>
    public abstract long? GridSize { get; }

    /// <summary>The value that 64 random bits stand for.</summary>
    public abstract double Draw(ulong bits);

    /// <summary>The values of a grid, in order, each once.</summary>
    public abstract double[] Grid();

    public abstract string Text(double value);

    public abstract void WriteValue(Utf8JsonWriter json, double value);

    /// <summary>The properties that tell this range from another.</summary>
    public abstract void WriteRange(Utf8JsonWriter json);

    /// <summary>u in [0, 1), in steps of 2^-53.</summary>
    protected static double Unit(ulong bits) => (bits >> 11) * UnitOf53Bits;

    /// <summary>low + (high - low) u, on a logarithmic scale low (high / low)^u.</summary>
    protected static double Between(double low, double high, double u, bool log)
    {
        if (!log)
            return low + ((high - low) * u);
        double start = PortableMath.Log(low);
        return PortableMath.Exp(start + ((PortableMath.Log(high) - start) * u));
    }

    /// <summary>steps values from low to high, both exactly, evenly apart on their scale.</summary>
    protected static IEnumerable<double> Evenly(double low, double high, bool log, int steps) =>
        Enumerable.Range(0, steps).Select(i => i == 0 ? low : i == steps - 1 ? high : Between(low, high, (double)i / (steps - 1), log));
}

internal sealed class FloatRange(string name, float min, float max, bool log, int? steps) : SearchRange(name)
{
    public override string Description => string.Create(CultureInfo.InvariantCulture, $"a float of {min} to {max}");

    public override long? GridSize => min == max ? 1 : steps;

    // Rounding to float keeps the order, so that a value between two floats stays there.
    public override double Draw(ulong bits) => (float)double.Clamp(Between(min, max, Unit(bits), log), min, max);

    // Between the decimal numbers that the bounds were written as: 1e-4f to 1e-1f in 4 steps has 0.001f, not the float below it.
    public override double[] Grid() => [.. Evenly(Decimal(min), Decimal(max), log, steps ?? 1).Select(x => (double)float.Clamp((float)x, min, max)).Distinct()];

    private static double Decimal(float value) => double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    public override string Text(double value) => ((float)value).ToString(CultureInfo.InvariantCulture);

    public override void WriteValue(Utf8JsonWriter json, double value) => json.WriteNumberValue((float)value);

    public override void WriteRange(Utf8JsonWriter json)
    {
        json.WriteString("type", "float");
        json.WriteNumber("min", min);
        json.WriteNumber("max", max);
        json.WriteBoolean("log", log);
        if (steps is int count)
            json.WriteNumber("steps", count);
    }
}

internal sealed class IntRange(string name, int min, int max, bool log, int? steps) : SearchRange(name)
{
    private readonly long _count = (long)max - min + 1;

    public override string Description => string.Create(CultureInfo.InvariantCulture, $"an int of {min} to {max}");

    public override long? GridSize => long.Min(_count, steps ?? long.MaxValue);

    // On a logarithmic scale k stands for [k, k + 1), so that its share is log((k + 1) / k).
    public override double Draw(ulong bits) => log
        ? double.Clamp(Math.Floor(Between(min, max + 1.0, Unit(bits), log)), min, max)
        : min + (double)Math.BigMul(bits, (ulong)_count, out _);

    public override double[] Grid() => steps is int count && count < _count
        ? [.. Evenly(min, max, log, count).Select(x => double.Clamp(Math.Round(x), min, max)).Distinct()]
        : [.. Enumerable.Range(0, (int)_count).Select(i => (double)min + i)];

    public override string Text(double value) => ((int)value).ToString(CultureInfo.InvariantCulture);

    public override void WriteValue(Utf8JsonWriter json, double value) => json.WriteNumberValue((int)value);

    public override void WriteRange(Utf8JsonWriter json)
    {
        json.WriteString("type", "int");
        json.WriteNumber("min", min);
        json.WriteNumber("max", max);
        json.WriteBoolean("log", log);
        if (steps is int count)
            json.WriteNumber("steps", count);
    }
}

internal sealed class ChoiceRange(string name, Type type, string[] labels, object[] values) : SearchRange(name)
{
    /// <summary>What all values are.</summary>
    public Type Type => type;

    public object Value(double value) => values[(int)value];

    public override string Description => $"a choice of type {type.Name}";

    public override long? GridSize => labels.Length;

    public override double Draw(ulong bits) => Math.BigMul(bits, (ulong)labels.Length, out _);

    public override double[] Grid() => [.. Enumerable.Range(0, labels.Length).Select(i => (double)i)];

    public override string Text(double value) => labels[(int)value];

    public override void WriteValue(Utf8JsonWriter json, double value) => json.WriteStringValue(Text(value));

    public override void WriteRange(Utf8JsonWriter json)
    {
        json.WriteString("type", "choice");
        json.WriteStartArray("values");
        foreach (string label in labels)
            json.WriteStringValue(label);
        json.WriteEndArray();
    }
}

using System.Globalization;

namespace SimdNet.Search;

/// <summary>The parameters of a search, each with a name and the values that it may take.</summary>
/// <remarks>
/// <code>
/// var space = new SearchSpace()
///     .Float("learningRate", 1e-4f, 1e-1f, log: true, steps: 4)
///     .Int("hidden", 4, 64, log: true, steps: 5)
///     .Choice("activation", ("relu", Activation.Relu), ("tanh", Activation.Tanh))
///     .Bool("shuffle");
/// </code>
/// Parameters have their random numbers by their place, so one that is added behind the others does not change what those draw. A search copies the space; changing it afterwards changes nothing there.
/// </remarks>
public sealed class SearchSpace
{
    private readonly List<SearchRange> _ranges = [];

    internal IReadOnlyList<SearchRange> Ranges => _ranges;

    /// <summary>A number in [min, max], uniform, or uniform in its logarithm: min (max / min)^u.</summary>
    /// <param name="name">not empty, and no other parameter's</param>
    /// <param name="min">finite; above 0 on a logarithmic scale</param>
    /// <param name="max">finite, min or more</param>
    /// <param name="log">whether the scale is logarithmic</param>
    /// <param name="steps">how many values a grid has, evenly apart on the scale, <paramref name="min"/> and <paramref name="max"/> among them: 2 or more; null: a grid search refuses the space</param>
    /// <returns>this space</returns>
    /// <exception cref="ArgumentException">a bound, the name or the number of steps is not as said; the message has it</exception>
    public SearchSpace Float(string name, float min, float max, bool log = false, int? steps = null)
    {
        CheckName(name);
        if (!float.IsFinite(min) || !float.IsFinite(max) || min > max)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"expected finite bounds, min <= max, but '{name}' has min = {min} and max = {max}."), nameof(min));
        if (log && min <= 0)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"a logarithmic scale begins above 0, but '{name}' has min = {min}."), nameof(min));
        CheckSteps(name, steps);
        return Add(new FloatRange(name, min, max, log, steps));
    }

    /// <summary>A whole number from min to max, uniform, or on a logarithmic scale k with the probability log((k + 1) / k) / log((max + 1) / min).</summary>
    /// <param name="name">not empty, and no other parameter's</param>
    /// <param name="min">1 or more on a logarithmic scale</param>
    /// <param name="max">min or more</param>
    /// <param name="log">whether the scale is logarithmic</param>
    /// <param name="steps">at most how many values a grid has, evenly apart on the scale but for rounding, <paramref name="min"/> and <paramref name="max"/> among them: 2 or more; null: all</param>
    /// <returns>this space</returns>
    /// <exception cref="ArgumentException">a bound, the name or the number of steps is not as said; the message has it</exception>
    public SearchSpace Int(string name, int min, int max, bool log = false, int? steps = null)
    {
        CheckName(name);
        if (min > max)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"expected min <= max, but '{name}' has min = {min} and max = {max}."), nameof(min));
        if (log && min < 1)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"a logarithmic scale of whole numbers begins at 1 or above, but '{name}' has min = {min}."), nameof(min));
        CheckSteps(name, steps);
        return Add(new IntRange(name, min, max, log, steps));
    }

    /// <summary>One of several values, all equally likely; each is labelled as it is written in the invariant culture.</summary>
    /// <param name="name">not empty, and no other parameter's</param>
    /// <param name="values">one or more, written differently; values that are not, such as arrays, need labels</param>
    /// <returns>this space</returns>
    /// <exception cref="ArgumentException">there are no values, or two are written alike; the message has them</exception>
    public SearchSpace Choice<T>(string name, params T[] values)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(values);
        return Choice(name, [.. values.Select(value => (Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", value))]);
    }

    /// <summary>One of several values, all equally likely, each with a label that stands for it in tables and journals.</summary>
    /// <param name="name">not empty, and no other parameter's</param>
    /// <param name="values">one or more, with different labels</param>
    /// <returns>this space</returns>
    /// <exception cref="ArgumentException">there are no values, or two have one label; the message has it</exception>
    public SearchSpace Choice<T>(string name, params (string Label, T Value)[] values)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(values);
        CheckName(name);
        if (values.Length == 0)
            throw new ArgumentException($"'{name}' has no values to choose from.", nameof(values));
        string? twice = values.GroupBy(value => value.Label).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null)
            throw new ArgumentException($"'{name}' has two values that are written '{twice}'; give each a label of its own.", nameof(values));
        return Add(new ChoiceRange(name, typeof(T), [.. values.Select(value => value.Label)], [.. values.Select(value => (object)value.Value)]));
    }

    /// <summary>False or true, equally likely.</summary>
    /// <param name="name">not empty, and no other parameter's</param>
    /// <returns>this space</returns>
    /// <exception cref="ArgumentException">the name is empty or there already</exception>
    public SearchSpace Bool(string name) => Choice(name, ("false", false), ("true", true));

    private void CheckName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (_ranges.Exists(other => other.Name == name))
            throw new ArgumentException($"there is a parameter '{name}' already.", nameof(name));
    }

    private static void CheckSteps(string name, int? steps)
    {
        if (steps < 2)
            throw new ArgumentException($"a grid of '{name}' takes 2 or more steps, not {steps}.", nameof(steps));
    }

    private SearchSpace Add(SearchRange range)
    {
        _ranges.Add(range);
        return this;
    }
}

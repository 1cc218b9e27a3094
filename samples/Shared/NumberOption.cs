using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Samples;

/// <summary>Options of the command line that take a number, in every culture the same, and say what they take.</summary>
internal static class NumberOption
{
    public static Option<T> Whole<T>(string name, T byDefault, T min, T max, string description)
        where T : struct, IBinaryInteger<T> => new(name)
        {
            Description = string.Create(CultureInfo.InvariantCulture, $"{description} ({min} to {max})"),
            HelpName = "n",
            DefaultValueFactory = _ => byDefault,
            CustomParser = argument => Parse(argument, name, min, max) ?? byDefault,
        };

    /// <summary>The same without a default value: null if it is not given.</summary>
    public static Option<int?> OptionalWhole(string name, int min, int max, string description) => new(name)
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"{description} ({min} to {max})"),
        HelpName = "n",
        CustomParser = argument => Parse(argument, name, min, max),
    };

    public static Option<float> Positive(string name, float byDefault, float max, string description) => new(name)
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"{description} (above 0, at most {max})"),
        HelpName = "x",
        DefaultValueFactory = _ => byDefault,
        CustomParser = argument =>
        {
            string text = argument.Tokens[0].Value;
            if (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && value > 0 && value <= max)
                return value;
            argument.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} takes a number above 0, at most {max}, not '{text}'"));
            return byDefault;
        },
    };

    private static T? Parse<T>(ArgumentResult argument, string name, T min, T max)
        where T : struct, IBinaryInteger<T>
    {
        string text = argument.Tokens[0].Value;
        if (T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out T value) && value >= min && value <= max)
            return value;
        argument.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} takes a whole number from {min} to {max}, not '{text}'"));
        return null;
    }
}

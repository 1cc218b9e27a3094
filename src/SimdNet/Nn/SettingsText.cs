using System.Globalization;

namespace SimdNet.Nn;

/// <summary>A rule's name and settings on one line, in the words of its constructor: Sgd(learningRate 0.1, momentum 0.9, nesterov true)</summary>
internal static class SettingsText
{
    /// <summary>name(setting value, ...); numbers as short as they can be read back from, in the invariant culture</summary>
    public static string Of(string name, params ReadOnlySpan<(string Name, object Value)> settings)
    {
        var parts = new string[settings.Length];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = $"{settings[i].Name} {Text(settings[i].Value)}";
        return $"{name}({string.Join(", ", parts)})";
    }

    private static string Text(object value) => value switch
    {
        bool fact => fact ? "true" : "false",
        float or double => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture).Replace('E', 'e'),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}

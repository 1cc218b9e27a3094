using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace SimdNet.Testing;

/// <summary>Writes a generated value out, the beginning of a long array only</summary>
internal static class Counterexample
{
    private const int MostElements = 40;

    public static string Format(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        ITuple tuple => $"({string.Join(", ", Enumerable.Range(0, tuple.Length).Select(i => Format(tuple[i])))})",
        Array array => $"{array.GetType().GetElementType()!.Name}[{array.Length}] {{ {Elements(array)} }}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? value.GetType().Name,
    };

    private static string Elements(IEnumerable values)
    {
        string[] texts = [.. values.Cast<object?>().Take(MostElements + 1).Select(Format)];
        return string.Join(", ", texts.Take(MostElements)) + (texts.Length > MostElements ? ", ..." : "");
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace SimdNet.Kernels;

/// <summary>Argument checks of the kernels, and their messages: each names the argument, what was expected and what came.</summary>
internal static class Guard
{
    /// <summary>A span must be as long as another, or as a size says.</summary>
    public static void SameLength(int length, int expected, [CallerArgumentExpression(nameof(length))] string name = "", [CallerArgumentExpression(nameof(expected))] string expectedName = "")
    {
        if (length != expected)
            ThrowSameLength(length, expected, name, expectedName);
    }

    /// <summary>A span must hold at least one float for each row or column of a matrix.</summary>
    public static void Holds(int length, int needed, string matrix, string sides, [CallerArgumentExpression(nameof(length))] string name = "")
    {
        if (length < needed)
            ThrowHolds(length, needed, matrix, sides, name);
    }

    /// <summary>A row-major matrix of rows x columns with a leading dimension must fit its span.</summary>
    public static void Matrix<T>(ReadOnlySpan<T> matrix, int rows, int columns, int ld, string rowsName, string columnsName, [CallerArgumentExpression(nameof(matrix))] string name = "")
    {
        long needed = rows == 0 || columns == 0 ? 0 : (long)(rows - 1) * ld + columns;
        if (ld < int.Max(columns, 1) || matrix.Length < needed)
            ThrowMatrix<T>(matrix.Length, rows, columns, ld, needed, rowsName, columnsName, name);
    }

    /// <summary>A size must not be negative.</summary>
    public static void NotNegative(int value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);

    /// <summary>A parameter must be positive and finite.</summary>
    public static void PositiveFinite(float value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value > 0 && float.IsFinite(value)))
            throw new ArgumentOutOfRangeException(name, value, $"{name} is a positive finite number.");
    }

    /// <summary>A parameter must be 0 or more, and finite.</summary>
    public static void NotNegativeFinite(float value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value >= 0 && float.IsFinite(value)))
            throw new ArgumentOutOfRangeException(name, value, $"{name} is a finite number, not negative.");
    }

    /// <summary>Input and output may be the same span, or have nothing in common.</summary>
    public static void SameOrDisjoint(ReadOnlySpan<float> input, ReadOnlySpan<float> output, [CallerArgumentExpression(nameof(input))] string inputName = "", [CallerArgumentExpression(nameof(output))] string outputName = "")
    {
        if (input.Overlaps(output, out int offset) && offset != 0)
            ThrowOverlap("the same span or disjoint", offset, inputName, outputName);
    }

    /// <summary>Output must have nothing in common with input.</summary>
    public static void Disjoint<T>(ReadOnlySpan<T> input, ReadOnlySpan<T> output, [CallerArgumentExpression(nameof(input))] string inputName = "", [CallerArgumentExpression(nameof(output))] string outputName = "")
    {
        if (input.Overlaps(output, out int offset))
            ThrowOverlap("disjoint", offset, inputName, outputName);
    }

    /// <summary>Rows of a number of columns must divide a span.</summary>
    public static int Rows(int length, int columns, [CallerArgumentExpression(nameof(length))] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        if (length % columns != 0)
            ThrowRows(length, columns, name);
        return length / columns;
    }

    // The messages' strings are made in methods of their own: a check that passes allocates nothing and leaves no code for them in a kernel.
    [DoesNotReturn]
    private static void ThrowSameLength(int length, int expected, string name, string expectedName) =>
        throw Refusal($"{Argument(name)} holds {length} elements, but {Argument(expectedName)} {(IsLength(expectedName) ? "holds" : "=")} {expected}.", Argument(name));

    [DoesNotReturn]
    private static void ThrowHolds(int length, int needed, string matrix, string sides, string name) =>
        throw Refusal($"{Argument(name)} holds {length} floats, but {matrix}'s {needed} {sides} need {needed}.", Argument(name));

    [DoesNotReturn]
    private static void ThrowOverlap(string allowed, int offset, string inputName, string outputName) =>
        throw Refusal($"{outputName} overlaps {inputName} (it starts {offset} elements from it); they must be {allowed}.", outputName);

    [DoesNotReturn]
    private static void ThrowRows(int length, int columns, string name) =>
        throw Refusal($"{Argument(name)} holds {length} floats, which is not a multiple of {columns} columns.", Argument(name));

    [DoesNotReturn]
    private static void ThrowMatrix<T>(int length, int rows, int columns, int ld, long needed, string rowsName, string columnsName, string argument)
    {
        if (ld < int.Max(columns, 1))
            throw Refusal($"ld{argument} = {ld} is shorter than a row of {argument}, {columnsName} = {columns}.", $"ld{argument}");
        throw Refusal($"{argument} holds {length} {(typeof(T) == typeof(float) ? "floats" : "doubles")}, but {rowsName} = {rows} rows of {columnsName} = {columns} with ld{argument} = {ld} need {needed}.", argument);
    }

    [DoesNotReturn]
    public static void Throw(string message, string name) => throw Refusal(message, name);

    private static ArgumentException Refusal(string message, string name) => new(message, name);

    // "x.Length" names the argument x. Makes a string: only for a message.
    private static string Argument(string expression) => IsLength(expression) ? expression[..^".Length".Length] : expression;

    private static bool IsLength(string expression) => expression.EndsWith(".Length", StringComparison.Ordinal);
}

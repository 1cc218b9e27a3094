namespace SimdNet.Inference;

/// <summary>A call met a number that is not finite; see <see cref="InferenceOptions.ChecksFinite"/>.</summary>
public sealed class NonFiniteValueException : ArithmeticException
{
    /// <summary>Names where the number stands.</summary>
    /// <param name="place">what was looked at: an input, or the first step that made such a number</param>
    /// <param name="row">its row in the batch</param>
    /// <param name="column">its place in the row</param>
    /// <param name="value">the number</param>
    public NonFiniteValueException(string place, int row, int column, float value)
        : base(FormattableString.Invariant($"{place} has {value} in row {row}, column {column}."))
    {
        Place = place;
        Row = row;
        Column = column;
    }

    /// <summary>An input by its name, or a step as <see cref="InferencePlan.Describe"/> has it.</summary>
    public string Place { get; }

    /// <summary>The row in the batch.</summary>
    public int Row { get; }

    /// <summary>The place in the row.</summary>
    public int Column { get; }
}

namespace SimdNet.Data;

/// <summary>What a column of a CSV file is for.</summary>
public enum CsvRole
{
    /// <summary>A feature: a number.</summary>
    Number,

    /// <summary>A feature: one of a few texts, as its code 0, 1, ...</summary>
    Category,

    /// <summary>The class of the row: one of a few texts, as its code 0, 1, ...</summary>
    Label,

    /// <summary>A value to be predicted: a number.</summary>
    Target,

    /// <summary>Not read.</summary>
    Ignored,
}

/// <summary>What is done where a number is missing.</summary>
public enum CsvMissing
{
    /// <summary>The file is refused.</summary>
    Refuse,

    /// <summary>The mean of the column's numbers in the rows that the encoding was fitted to.</summary>
    Mean,

    /// <summary>A number given beforehand.</summary>
    Value,
}

/// <summary>A column of a CSV file: its name, what it is for, and what is done with values that are missing or unknown.</summary>
public sealed class CsvColumn
{
    private CsvColumn(string name, CsvRole role)
    {
        ArgumentNullException.ThrowIfNull(name);
        (Name, Role) = (name, role);
    }

    /// <summary>The name, as the header has it; without a header for messages only.</summary>
    public string Name { get; }

    /// <summary>What the column is for.</summary>
    public CsvRole Role { get; }

    /// <summary>What is done where a number is missing.</summary>
    public CsvMissing Missing { get; private init; }

    /// <summary>The number that stands for a missing one under <see cref="CsvMissing.Value"/>.</summary>
    public float MissingValue { get; private init; }

    /// <summary>The category that a missing one is; null: the file is refused.</summary>
    public string? MissingCategory { get; private init; }

    /// <summary>Whether a category that was not there when the encoding was fitted gets a code of its own, behind the others; otherwise the file is refused.</summary>
    public bool AllowsUnknown { get; private init; }

    /// <summary>A feature that is a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the missing policy is <see cref="CsvMissing.Value"/>, for which there is another overload, or does not exist</exception>
    public static CsvColumn Number(string name, CsvMissing missing = CsvMissing.Refuse)
    {
        if (missing is not (CsvMissing.Refuse or CsvMissing.Mean))
            throw new ArgumentOutOfRangeException(nameof(missing), missing, "expected Refuse or Mean.");
        return new CsvColumn(name, CsvRole.Number) { Missing = missing };
    }

    /// <summary>A feature that is a number, or a value given here where it is missing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the value is not finite</exception>
    public static CsvColumn Number(string name, float missingValue)
    {
        if (!float.IsFinite(missingValue))
            throw new ArgumentOutOfRangeException(nameof(missingValue), missingValue, "expected a finite number.");
        return new CsvColumn(name, CsvRole.Number) { Missing = CsvMissing.Value, MissingValue = missingValue };
    }

    /// <summary>A feature that is one of a few texts.</summary>
    public static CsvColumn Category(string name, bool allowsUnknown = false, string? missingCategory = null) =>
        new(name, CsvRole.Category) { AllowsUnknown = allowsUnknown, MissingCategory = missingCategory };

    /// <summary>The class of the row; a missing or unknown one is refused.</summary>
    public static CsvColumn Label(string name) => new(name, CsvRole.Label);

    /// <summary>A value to be predicted; a missing one is refused.</summary>
    public static CsvColumn Target(string name) => new(name, CsvRole.Target);

    /// <summary>A column that is not read.</summary>
    public static CsvColumn Ignored(string name) => new(name, CsvRole.Ignored);

    /// <summary>Name and role.</summary>
    public override string ToString() => $"{Name} ({Role})";
}

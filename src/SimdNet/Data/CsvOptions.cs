namespace SimdNet.Data;

/// <summary>What the first record of a CSV file is.</summary>
public enum CsvHeader
{
    /// <summary>The columns' names: columns are found by them, in any order.</summary>
    Names,

    /// <summary>Data, as all others: columns stand in the schema's order.</summary>
    None,

    /// <summary>Something else, passed over: columns stand in the schema's order.</summary>
    Skipped,
}

/// <summary>How a CSV file is written.</summary>
public sealed class CsvOptions
{
    /// <summary>The most characters of a record, unless another number is asked for.</summary>
    public const int DefaultMaxRecordLength = 1 << 20;

    /// <summary>What stands between fields.</summary>
    public char Separator { get; init; } = ',';

    /// <summary>What the first record is.</summary>
    public CsvHeader Header { get; init; } = CsvHeader.Names;

    /// <summary>Fields that stand for a missing value, exactly as written here.</summary>
    public IReadOnlyList<string> MissingTexts { get; init; } = ["", "NA"];

    /// <summary>Characters that the fields of a record may have together.</summary>
    public int MaxRecordLength { get; init; } = DefaultMaxRecordLength;
}

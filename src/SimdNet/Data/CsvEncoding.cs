using System.Globalization;
using SimdNet.Training;

namespace SimdNet.Data;

/// <summary>From records of CSV files to rows of numbers: the columns, and what was learned of them from the training rows. Immutable.</summary>
/// <remarks>
/// Features stand in the order of the given columns; a category is the one number 0, 1, ... in the order of its texts (by value if all are whole numbers, otherwise
/// ordinal), which does not depend on the order of the rows; <see cref="OneHot"/> spreads them out. Rows are counted from 0, the header not among them.
/// </remarks>
public sealed class CsvEncoding
{
    internal const int MostCategories = 1 << 16;

    private const string MissingValue = "the value is missing";

    private readonly CsvColumn[] _columns;
    private readonly string[][] _texts;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>>[] _codes;
    private readonly float[] _means;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _missing;

    private CsvEncoding(IReadOnlyList<CsvColumn> columns, CsvOptions options)
    {
        ArgumentNullException.ThrowIfNull(columns);
        _columns = [.. columns];
        Options = options;
        _missing = new HashSet<string>(options.MissingTexts, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _texts = new string[_columns.Length][];
        _codes = new Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>>[_columns.Length];
        _means = new float[_columns.Length];
        FeatureNames = [.. _columns.Where(IsFeature).Select(column => column.Name)];
        Outputs = CountOf(CsvRole.Target);
        int labels = CountOf(CsvRole.Label);
        if (Features == 0 || labels > 1 || (labels == 1) == (Outputs > 0))
            throw new ArgumentException($"expected one feature or more and either one label or targets, but there are {Features} features, {labels} labels and {Outputs} targets.", nameof(columns));
        if (_columns.Select(column => column.Name).Distinct(StringComparer.Ordinal).Count() < _columns.Length)
            throw new ArgumentException("two columns have the same name.", nameof(columns));
    }

    /// <summary>Features of a row.</summary>
    public int Features => FeatureNames.Count;

    /// <summary>The names of the columns that are features, in their order.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>The number of classes; 0 if the targets are values.</summary>
    public int Classes => ClassNames.Count;

    /// <summary>Values of a row of targets; 0 if the targets are labels.</summary>
    public int Outputs { get; }

    /// <summary>The texts of the labels, by class.</summary>
    public IReadOnlyList<string> ClassNames { get; private set; } = [];

    internal CsvOptions Options { get; }

    internal IReadOnlyList<CsvColumn> Columns => _columns;

    /// <summary>Learns categories, classes and means from a file, in one pass.</summary>
    /// <param name="path">the file</param>
    /// <param name="columns">every column of the file; with names in the header in any order</param>
    /// <param name="options">how the file is written</param>
    /// <param name="rows">which rows to learn from: the training part; null: all</param>
    /// <exception cref="ArgumentException">no features, or not either one label or targets, or two columns of one name</exception>
    /// <exception cref="DataFileException">the file does not have these columns or is damaged, or a value is missing or no number; the message has line and column</exception>
    /// <exception cref="FileNotFoundException">there is no such file</exception>
    public static CsvEncoding Fit(string path, IReadOnlyList<CsvColumn> columns, CsvOptions? options = null, Predicate<long>? rows = null)
    {
        var encoding = new CsvEncoding(columns, options ?? new CsvOptions());
        encoding.Learn(path, rows);
        return encoding;
    }

    /// <summary>Learns categories, classes and means from some rows of a file: a part that <see cref="Splits"/> made.</summary>
    /// <param name="path">the file</param>
    /// <param name="columns">every column of the file; with names in the header in any order</param>
    /// <param name="rows">which rows to learn from, at least one; one that is named twice counts once</param>
    /// <param name="options">how the file is written</param>
    /// <exception cref="ArgumentException">no row is named; or as at <see cref="Fit(string, IReadOnlyList{CsvColumn}, CsvOptions, Predicate{long})"/></exception>
    /// <exception cref="ArgumentOutOfRangeException">the file has no row of a number; the message has one such</exception>
    /// <exception cref="DataFileException">as at <see cref="Fit(string, IReadOnlyList{CsvColumn}, CsvOptions, Predicate{long})"/></exception>
    /// <exception cref="FileNotFoundException">there is no such file</exception>
    public static CsvEncoding Fit(string path, IReadOnlyList<CsvColumn> columns, ReadOnlySpan<int> rows, CsvOptions? options = null)
    {
        if (rows.IsEmpty)
            throw new ArgumentException("no row is named to learn from.", nameof(rows));
        var named = new HashSet<long>(rows.Length);
        foreach (int row in rows)
            named.Add(row);
        var encoding = new CsvEncoding(columns, options ?? new CsvOptions());
        encoding.Learn(path, named.Remove, named);
        return encoding;
    }

    /// <summary>The texts of a category column, by code; without the unknown one.</summary>
    /// <exception cref="ArgumentException">there is no category or label column of that name</exception>
    public IReadOnlyList<string> CategoriesOf(string column)
    {
        int i = Array.FindIndex(_columns, c => c.Name == column && c.Role is CsvRole.Category or CsvRole.Label);
        return i < 0 ? throw new ArgumentException($"there is no category or label column '{column}'.", nameof(column)) : _texts[i];
    }

    /// <summary>A transform that spreads each category feature out to as many features as it has categories, the unknown one included if it is allowed.</summary>
    public OneHot OneHot()
    {
        CsvColumn[] features = [.. _columns.Where(IsFeature)];
        return new OneHot([.. features.Select(column => column.Role == CsvRole.Category ? CodesOf(Array.IndexOf(_columns, column)) : 0)]);
    }

    /// <summary>The rows of a file as a data set.</summary>
    /// <param name="path">a file of the same columns</param>
    /// <param name="rows">which rows; null: all</param>
    /// <exception cref="DataFileException">as at <see cref="Fit(string, IReadOnlyList{CsvColumn}, CsvOptions, Predicate{long})"/>, also a category or class that was not learned, or no row at all</exception>
    /// <exception cref="FileNotFoundException">there is no such file</exception>
    public DataSet Read(string path, Predicate<long>? rows = null)
    {
        using var records = new CsvRecords(path, _columns, Options);
        List<float> inputs = [], values = [];
        List<int> labels = [];
        float[] x = new float[Features], y = new float[Outputs];
        for (long row = 0; records.Read(); row++)
        {
            if (rows is not null && !rows(row))
                continue;
            int label = Encode(records, x, y);
            inputs.AddRange(x);
            values.AddRange(y);
            labels.Add(label);
        }

        if (inputs.Count == 0)
            throw new DataFileException($"{path}: no row of data");
        return Classes > 0
            ? DataSet.FromLabels(inputs.ToArray(), Features, labels.ToArray(), Classes)
            : DataSet.FromValues(inputs.ToArray(), Features, values.ToArray(), Outputs);
    }

    /// <summary>x = the features of a record that stands in no file, as one that a service was asked about.</summary>
    /// <param name="fields">a text for each of <see cref="FeatureNames"/>, in their order</param>
    /// <param name="x"><see cref="Features"/> floats, overwritten; not defined if a text is refused</param>
    /// <remarks>Allocates nothing. Any number of threads may call it at once.</remarks>
    /// <exception cref="ArgumentException">another number of texts or floats; a value is missing, no finite number or an unknown category, where its column does not allow for it</exception>
    public void Encode(ReadOnlySpan<string> fields, Span<float> x)
    {
        if (fields.Length != Features)
            throw new ArgumentException($"expected {Features} texts, one for each feature, but there are {fields.Length}.", nameof(fields));
        if (x.Length != Features)
            throw new ArgumentException($"x holds {x.Length} floats, but a row has {Features} features.", nameof(x));
        int features = 0;
        for (int i = 0; i < _columns.Length; i++)
        {
            if (IsFeature(_columns[i]) && Refusal(i, fields[features], out x[features++]) is { } reason)
                throw new ArgumentException($"{DataFileException.Quote(_columns[i].Name)}: {reason}.", nameof(fields));
        }
    }

    /// <summary>An encoding from what another one learned.</summary>
    /// <exception cref="ArgumentException">as at <see cref="Fit(string, IReadOnlyList{CsvColumn}, CsvOptions, Predicate{long})"/>; also a text that is there twice</exception>
    internal static CsvEncoding Restore(IReadOnlyList<CsvColumn> columns, CsvOptions options, string[][] texts, float[] means)
    {
        var encoding = new CsvEncoding(columns, options);
        for (int i = 0; i < texts.Length; i++)
        {
            encoding._means[i] = means[i];
            encoding.SetTexts(i, texts[i]);
        }

        return encoding;
    }

    internal float MeanOf(int column) => _means[column];

    internal CsvRecords Open(string path) => new(path, _columns, Options);

    /// <summary>x = the features of the record, y = its targets; returns its class.</summary>
    internal int Encode(CsvRecords records, Span<float> x, Span<float> y)
    {
        int features = 0, outputs = 0, label = 0;
        for (int i = 0; i < _columns.Length; i++)
        {
            switch (_columns[i].Role)
            {
                case CsvRole.Number or CsvRole.Category:
                    x[features++] = Value(records, i);
                    break;
                case CsvRole.Label:
                    label = (int)Value(records, i);
                    break;
                case CsvRole.Target:
                    y[outputs++] = Value(records, i);
                    break;
            }
        }

        return label;
    }

    private static bool IsFeature(CsvColumn column) => column.Role is CsvRole.Number or CsvRole.Category;

    private static bool IsCoded(CsvColumn column) => column.Role is CsvRole.Category or CsvRole.Label;

    private int CountOf(CsvRole role) => _columns.Count(column => column.Role == role);

    private int CodesOf(int i) => _texts[i].Length + (_columns[i].AllowsUnknown ? 1 : 0);

    private float Value(CsvRecords records, int i) => Refusal(i, records.Field(i), out float value) is { } reason ? throw records.Damaged(i, reason) : value;

    /// <summary>value = the number or code that a field of a column is; why it is refused, or null.</summary>
    private string? Refusal(int i, ReadOnlySpan<char> text, out float value)
    {
        CsvColumn column = _columns[i];
        bool isMissing = _missing.Contains(text);
        value = column.Missing == CsvMissing.Mean ? _means[i] : column.MissingValue;
        if (!IsCoded(column))
            return !isMissing ? CsvRecords.Refusal(text, out value) : column.Missing == CsvMissing.Refuse ? MissingValue : null;
        if (isMissing && column.MissingCategory is null)
            return MissingValue;
        if (!_codes[i].TryGetValue(isMissing ? column.MissingCategory : text, out int code))
        {
            code = _texts[i].Length;
            if (!column.AllowsUnknown)
                return $"{DataFileException.Quote(text)} is none of the {_texts[i].Length} that were learned";
        }

        value = code;
        return null;
    }

    // Of the rows that are named none may be left.
    private void Learn(string path, Predicate<long>? rows, HashSet<long>? named = null)
    {
        var texts = new HashSet<string>[_columns.Length];
        var sums = new (double Sum, long Count)[_columns.Length];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = new HashSet<string>(StringComparer.Ordinal);
        long taken = 0, row = 0;
        using (CsvRecords records = Open(path))
        {
            for (; records.Read(); row++)
            {
                if (rows is not null && !rows(row))
                    continue;
                taken++;
                for (int i = 0; i < _columns.Length; i++)
                    LearnField(records, i, texts[i], ref sums[i]);
            }
        }

        if (named is { Count: > 0 })
            throw new ArgumentOutOfRangeException(nameof(rows), named.First(), $"{path} has {row} rows of data, counted from 0.");
        if (taken == 0)
            throw new DataFileException($"{path}: no row of data to learn from");
        for (int i = 0; i < _columns.Length; i++)
            Learned(path, i, texts[i], sums[i]);
    }

    private void LearnField(CsvRecords records, int i, HashSet<string> texts, ref (double Sum, long Count) sum)
    {
        if (IsCoded(_columns[i]))
        {
            ReadOnlySpan<char> text = records.Field(i);
            texts.GetAlternateLookup<ReadOnlySpan<char>>().Add(!_missing.Contains(text) ? text : _columns[i].MissingCategory ?? throw records.Damaged(i, MissingValue));
            if (texts.Count > MostCategories)
                throw records.Damaged(i, $"more than {MostCategories} categories");
        }
        else if (_columns[i] is { Role: CsvRole.Number, Missing: CsvMissing.Mean } && !_missing.Contains(records.Field(i)))
        {
            sum = (sum.Sum + Value(records, i), sum.Count + 1);
        }
    }

    private void Learned(string path, int i, HashSet<string> texts, (double Sum, long Count) sum)
    {
        if (_columns[i] is { Role: CsvRole.Number, Missing: CsvMissing.Mean })
            _means[i] = sum.Count > 0 ? (float)(sum.Sum / sum.Count) : throw new DataFileException($"{path}: column '{_columns[i].Name}' has no number to take the mean of");
        SetTexts(i, InOrder(texts));
    }

    private void SetTexts(int i, string[] texts)
    {
        _texts[i] = texts;
        var codes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string text in _texts[i])
        {
            if (!codes.TryAdd(text, codes.Count))
                throw new ArgumentException($"text {DataFileException.Quote(text)} is there twice.", nameof(texts));
        }

        _codes[i] = codes.GetAlternateLookup<ReadOnlySpan<char>>();
        if (_columns[i].Role == CsvRole.Label)
            ClassNames = _texts[i];
    }

    private static string[] InOrder(HashSet<string> texts)
    {
        string[] ordered = [.. texts.Order(StringComparer.Ordinal)];
        var numbers = new long[ordered.Length];
        for (int i = 0; i < ordered.Length; i++)
        {
            if (!long.TryParse(ordered[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[i]))
                return ordered;
        }

        // Texts of equal value, as 1 and 01, stay in their ordinal order.
        return [.. ordered.Zip(numbers).OrderBy(pair => pair.Second).Select(pair => pair.First)];
    }
}

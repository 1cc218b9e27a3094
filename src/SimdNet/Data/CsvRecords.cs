using System.Globalization;

namespace SimdNet.Data;

/// <summary>Records of a CSV file whose fields are found by the columns of a schema.</summary>
internal sealed class CsvRecords : IDisposable
{
    private readonly CsvReader _reader;
    private readonly CsvColumn[] _columns;
    private readonly int[] _fields;

    public CsvRecords(string path, CsvColumn[] columns, CsvOptions options)
    {
        _columns = columns;
        _fields = [.. Enumerable.Range(0, columns.Length)];
        _reader = new CsvReader(path, options.Separator, options.MaxRecordLength);
        try
        {
            if (options.Header != CsvHeader.None && !_reader.Read())
                throw _reader.Damaged("expected a header, but the file is empty");
            if (options.Header == CsvHeader.Names)
                FindColumns();
        }
        catch
        {
            _reader.Dispose();
            throw;
        }
    }

    public bool Read()
    {
        if (!_reader.Read())
            return false;
        if (_reader.FieldCount != _columns.Length)
            throw _reader.Damaged($"expected {_columns.Length} columns, but there are {_reader.FieldCount}");
        return true;
    }

    public ReadOnlySpan<char> Field(int i) => _reader.Field(_fields[i]);

    /// <summary>number = the text's number; why it is refused, or null.</summary>
    public static string? Refusal(ReadOnlySpan<char> text, out float number) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && float.IsFinite(number) ? null : $"{DataFileException.Quote(text)} is no finite number";

    public DataFileException Damaged(int i, string reason) => _reader.DamagedField(_fields[i], _columns[i].Name, reason);

    public void Dispose() => _reader.Dispose();

    private void FindColumns()
    {
        if (_reader.FieldCount != _columns.Length)
            throw _reader.Damaged($"the header has {_reader.FieldCount} columns, but {_columns.Length} were named");
        Array.Fill(_fields, -1);
        for (int field = 0; field < _fields.Length; field++)
        {
            string name = _reader.Field(field).ToString();
            int i = Array.FindIndex(_columns, column => column.Name == name);
            if (i < 0 || _fields[i] >= 0)
                throw _reader.Damaged($"column {field + 1} is called {DataFileException.Quote(name)}, which is {(i < 0 ? "none of the named ones" : "there twice")}");
            _fields[i] = field;
        }
    }
}

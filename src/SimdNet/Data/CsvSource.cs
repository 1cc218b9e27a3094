namespace SimdNet.Data;

/// <summary>Rows streamed from a CSV file by an encoding that was fitted before.</summary>
/// <remarks>Next allocates nothing once a record as long as the longest has been read; Reset opens the file again.</remarks>
public sealed class CsvSource : StreamingSource
{
    private readonly CsvEncoding _encoding;
    private readonly string _path;
    private readonly Predicate<long>? _rows;
    private CsvRecords? _records;
    private long _row;
    private bool _isDisposed;

    /// <summary>A source; the file is opened by <see cref="StreamingSource.Reset"/>.</summary>
    /// <param name="path">a file of the encoding's columns</param>
    /// <param name="encoding">what its texts become</param>
    /// <param name="rows">which rows; null: all</param>
    /// <param name="window">samples in memory at once</param>
    /// <param name="seed">what the orders depend on</param>
    /// <exception cref="ArgumentOutOfRangeException">window is not positive</exception>
    public CsvSource(string path, CsvEncoding encoding, Predicate<long>? rows = null, int window = 4096, ulong seed = 0)
        : base(NotNull(encoding).Features, encoding.Classes, encoding.Outputs, window, seed)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (_path, _encoding, _rows) = (path, encoding, rows);
    }

    /// <summary>Null: known at the file's end only.</summary>
    public override int? Count => null;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        _records?.Dispose();
        _records = null;
    }

    private protected override void Restart()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _records?.Dispose();
        _records = null;
        _records = _encoding.Open(_path);
        _row = 0;
    }

    private protected override bool TryRead(Span<float> inputs, out int label, Span<float> values)
    {
        ObjectDisposedException.ThrowIf(_records is null, this);
        label = 0;
        do
        {
            if (!_records.Read())
                return false;
        }
        while (_rows is not null && !_rows(_row++));
        label = _encoding.Encode(_records, inputs, values);
        return true;
    }

    private static CsvEncoding NotNull(CsvEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        return encoding;
    }
}

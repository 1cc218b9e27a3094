using System.Text;

namespace SimdNet.Data;

/// <summary>Records of a CSV file (RFC 4180), one at a time, in bounded memory.</summary>
/// <remarks>
/// Fields are separated by one character, records by LF or CRLF. A field in quotes may hold separators, line ends and quotes, the latter doubled. Lines with nothing on them
/// are passed over. UTF-8, with or without byte order mark. Memory: the longest record. After its first records it allocates nothing for a record no longer than those.
/// </remarks>
public sealed class CsvReader : IDisposable
{
    private const int BufferChars = 1 << 12;
    private const int EndOfFile = -1;

    private readonly string _name;
    private readonly TextReader _text;
    private readonly char _separator;
    private readonly int _maxRecordLength;
    private readonly char[] _buffer = new char[BufferChars];
    private char[] _record = new char[256];
    private int[] _ends = new int[16];
    private int _bufferAt, _bufferEnd, _recordLength;
    private long _nextLine = 1;

    /// <summary>Reads a file.</summary>
    /// <param name="path">UTF-8</param>
    /// <param name="separator">between fields; no quote, no line end</param>
    /// <param name="maxRecordLength">characters that the fields of a record may have together</param>
    /// <exception cref="ArgumentException">the separator is a quote or a line end</exception>
    /// <exception cref="FileNotFoundException">there is no such file</exception>
    public CsvReader(string path, char separator = ',', int maxRecordLength = CsvOptions.DefaultMaxRecordLength)
        : this(OpenText(path), path, separator, maxRecordLength)
    {
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">disposed with the reader</param>
    /// <param name="name">what messages call it</param>
    /// <param name="separator">between fields; no quote, no line end</param>
    /// <param name="maxRecordLength">characters that the fields of a record may have together</param>
    /// <exception cref="ArgumentException">the separator is a quote or a line end</exception>
    public CsvReader(TextReader text, string name, char separator = ',', int maxRecordLength = CsvOptions.DefaultMaxRecordLength)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxRecordLength);
        (_text, _name, _separator, _maxRecordLength) = (text, name, separator, maxRecordLength);
        if (separator is '"' or '\r' or '\n')
        {
            text.Dispose();
            throw new ArgumentException("the separator is a quote or a line end.", nameof(separator));
        }
    }

    /// <summary>The line on which the record starts, counted from 1.</summary>
    public long Line { get; private set; }

    /// <summary>The fields of the record.</summary>
    public int FieldCount { get; private set; }

    /// <summary>A field of the record, without its quotes; valid until the next <see cref="Read"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the record has no such field</exception>
    public ReadOnlySpan<char> Field(int i)
    {
        if ((uint)i >= (uint)FieldCount)
            throw new ArgumentOutOfRangeException(nameof(i), i, $"the record has {FieldCount} fields.");
        int start = i == 0 ? 0 : _ends[i - 1];
        return _record.AsSpan(start, _ends[i] - start);
    }

    /// <summary>Goes to the next record.</summary>
    /// <returns>false at the end of the file</returns>
    /// <exception cref="DataFileException">quotes that RFC 4180 does not allow, a CR alone, a record that is too long, or bytes that are no UTF-8; the message has line and column</exception>
    public bool Read()
    {
        FieldCount = _recordLength = 0;
        int c = Next();
        while (c is '\n' or '\r')
        {
            EndLine(c);
            c = Next();
        }

        Line = _nextLine;
        if (c == EndOfFile)
            return false;
        while (true)
        {
            c = c == '"' ? QuotedField() : PlainField(c);
            EndField();
            if (c == EndOfFile)
                return true;
            if (c != _separator)
            {
                EndLine(c);
                return true;
            }

            c = Next();
        }
    }

    /// <summary>Closes the text.</summary>
    public void Dispose() => _text.Dispose();

    internal DataFileException DamagedField(int field, string column, string reason) =>
        new($"{_name}, line {Line}, column {field + 1} ({DataFileException.Quote(column)}): {reason}");

    internal DataFileException Damaged(string reason, Exception? cause = null) => new($"{_name}, line {Line}: {reason}", cause);

    private static StreamReader OpenText(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new StreamReader(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false);
    }

    private int PlainField(int c)
    {
        while (c != _separator && c is not ('\n' or '\r' or EndOfFile))
        {
            if (c == '"')
                throw Damaged($"column {FieldCount + 1} has a quote inside a field that does not start with one");
            Append((char)c);
            c = Next();
        }

        return c;
    }

    private int QuotedField()
    {
        while (true)
        {
            int c = Next();
            if (c == '"')
            {
                c = Next();
                if (c == _separator || c is '\n' or '\r' or EndOfFile)
                    return c;
                if (c != '"')
                    throw Damaged($"column {FieldCount + 1} goes on with {DataFileException.Quote([(char)c])} behind its closing quote");
            }
            else if (c == EndOfFile)
            {
                throw Damaged($"column {FieldCount + 1} has no closing quote");
            }
            else if (c == '\n')
            {
                _nextLine++;
            }

            Append((char)c);
        }
    }

    private void EndLine(int c)
    {
        if (c == '\r' && Next() != '\n')
            throw new DataFileException($"{_name}, line {_nextLine}: ends with CR alone; expected LF or CRLF");
        _nextLine++;
    }

    private void EndField()
    {
        if (FieldCount == _ends.Length)
            Array.Resize(ref _ends, 2 * FieldCount);
        if (FieldCount >= _maxRecordLength)
            throw Damaged($"has more than {_maxRecordLength} fields");
        _ends[FieldCount++] = _recordLength;
    }

    private void Append(char c)
    {
        if (_recordLength >= _maxRecordLength)
            throw Damaged($"column {FieldCount + 1}: the record has more than {_maxRecordLength} characters");
        if (_recordLength == _record.Length)
            Array.Resize(ref _record, (int)long.Min(2L * _recordLength, _maxRecordLength));
        _record[_recordLength++] = c;
    }

    private int Next()
    {
        if (_bufferAt == _bufferEnd)
        {
            (_bufferAt, _bufferEnd) = (0, Fill());
            if (_nextLine == 1 && Line == 0 && _bufferEnd > 0 && _buffer[0] == '\uFEFF')
                _bufferAt = 1;
            if (_bufferAt == _bufferEnd)
                return EndOfFile;
        }

        return _buffer[_bufferAt++];
    }

    private int Fill()
    {
        try
        {
            return _text.Read(_buffer, 0, _buffer.Length);
        }
        catch (DecoderFallbackException e)
        {
            throw new DataFileException($"{_name}, line {_nextLine} or one of the next: bytes that are not UTF-8 ({e.Message})", e);
        }
    }
}

using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;

namespace SimdNet.Data;

/// <summary>An IDX file open for reading, plain or gzip: the checked header in memory, the elements read one after the other.</summary>
/// <remarks>
/// Layout: two bytes 0, the type's code, the number of dimensions; each dimension as a big-endian 32-bit integer; the elements, row-major, big-endian.
/// The file is taken for hostile: nothing is allocated for a size that it only claims. Memory: one piece of 16 KB, whatever the file's size.
/// One thread at a time. Source: the format's description beside the MNIST data (LeCun and Cortes).
/// </remarks>
public sealed class IdxFile : IDisposable
{
    private const int PieceBytes = 1 << 14;
    private const int MagicBytes = 4;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly byte[] _piece = new byte[PieceBytes];
    private readonly long _elements;
    private readonly bool _isGzip;
    private readonly int _headerBytes;
    private Stream _content;
    private long _position;

    private IdxFile(string path, FileStream file)
    {
        (_path, _file) = (path, file);
        _isGzip = IsGzip(file);
        _content = OpenContent();
        Span<byte> magic = stackalloc byte[MagicBytes];
        ReadHeader(magic, 0);
        Type = (IdxType)magic[2];
        ElementBytes = SizeOf(Type);
        if (magic[0] != 0 || magic[1] != 0 || ElementBytes == 0 || magic[3] == 0)
            throw Damaged($"the first bytes must be 00 00, a type (08, 09, 0B, 0C, 0D or 0E) and 01 to FF dimensions, but are {magic[0]:X2} {magic[1]:X2} {magic[2]:X2} {magic[3]:X2}");
        _headerBytes = MagicBytes + (magic[3] * sizeof(int));
        Shape = ReadShape(magic[3]);
        (_elements, ItemLength) = CheckShape();
        long expected = _headerBytes + (_elements * ElementBytes);
        if (!_isGzip && file.Length != expected)
            throw Damaged($"{Type} [{string.Join(" x ", Shape)}] takes {expected} bytes with its header, but the file has {file.Length}");
        if (_elements == 0)
            CheckEnd();
    }

    /// <summary>The type of the elements.</summary>
    public IdxType Type { get; }

    /// <summary>The dimensions, the slowest first.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>The number of items: the first dimension.</summary>
    public int Count => Shape[0];

    /// <summary>Elements of an item: the product of all dimensions but the first.</summary>
    public int ItemLength { get; }

    /// <summary>Elements not read yet.</summary>
    public long Remaining => _elements - _position;

    private int ElementBytes { get; }

    /// <summary>Opens the file and checks its header; of a plain file also its length.</summary>
    /// <exception cref="DataFileException">not an IDX file, negative dimensions, more elements than 2^63 bytes hold, or another length than the header claims</exception>
    /// <exception cref="FileNotFoundException">there is no such file</exception>
    public static IdxFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream file = File.OpenRead(path);
        try
        {
            return new IdxFile(path, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>destination = the next elements; an Int or a Double is rounded to the nearest float</summary>
    /// <remarks>Allocates nothing. With the last element the file's end is checked.</remarks>
    /// <exception cref="ArgumentException">fewer elements remain; the message has both numbers</exception>
    /// <exception cref="DataFileException">the file ends early, goes on behind the last element, or is no sound gzip file; the destination's content is then undefined</exception>
    /// <exception cref="ObjectDisposedException">after <see cref="Dispose"/></exception>
    public void Read(Span<float> destination)
    {
        CheckRemaining(destination.Length, nameof(destination));
        while (!destination.IsEmpty)
        {
            int count = int.Min(destination.Length, PieceBytes / ElementBytes);
            Decode(ReadPiece(count), destination[..count]);
            destination = destination[count..];
        }
    }

    /// <summary>destination = the next elements of a type of whole numbers</summary>
    /// <remarks>Allocates nothing. With the last element the file's end is checked.</remarks>
    /// <exception cref="ArgumentException">fewer elements remain; the message has both numbers</exception>
    /// <exception cref="InvalidOperationException">the elements are floats or doubles</exception>
    /// <exception cref="DataFileException">as at <see cref="Read(Span{float})"/></exception>
    /// <exception cref="ObjectDisposedException">after <see cref="Dispose"/></exception>
    public void Read(Span<int> destination)
    {
        if (Type is IdxType.Float or IdxType.Double)
            throw new InvalidOperationException($"{_path} holds elements of type {Type}, not whole numbers.");
        CheckRemaining(destination.Length, nameof(destination));
        while (!destination.IsEmpty)
        {
            int count = int.Min(destination.Length, PieceBytes / ElementBytes);
            Decode(ReadPiece(count), destination[..count]);
            destination = destination[count..];
        }
    }

    /// <summary>Goes back to the first element.</summary>
    /// <exception cref="ObjectDisposedException">after <see cref="Dispose"/></exception>
    public void Reset()
    {
        ObjectDisposedException.ThrowIf(!_file.CanRead, this);
        if (_isGzip)
            _content.Dispose();
        _content = OpenContent();
        ReadHeader(_piece.AsSpan(0, _headerBytes), 0);
        _position = 0;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _content.Dispose();
        _file.Dispose();
    }

    /// <summary>A file whose content is not what the caller needs.</summary>
    internal DataFileException Damaged(string reason, Exception? cause = null) => new($"{_path}: {reason}", cause);

    private static bool IsGzip(FileStream file) => file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;

    private static int SizeOf(IdxType type) => type switch
    {
        IdxType.UByte or IdxType.SByte => 1,
        IdxType.Short => 2,
        IdxType.Int or IdxType.Float => 4,
        IdxType.Double => 8,
        _ => 0,
    };

    private Stream OpenContent()
    {
        _file.Position = 0;
        return _isGzip ? new GZipStream(_file, CompressionMode.Decompress, leaveOpen: true) : _file;
    }

    private ImmutableArray<int> ReadShape(int rank)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        ImmutableArray<int>.Builder shape = ImmutableArray.CreateBuilder<int>(rank);
        for (int i = 0; i < rank; i++)
        {
            ReadHeader(bytes, MagicBytes + (i * sizeof(int)));
            int size = BinaryPrimitives.ReadInt32BigEndian(bytes);
            if (size < 0)
                throw Damaged($"dimension {i} is {size}; expected 0 to {int.MaxValue}");
            shape.Add(size);
        }

        return shape.MoveToImmutable();
    }

    private (long Elements, int ItemLength) CheckShape()
    {
        long item = 1;
        for (int i = 1; i < Shape.Length; i++)
        {
            item *= Shape[i];
            if (item > int.MaxValue)
                throw Damaged($"an item of [{string.Join(" x ", Shape)}] has more than {int.MaxValue} elements");
        }

        // Below 2^62, and times 8 bytes possibly more than a long holds.
        long elements = item * Shape[0];
        if (elements > (long.MaxValue - _headerBytes) / ElementBytes)
            throw Damaged($"[{string.Join(" x ", Shape)}] of {ElementBytes} bytes are more than {long.MaxValue} bytes");
        return (elements, (int)item);
    }

    private void CheckRemaining(int wanted, string name)
    {
        ObjectDisposedException.ThrowIf(!_file.CanRead, this);
        if (wanted > Remaining)
            throw new ArgumentException($"{name} holds {wanted} elements, but only {Remaining} of {_elements} remain in {_path}.", name);
    }

    private ReadOnlySpan<byte> ReadPiece(int count)
    {
        Span<byte> bytes = _piece.AsSpan(0, count * ElementBytes);
        int read = ReadContent(bytes);
        if (read < bytes.Length)
            throw Damaged($"{Type} [{string.Join(" x ", Shape)}] takes {_headerBytes + (_elements * ElementBytes)} bytes with its header, but the content ends after {_headerBytes + (_position * ElementBytes) + read}");
        _position += count;
        if (Remaining == 0)
            CheckEnd();
        return bytes;
    }

    private void CheckEnd()
    {
        Span<byte> next = stackalloc byte[1];
        if (ReadContent(next) > 0)
            throw Damaged($"{Type} [{string.Join(" x ", Shape)}] takes {_headerBytes + (_elements * ElementBytes)} bytes with its header, but the content goes on behind them");
    }

    private void ReadHeader(Span<byte> bytes, int position)
    {
        int read = ReadContent(bytes);
        if (read < bytes.Length)
            throw Damaged($"the header needs {position + bytes.Length} bytes or more, but the content ends after {position + read}");
    }

    private int ReadContent(Span<byte> bytes)
    {
        try
        {
            return _content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException e)
        {
            throw Damaged($"not a sound gzip file ({e.Message})", e);
        }
    }

    private void Decode(ReadOnlySpan<byte> bytes, Span<float> y)
    {
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = Type switch
            {
                IdxType.Float => BinaryPrimitives.ReadSingleBigEndian(bytes[(4 * i)..]),
                IdxType.Double => (float)BinaryPrimitives.ReadDoubleBigEndian(bytes[(8 * i)..]),
                _ => Integer(bytes, i),
            };
        }
    }

    private void Decode(ReadOnlySpan<byte> bytes, Span<int> y)
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = Integer(bytes, i);
    }

    private int Integer(ReadOnlySpan<byte> bytes, int i) => Type switch
    {
        IdxType.UByte => bytes[i],
        IdxType.SByte => (sbyte)bytes[i],
        IdxType.Short => BinaryPrimitives.ReadInt16BigEndian(bytes[(2 * i)..]),
        _ => BinaryPrimitives.ReadInt32BigEndian(bytes[(4 * i)..]),
    };
}

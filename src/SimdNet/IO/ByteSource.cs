using Microsoft.Win32.SafeHandles;

namespace SimdNet.IO;

/// <summary>Bytes of a file, or of memory, by their position</summary>
internal sealed class ByteSource : IDisposable
{
    private readonly SafeFileHandle? _file;
    private readonly ReadOnlyMemory<byte> _memory;

    /// <summary>A file, open for reading; belongs to the source from now on</summary>
    public ByteSource(SafeFileHandle file) => _file = file;

    /// <summary>Memory that nobody may change as long as it is read</summary>
    public ByteSource(ReadOnlyMemory<byte> memory) => _memory = memory;

    /// <summary>Bytes in all</summary>
    public long Length => _file is null ? _memory.Length : RandomAccess.GetLength(_file);

    /// <summary>Whether it was disposed</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Fills the bytes, starting at the given position</summary>
    /// <returns>false if the source ends before</returns>
    public bool TryRead(long position, Span<byte> bytes)
    {
        if (_file is null)
            return position <= _memory.Length && _memory.Span[(int)position..] is var rest && rest.Length >= bytes.Length && rest[..bytes.Length].TryCopyTo(bytes);
        while (!bytes.IsEmpty)
        {
            int read = RandomAccess.Read(_file, bytes, position);
            if (read == 0)
                return false;
            bytes = bytes[read..];
            position += read;
        }

        return true;
    }

    public void Dispose()
    {
        IsClosed = true;
        _file?.Dispose();
    }
}

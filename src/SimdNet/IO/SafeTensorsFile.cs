using System.Buffers.Binary;

namespace SimdNet.IO;

/// <summary>A safetensors file open for reading: the checked header in memory, the values still where they are</summary>
/// <remarks>
/// Layout: 8 bytes, the header's length as a little-endian integer; the header, JSON; the values, row-major, little-endian, without gaps.
/// The file is taken for hostile: nothing is allocated for a size that it only claims. <see cref="Read"/> may be called from several threads at once.
/// Source: format description and reference implementation of huggingface/safetensors 0.8.
/// </remarks>
public sealed class SafeTensorsFile : IDisposable
{
    private readonly string _path;
    private readonly ByteSource _bytes;
    private readonly long _bufferStart;
    private readonly SafeTensorsHeader _header;

    private SafeTensorsFile(string path, ByteSource bytes)
    {
        _path = path;
        _bytes = bytes;
        long fileLength = bytes.Length;
        int headerLength = ReadHeaderLength(fileLength);
        _bufferStart = SafeTensorsHeader.PrefixSize + headerLength;
        var json = new byte[headerLength];
        ReadBytes(SafeTensorsHeader.PrefixSize, json);
        _header = SafeTensorsHeaderReader.Read(json, fileLength - _bufferStart, path);
    }

    /// <summary>Tensors by name, in the order of their bytes in the file</summary>
    public IReadOnlyDictionary<string, SafeTensorInfo> Tensors => _header.Tensors;

    /// <summary>The strings of __metadata__; empty if the file has none</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Opens the file and checks its whole header</summary>
    /// <exception cref="SafeTensorsException">the header breaks a rule of the format: its length, UTF-8, JSON, a duplicate or unknown key, an unknown dtype,
    /// a shape that does not fit its range, ranges that overlap or do not cover the file; also more than 64 dimensions</exception>
    /// <exception cref="FileNotFoundException">there is no such file</exception>
    public static SafeTensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var bytes = new ByteSource(File.OpenHandle(path));
        try
        {
            return new SafeTensorsFile(path, bytes);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file that stands in memory, as it came over a network, and checks its whole header</summary>
    /// <param name="file">the file's bytes; not copied, so that nobody may change them until the last <see cref="Read"/></param>
    /// <param name="name">what messages call the file</param>
    /// <exception cref="SafeTensorsException">as at <see cref="Open(string)"/></exception>
    public static SafeTensorsFile Open(ReadOnlyMemory<byte> file, string name = "memory")
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new SafeTensorsFile(name, new ByteSource(file));
    }

    /// <summary>destination = the values of one F32 tensor, row-major, bit for bit</summary>
    /// <param name="name">one of <see cref="Tensors"/></param>
    /// <param name="destination">as long as the tensor has elements; if reading fails, its content is undefined</param>
    /// <exception cref="ArgumentException">destination has another length; the message has both</exception>
    /// <exception cref="SafeTensorsException">no such tensor, a dtype other than F32, or a file cut short since it was opened</exception>
    /// <exception cref="ObjectDisposedException">after <see cref="Dispose"/></exception>
    public void Read(string name, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(name);
        ObjectDisposedException.ThrowIf(_bytes.IsClosed, this);
        if (!Tensors.TryGetValue(name, out SafeTensorInfo? tensor))
            throw new SafeTensorsException($"{_path}: no tensor {SafeTensorsException.Quote(name)} among the {Tensors.Count} of the file");
        if (tensor.Dtype != SafeTensorsDtypes.F32)
            throw new SafeTensorsException($"{_path}: tensor {SafeTensorsException.Quote(name)} is {tensor.Dtype}; only F32 can be read into floats");
        long length = (tensor.End - tensor.Begin) / sizeof(float);
        if (destination.Length != length)
            throw new ArgumentException($"destination holds {destination.Length} floats, but tensor {tensor} has {length}", nameof(destination));
        if (!LittleEndianFloats.TryRead(_bytes, _bufferStart + tensor.Begin, destination))
            throw CutShort(_bufferStart + tensor.End);
    }

    /// <summary>Closes the file; <see cref="Tensors"/> and <see cref="Metadata"/> stay</summary>
    public void Dispose() => _bytes.Dispose();

    private int ReadHeaderLength(long fileLength)
    {
        if (fileLength < SafeTensorsHeader.PrefixSize)
            throw new SafeTensorsException($"{_path}: {fileLength} bytes, but the length of the header alone takes {SafeTensorsHeader.PrefixSize}");
        Span<byte> prefix = stackalloc byte[SafeTensorsHeader.PrefixSize];
        ReadBytes(0, prefix);
        ulong claimed = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (claimed > SafeTensorsHeader.MaxSize)
            throw new SafeTensorsException($"{_path}: the header claims {claimed} bytes, but the format allows {SafeTensorsHeader.MaxSize}");
        long available = fileLength - SafeTensorsHeader.PrefixSize;
        if ((long)claimed > available)
            throw new SafeTensorsException($"{_path}: the header claims {claimed} bytes, but only {available} follow its length");
        return (int)claimed;
    }

    private void ReadBytes(long position, Span<byte> bytes)
    {
        if (!_bytes.TryRead(position, bytes))
            throw CutShort(position + bytes.Length);
    }

    private SafeTensorsException CutShort(long expected)
        => new($"{_path}: expected {expected} bytes, but the file now ends at {_bytes.Length}");
}

namespace SimdNet.Buffers;

/// <summary>One block of aligned memory from which spans are handed out in order: sizes first, one allocation, then spans.</summary>
/// <remarks>Not thread-safe: an arena belongs to one owner. Each span starts on a cache line, so neighbours share none.</remarks>
public sealed class Arena : IDisposable
{
    private const int LineFloats = AlignedBuffer.Alignment / sizeof(float);

    private readonly AlignedBuffer _buffer;

    /// <summary>Allocates room for spans whose lengths, each passed through <see cref="Padded"/>, add up to <paramref name="capacity"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the capacity is negative</exception>
    public Arena(int capacity) => _buffer = new AlignedBuffer(capacity);

    /// <summary>The number of floats it can hand out.</summary>
    public int Capacity => _buffer.Length;

    /// <summary>The number of floats handed out.</summary>
    public int Used { get; private set; }

    /// <summary>The floats that a span of this length takes: the length rounded up to whole cache lines.</summary>
    public static int Padded(int length) => checked((length + LineFloats - 1) / LineFloats * LineFloats);

    /// <summary>Hands out the next span; zeros, unless <see cref="Reset"/> was called and the memory used before.</summary>
    /// <exception cref="InvalidOperationException">the arena has no room left; the message has both numbers</exception>
    /// <exception cref="ObjectDisposedException">the arena was disposed</exception>
    public Span<float> Take(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (Padded(length) > Capacity - Used)
            throw new InvalidOperationException($"the arena holds {Capacity} floats, {Used} are taken, and {length} more ({Padded(length)} padded) do not fit.");
        Span<float> taken = _buffer.Span.Slice(Used, length);
        Used += Padded(length);
        return taken;
    }

    /// <summary>Takes every span back; their contents stay until they are written again.</summary>
    public void Reset() => Used = 0;

    /// <summary>Frees the memory.</summary>
    public void Dispose() => _buffer.Dispose();
}

using System.Runtime.InteropServices;

namespace SimdNet.Buffers;

/// <summary>Floats in native memory, aligned to a cache line (64 bytes, one 512-bit register) and cleared; never moved by the collector.</summary>
/// <remarks>Owned by this object: freed by <see cref="Dispose"/>, or by the finalizer if that is forgotten.</remarks>
public sealed unsafe class AlignedBuffer : IDisposable
{
    /// <summary>The alignment of the first element, in bytes.</summary>
    public const int Alignment = 64;

    private float* _pointer;

    /// <summary>Allocates <paramref name="length"/> zeros.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the length is negative</exception>
    /// <exception cref="OutOfMemoryException">the system has no such block</exception>
    public AlignedBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Allocate(length);
    }

    /// <summary>Frees the memory of a buffer that nobody disposed.</summary>
    ~AlignedBuffer() => Free();

    /// <summary>The number of floats.</summary>
    public int Length { get; private set; }

    /// <summary>All elements.</summary>
    /// <remarks>The span must not be used after <see cref="Dispose"/>: keep the buffer reachable and undisposed while the span is in use.</remarks>
    /// <exception cref="ObjectDisposedException">the buffer was disposed</exception>
    public Span<float> Span => new(Pointer, Length);

    internal float* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_pointer is null, this);
            return _pointer;
        }
    }

    /// <summary>Frees the memory; a second call does nothing.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Zeros of another length in place of what was there; takes nothing from the collector's heap. Spans of before must not be used any more.</summary>
    internal void Reallocate(int length)
    {
        Free();
        Length = 0; // if the next line throws
        Allocate(length);
    }

    private void Allocate(int length)
    {
        nuint bytes = (nuint)length * sizeof(float);
        _pointer = (float*)NativeMemory.AlignedAlloc(nuint.Max(bytes, Alignment), Alignment);
        NativeMemory.Clear(_pointer, bytes);
        Length = length;
        GC.AddMemoryPressure(nint.Max((nint)bytes, 1));
    }

    private void Free()
    {
        if (_pointer is null)
            return;
        NativeMemory.AlignedFree(_pointer);
        _pointer = null;
        GC.RemoveMemoryPressure(nint.Max((nint)Length * sizeof(float), 1));
    }
}

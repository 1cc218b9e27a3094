using System.Buffers;

namespace LatencyService;

/// <summary>Memory from the shared pool, back there when disposed. What was in it before is still in it.</summary>
internal readonly struct Rented<T>(int length) : IDisposable
{
    private readonly T[] _array = ArrayPool<T>.Shared.Rent(length);
    private readonly int _length = length;

    public Span<T> Span => _array.AsSpan(0, _length);

    public void Dispose() => ArrayPool<T>.Shared.Return(_array);
}

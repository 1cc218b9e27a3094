using SimdNet.Kernels;
using SimdNet.Training;

namespace SimdNet.Data;

/// <summary>Samples read from files one after the other, shuffled through a window of bounded size.</summary>
/// <remarks>
/// The window holds the next samples of the files; each sample that goes out is one of them at random (Philox), and the next of the files takes its place. A sample thus goes out at
/// most a window early, and is spread over all that come later. The order depends on the seed, the epoch, the window and the files: the same on every machine. A window of
/// 1 keeps the files' order; one of all samples shuffles as well as if they were in memory. Memory: the window.
/// </remarks>
public abstract class StreamingSource : IBatchSource, IDisposable
{
    // A data set's shuffles take streams from 2^32, divisions from 2^48.
    private const ulong FirstStream = 1UL << 49;
    private const int NotStarted = -1;

    private readonly ulong _seed;
    private readonly int _window;
    private readonly float[] _inputs, _values;
    private readonly int[] _labels;
    private ulong _draws, _stream;
    private int _held = NotStarted;

    private protected StreamingSource(int features, int classes, int outputs, int window, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(window);
        (Features, Classes, Outputs, _window, _seed) = (features, classes, outputs, window, seed);
        _inputs = new float[checked(window * features)];
        _values = new float[checked(window * outputs)];
        _labels = new int[classes > 0 ? window : 0];
    }

    /// <inheritdoc/>
    public abstract int? Count { get; }

    /// <inheritdoc/>
    public int Features { get; }

    /// <inheritdoc/>
    public int Classes { get; }

    /// <inheritdoc/>
    public int Outputs { get; }

    /// <inheritdoc/>
    /// <exception cref="DataFileException">a file is damaged; the message says where</exception>
    public void Reset(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(epoch, 1);
        _held = NotStarted;
        Restart();
        (_draws, _stream) = (0, FirstStream + (ulong)epoch);
        int held = 0;
        while (held < _window && ReadInto(held))
            held++;
        _held = held;
    }

    /// <inheritdoc/>
    /// <exception cref="DataFileException">a file is damaged; the message says where. Only <see cref="Reset"/> goes on from there</exception>
    public int Next(int batch, Span<float> inputs, Span<int> labels, Span<float> values, Span<float> sampleWeights)
    {
        BatchSpans.Check(this, batch, inputs.Length, labels.Length, values.Length, sampleWeights.Length);
        if (_held == NotStarted)
            throw new InvalidOperationException("Reset was not called yet, or a file was damaged.");
        int count = 0;
        for (; count < batch && _held > 0; count++)
        {
            int slot = Draw(_held);
            Inputs(slot).CopyTo(inputs.Slice(count * Features, Features));
            Values(slot).CopyTo(values.Slice(count * Outputs, Outputs));
            if (Classes > 0)
                labels[count] = _labels[slot];
            Replace(slot);
        }

        return count;
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the files.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>Goes to the files' first sample.</summary>
    private protected abstract void Restart();

    /// <summary>Reads the files' next sample; false at their end.</summary>
    private protected abstract bool TryRead(Span<float> inputs, out int label, Span<float> values);

    private Span<float> Inputs(int slot) => _inputs.AsSpan(slot * Features, Features);

    private Span<float> Values(int slot) => _values.AsSpan(slot * Outputs, Outputs);

    private int Draw(int count)
    {
        Span<uint> bits = stackalloc uint[1];
        Philox.Fill(_seed, _stream, _draws++, bits);
        return (int)(((ulong)bits[0] * (uint)count) >> 32);
    }

    private bool ReadInto(int slot)
    {
        if (!TryRead(Inputs(slot), out int label, Values(slot)))
            return false;
        if (Classes > 0)
            _labels[slot] = label;
        return true;
    }

    private void Replace(int slot)
    {
        int held = _held;
        _held = NotStarted; // stays so if reading throws
        if (!ReadInto(slot))
        {
            held--;
            Inputs(held).CopyTo(Inputs(slot));
            Values(held).CopyTo(Values(slot));
            if (Classes > 0)
                _labels[slot] = _labels[held];
        }

        _held = held;
    }
}

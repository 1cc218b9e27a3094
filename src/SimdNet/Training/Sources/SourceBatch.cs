using SimdNet.Buffers;
using SimdNet.Nn;

namespace SimdNet.Training;

/// <summary>Memory for one batch of a source, allocated once.</summary>
internal sealed class SourceBatch : IDisposable
{
    private readonly IBatchSource _source;
    private readonly int _size;
    private readonly AlignedBuffer _inputs, _values, _sampleWeights;
    private readonly int[] _labels;

    /// <summary>Memory for at most a number of samples.</summary>
    public SourceBatch(IBatchSource source, int size)
    {
        _source = source;
        _size = int.Min(size, source.Count ?? size);
        _inputs = new AlignedBuffer(checked(_size * source.Features));
        _values = new AlignedBuffer(checked(_size * source.Outputs));
        _sampleWeights = new AlignedBuffer(source.HasSampleWeights ? _size : 0);
        _labels = new int[source.Classes > 0 ? _size : 0];
    }

    /// <summary>The most samples of a batch.</summary>
    public int Size => _size;

    /// <summary>The samples that the last <see cref="Read"/> gave.</summary>
    public int Count { get; private set; }

    /// <summary>Their inputs, Count x features.</summary>
    public ReadOnlySpan<float> Inputs => _inputs.Span[..(Count * _source.Features)];

    /// <summary>Their targets and weights.</summary>
    public Targets Targets
    {
        get
        {
            Targets targets = _source.Classes > 0 ? Targets.FromLabels(_labels.AsSpan(0, Count)) : Targets.FromValues(_values.Span[..(Count * _source.Outputs)]);
            return _source.HasSampleWeights ? targets.WithSampleWeights(_sampleWeights.Span[..Count]) : targets;
        }
    }

    /// <summary>The source's next samples, at most as many as there is memory for; 0 at the end of an epoch.</summary>
    /// <exception cref="InvalidOperationException">the source says that it gave more than was asked for</exception>
    public int Read()
    {
        Count = 0;
        int count = _source.Next(_size, _inputs.Span, _labels, _values.Span, _sampleWeights.Span);
        if ((uint)count > (uint)_size)
            throw new InvalidOperationException($"{_source.GetType().Name} was asked for {_size} samples, but says that it gave {count}.");
        return Count = count;
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        _inputs.Dispose();
        _values.Dispose();
        _sampleWeights.Dispose();
    }
}

using SimdNet.Kernels;

namespace SimdNet.Training;

/// <summary>A data set as a source of batches, in the orders in which <see cref="Trainer.Fit(DataSet, FitOptions)"/> takes it for the same seed.</summary>
/// <remarks>Reset and Next allocate nothing.</remarks>
public sealed class DataSetSource : IBatchSource
{
    private readonly DataSet _data;
    private readonly ulong _seed;
    private readonly bool _shuffle;
    private readonly int[] _order;
    private int _at = -1;

    /// <summary>A source.</summary>
    /// <param name="data">the samples</param>
    /// <param name="seed">what the orders depend on</param>
    /// <param name="shuffle">false: each epoch takes the samples as they stand</param>
    public DataSetSource(DataSet data, ulong seed = 0, bool shuffle = true)
    {
        ArgumentNullException.ThrowIfNull(data);
        (_data, _seed, _shuffle) = (data, seed, shuffle);
        _order = new int[data.Count];
    }

    /// <inheritdoc/>
    public int? Count => _data.Count;

    /// <inheritdoc/>
    public int Features => _data.Features;

    /// <inheritdoc/>
    public int Classes => _data.Classes;

    /// <inheritdoc/>
    public int Outputs => _data.Outputs;

    /// <inheritdoc/>
    public bool HasSampleWeights => !_data.SampleWeights.IsEmpty;

    /// <inheritdoc/>
    public void Reset(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(epoch, 1);
        EpochOrder.Fill(_order, _seed, _shuffle, epoch);
        _at = 0;
    }

    /// <inheritdoc/>
    public int Next(int batch, Span<float> inputs, Span<int> labels, Span<float> values, Span<float> sampleWeights)
    {
        BatchSpans.Check(this, batch, inputs.Length, labels.Length, values.Length, sampleWeights.Length);
        if (_at < 0)
            throw new InvalidOperationException("Reset was not called yet.");
        int count = int.Min(batch, _order.Length - _at);
        if (count > 0)
            _data.Gather(_order.AsSpan(_at, count), inputs, labels, values, sampleWeights);
        _at += count;
        return count;
    }
}

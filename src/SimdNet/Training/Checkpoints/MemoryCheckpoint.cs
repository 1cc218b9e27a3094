using SimdNet.Nn;

namespace SimdNet.Training;

/// <summary>A checkpoint in memory: to go on for more epochs in the same process, to the same bits as if they had been asked for at once.</summary>
public sealed class MemoryCheckpoint : ICheckpoint
{
    private float[][] _values = [];
    private string[] _names = [];
    private IReadOnlyDictionary<string, string>? _texts;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string>? ReadTexts() => _texts;

    /// <inheritdoc/>
    public void ReadTensors(IReadOnlyList<Parameter> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        string[] names = [.. tensors.Select(tensor => tensor.ToString())];
        if (!names.SequenceEqual(_names))
            throw new IOException($"the checkpoint holds {string.Join(", ", _names.Except(names).DefaultIfEmpty("the same tensors in another order"))}, which is not among {string.Join(", ", names)}");
        for (int i = 0; i < tensors.Count; i++)
            _values[i].CopyTo(tensors[i].Value);
    }

    /// <inheritdoc/>
    public void Save(IReadOnlyList<Parameter> tensors, IReadOnlyDictionary<string, string> texts)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (_values.Length != tensors.Count || !tensors.Select(tensor => tensor.Length).SequenceEqual(_values.Select(values => values.Length)))
            _values = [.. tensors.Select(tensor => new float[tensor.Length])];
        _names = [.. tensors.Select(tensor => tensor.ToString())];
        for (int i = 0; i < tensors.Count; i++)
            tensors[i].Value.CopyTo(_values[i]);
        _texts = texts;
    }
}

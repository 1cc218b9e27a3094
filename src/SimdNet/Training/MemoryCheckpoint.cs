using SimdNet.Nn;

namespace SimdNet.Training;

/// <summary>A checkpoint in memory, for runs that roll back.</summary>
internal sealed class MemoryCheckpoint : ICheckpoint
{
    private float[][] _values = [];
    private IReadOnlyDictionary<string, string>? _texts;

    public IReadOnlyDictionary<string, string>? ReadTexts() => _texts;

    public void ReadTensors(IReadOnlyList<Parameter> tensors)
    {
        for (int i = 0; i < tensors.Count; i++)
            _values[i].CopyTo(tensors[i].Value);
    }

    public void Save(IReadOnlyList<Parameter> tensors, IReadOnlyDictionary<string, string> texts)
    {
        if (_values.Length == 0)
            _values = [.. tensors.Select(tensor => new float[tensor.Length])];
        for (int i = 0; i < tensors.Count; i++)
            tensors[i].Value.CopyTo(_values[i]);
        _texts = texts;
    }
}

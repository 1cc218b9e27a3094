using SimdNet.Nn;

namespace SimdNet.Training;

/// <summary>Where a run keeps what it needs to go on: <c>SimdNet.IO.CheckpointFile</c>, or a place of one's own.</summary>
public interface ICheckpoint
{
    /// <summary>The texts of what was saved last; null if nothing was.</summary>
    IReadOnlyDictionary<string, string>? ReadTexts();

    /// <summary>Sets tensors to what was saved last: exactly these names and shapes, all or none.</summary>
    /// <exception cref="IOException">something else was saved; the message says what</exception>
    void ReadTensors(IReadOnlyList<Parameter> tensors);

    /// <summary>Replaces what was saved last; if this fails or is killed, that stays.</summary>
    /// <param name="tensors">their values, with unique names</param>
    /// <param name="texts">keys and values</param>
    void Save(IReadOnlyList<Parameter> tensors, IReadOnlyDictionary<string, string> texts);
}

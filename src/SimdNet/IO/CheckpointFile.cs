using SimdNet.Nn;
using SimdNet.Training;

namespace SimdNet.IO;

/// <summary>A run's checkpoint as a safetensors file: weights, buffers, averages, the best weights and the optimizer's state as tensors, all else as metadata.</summary>
/// <remarks>
/// <c>new FitOptions { Checkpoint = new CheckpointFile("night.checkpoint") }</c> and the same program started again goes on from there. A new checkpoint replaces the last in one step
/// (<see cref="AtomicFile"/>): a process that is killed leaves the old one or the new one, whole, and at worst a temporary file <c>.simdnet-*.tmp</c> beside it.
/// </remarks>
public sealed class CheckpointFile : ICheckpoint
{
    /// <summary>A checkpoint at a path, whether there is one yet or not.</summary>
    /// <param name="path">its folder must exist</param>
    public CheckpointFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    /// <exception cref="SafeTensorsException">the file is damaged</exception>
    public IReadOnlyDictionary<string, string>? ReadTexts() => File.Exists(Path) ? SafeTensors.ReadMetadata(Path) : null;

    /// <inheritdoc/>
    public void ReadTensors(IReadOnlyList<Parameter> tensors) => SafeTensors.Load(Path, tensors);

    /// <inheritdoc/>
    public void Save(IReadOnlyList<Parameter> tensors, IReadOnlyDictionary<string, string> texts) => SafeTensors.Save(Path, tensors, texts);
}

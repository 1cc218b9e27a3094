namespace SimdNet.IO;

/// <summary>What a model file may hold: a file is refused before it can make the program take more memory than these and its own size allow</summary>
public sealed class ModelFileOptions
{
    /// <summary>Most operators; their operands together are at most four times as many</summary>
    public int MaxOperators { get; init; } = 1 << 12;

    /// <summary>Most floats that one row of every input and of every operator's result have together: a plan's scratch memory is at most <c>MaxBatch</c> times that</summary>
    public int MaxTotalWidth { get; init; } = 1 << 20;

    /// <summary>Most floats of constants for which the file has no bytes: of uniform ones, and of tensors each time that an operator reads them after the first</summary>
    public int MaxRepeatedFloats { get; init; } = 1 << 24;

    /// <summary>Whether tensors may hold NaN or infinity; if not, such a file is refused with the tensor's name</summary>
    public bool AllowsNonFinite { get; init; }
}

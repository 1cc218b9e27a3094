namespace SimdNet.Graphs;

/// <summary>An edge of a graph: a constant, or rows that flow through it, one for each element of a batch.</summary>
public sealed class GraphValue
{
    internal GraphValue(int index, string name, int[] shape, float[]? data, float? uniform)
    {
        Index = index;
        Name = name;
        Shape = shape;
        Data = data;
        Uniform = uniform;
        Length = shape.Aggregate(1, (product, size) => product * size);
    }

    /// <summary>The value's position in <see cref="Graph.Values"/>.</summary>
    public int Index { get; }

    /// <summary>For people: what error messages and listings call it.</summary>
    public string Name { get; }

    /// <summary>A constant's shape; for rows, the shape of one row.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>True for a constant.</summary>
    public bool IsConstant => Data is not null;

    /// <summary>The number of elements, of a constant or of one row.</summary>
    public int Length { get; }

    /// <summary>A constant's elements, row-major; empty for rows.</summary>
    public ReadOnlySpan<float> Constant => Data;

    /// <summary>The one number that all elements of a constant are, if it was added as such (<see cref="GraphBuilder.Uniform"/>): no weights, and no file stores them.</summary>
    public float? Uniform { get; }

    private float[]? Data { get; }

    /// <summary>Name and shape.</summary>
    public override string ToString() => $"{Name} [{string.Join(" x ", Shape)}]";
}

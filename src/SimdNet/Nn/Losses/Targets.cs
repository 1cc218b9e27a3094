namespace SimdNet.Nn;

/// <summary>What a batch should have been predicted as: class labels, or values.</summary>
public readonly ref struct Targets
{
    private Targets(ReadOnlySpan<int> labels, ReadOnlySpan<float> values)
    {
        Labels = labels;
        Values = values;
    }

    /// <summary>One class for each row; empty if the targets are values.</summary>
    public ReadOnlySpan<int> Labels { get; }

    /// <summary>Rows of values; empty if the targets are labels.</summary>
    public ReadOnlySpan<float> Values { get; }

    /// <summary>Classes, counted from 0.</summary>
    public static Targets FromLabels(ReadOnlySpan<int> labels) => new(labels, default);

    /// <summary>Values, rows x outFeatures.</summary>
    public static Targets FromValues(ReadOnlySpan<float> values) => new(default, values);
}

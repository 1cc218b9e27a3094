namespace SimdNet.Nn;

/// <summary>What a batch should have been predicted as: class labels, or values; and how much each row counts.</summary>
public readonly ref struct Targets
{
    private Targets(ReadOnlySpan<int> labels, ReadOnlySpan<float> values, ReadOnlySpan<float> sampleWeights)
    {
        Labels = labels;
        Values = values;
        SampleWeights = sampleWeights;
    }

    /// <summary>One class for each row; empty if the targets are values.</summary>
    public ReadOnlySpan<int> Labels { get; }

    /// <summary>Rows of values; empty if the targets are labels.</summary>
    public ReadOnlySpan<float> Values { get; }

    /// <summary>How much each row counts, not negative; empty: all the same, 1.</summary>
    public ReadOnlySpan<float> SampleWeights { get; }

    /// <summary>Classes, counted from 0.</summary>
    public static Targets FromLabels(ReadOnlySpan<int> labels) => new(labels, default, default);

    /// <summary>Values, rows x the loss's targets of a row.</summary>
    public static Targets FromValues(ReadOnlySpan<float> values) => new(default, values, default);

    /// <summary>The same targets with a weight for each row; a row of weight 0 is left out. Nothing is copied.</summary>
    /// <param name="sampleWeights">one for each row, not negative, finite (a loss checks this); empty: all 1</param>
    public Targets WithSampleWeights(ReadOnlySpan<float> sampleWeights) => new(Labels, Values, sampleWeights);
}

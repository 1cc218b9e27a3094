namespace SimdNet.Training;

/// <summary>Checks of the spans that a batch is written to.</summary>
internal static class BatchSpans
{
    public static void Check(IBatchSource source, int batch, int inputs, int labels, int values, int sampleWeights)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        Check(nameof(inputs), inputs, batch, source.Features);
        Check(nameof(labels), labels, batch, source.Classes > 0 ? 1 : 0);
        Check(nameof(values), values, batch, source.Outputs);
        Check(nameof(sampleWeights), sampleWeights, batch, source.HasSampleWeights ? 1 : 0);
    }

    private static void Check(string name, int length, int batch, int columns)
    {
        if (length != (long)batch * columns)
            throw new ArgumentException($"{name} has a length of {length}, but a batch of {batch} takes {(long)batch * columns}.", name);
    }
}

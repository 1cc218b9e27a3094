namespace SimdNet.Training;

/// <summary>Samples that stream, batch by batch, in bounded memory.</summary>
/// <remarks>One thread at a time. An epoch is a <see cref="Reset"/>, then <see cref="Next"/> until it gives 0. The order depends on the source, its seed and the epoch alone.</remarks>
public interface IBatchSource
{
    /// <summary>The number of samples of an epoch; null if it is not known before its end.</summary>
    int? Count { get; }

    /// <summary>Features of a row of inputs.</summary>
    int Features { get; }

    /// <summary>The number of classes; 0 if the targets are values.</summary>
    int Classes { get; }

    /// <summary>Values of a row of targets; 0 if the targets are labels.</summary>
    int Outputs { get; }

    /// <summary>Whether each sample has a weight in the loss.</summary>
    bool HasSampleWeights => false;

    /// <summary>Goes to the first sample of an epoch, whatever was read of the one before.</summary>
    /// <param name="epoch">from 1 on; each has an order of its own</param>
    /// <exception cref="ArgumentOutOfRangeException">epoch is below 1</exception>
    void Reset(int epoch);

    /// <summary>The next samples: as many as there are, at most a batch.</summary>
    /// <param name="batch">samples that are wanted</param>
    /// <param name="inputs">batch x Features; overwritten</param>
    /// <param name="labels">batch, or empty if the targets are values; overwritten</param>
    /// <param name="values">batch x Outputs; overwritten</param>
    /// <param name="sampleWeights">batch, or empty if samples have no weights; overwritten</param>
    /// <returns>how many came; fewer than batch at the end of the epoch only, then 0</returns>
    /// <exception cref="ArgumentException">a span has another length; the message has both</exception>
    /// <exception cref="InvalidOperationException"><see cref="Reset"/> was not called yet</exception>
    int Next(int batch, Span<float> inputs, Span<int> labels, Span<float> values, Span<float> sampleWeights);
}

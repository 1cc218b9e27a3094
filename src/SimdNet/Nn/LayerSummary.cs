namespace SimdNet.Nn;

/// <summary>One layer of a <see cref="NetworkSummary"/>.</summary>
/// <param name="Position">its place, as in the names of its parameters: <c>2</c>, or <c>2.0</c> inside of a network that is layer 2</param>
/// <param name="Text">what the layer says of itself; of a network only <c>Sequential</c>, since its layers follow</param>
/// <param name="IsNetwork">whether it is a network: its numbers are then 0, and its layers' rows follow</param>
/// <param name="InFeatures">of a row that flows in</param>
/// <param name="OutFeatures">of a row that flows out</param>
/// <param name="Parameters">trainable numbers</param>
/// <param name="Buffers">numbers that are saved with them and not trained</param>
/// <param name="Flops">floating-point operations of a forward pass of one row, counted as at <see cref="Layer.Flops"/></param>
/// <param name="TrainingFlops">of a training step, for each row of its batch, counted as at <see cref="NetworkSummary.TrainingFlops"/></param>
public sealed record LayerSummary(string Position, string Text, bool IsNetwork, int InFeatures, int OutFeatures, long Parameters, long Buffers, long Flops, long TrainingFlops)
{
    /// <summary>The memory of parameters and buffers, without gradients.</summary>
    public long Bytes => (Parameters + Buffers) * sizeof(float);

    /// <summary>How many networks it stands in, besides the outermost.</summary>
    public int Depth => Position.Count(character => character == '.');
}

namespace SimdNet.Nn;

/// <summary>How far predictions are from their targets, as one number to be made small, and its gradient.</summary>
public abstract class Loss
{
    /// <summary>Floats of scratch memory that <see cref="Evaluate"/> needs.</summary>
    public abstract int ScratchLength(int batch, int outFeatures);

    /// <summary>The mean loss of a batch, and its gradient.</summary>
    /// <param name="predictions">batch x outFeatures</param>
    /// <param name="batch">rows</param>
    /// <param name="targets">what was expected</param>
    /// <param name="dPredictions">as long as predictions, overwritten with the gradient; empty: not wanted</param>
    /// <param name="scratch">at least <see cref="ScratchLength"/> floats, overwritten</param>
    /// <remarks>Allocates nothing. The same bits on every CPU.</remarks>
    /// <exception cref="ArgumentException">the targets are of another kind or number, or a label is out of range; the message has the numbers</exception>
    public abstract float Evaluate(ReadOnlySpan<float> predictions, int batch, Targets targets, Span<float> dPredictions, Span<float> scratch);
}

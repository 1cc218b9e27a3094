namespace SimdNet.Nn;

/// <summary>A loss of each prediction on its own: one target value and one loss for each.</summary>
public abstract class ElementwiseLoss : Loss
{
    private protected ElementwiseLoss(Reduction reduction)
        : base(reduction)
    {
    }

    /// <inheritdoc/>
    public override int LossLength(int batch, int outFeatures) => checked(batch * outFeatures);
}

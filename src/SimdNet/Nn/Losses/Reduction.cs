namespace SimdNet.Nn;

/// <summary>What becomes of the losses of a batch's rows or elements.</summary>
public enum Reduction
{
    /// <summary>Their weighted mean: the sum of weight times loss, divided by the sum of the weights.</summary>
    Mean,

    /// <summary>The sum of weight times loss.</summary>
    Sum,

    /// <summary>Nothing: each is given, times its weight; the gradient is that of their sum.</summary>
    None,
}

namespace SimdNet.Graphs;

/// <summary>
/// Floating-point operations for each element of a result: a fused multiply-add counts 2; an addition, product, quotient, root or function (e^x, ln x, any
/// activation) 1; comparisons, copies and what a row needs only once count nothing.
/// </summary>
internal static class FlopsPerElement
{
    /// <summary>Of each term of a product.</summary>
    public const int MultiplyAdd = 2;

    /// <summary>One function of each element, or one sum.</summary>
    public const int Map = 1;

    /// <summary>Difference, exponential, sum, scaling.</summary>
    public const int Softmax = 4;

    /// <summary>Difference, exponential, sum, and two differences.</summary>
    public const int LogSoftmax = 5;

    /// <summary>Sum, difference, square added, difference, scaling, gamma and beta.</summary>
    public const int LayerNorm = 8;

    /// <summary>Square added, scaling, gamma.</summary>
    public const int RmsNorm = 4;

    /// <summary>With given statistics: difference, scaling, gamma and beta.</summary>
    public const int BatchNorm = 4;
}

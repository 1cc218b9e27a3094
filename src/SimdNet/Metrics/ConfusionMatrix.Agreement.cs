namespace SimdNet.Metrics;

/// <content>Agreement of actual and predicted classes beyond chance</content>
public sealed partial class ConfusionMatrix
{
    /// <summary>Matthews's correlation coefficient of any number of classes:
    /// (n Correct - sum s p) / sqrt((n^2 - sum s^2) (n^2 - sum p^2)), n = Count, s = Support(c), p = Predicted(c)</summary>
    /// <remarks>
    /// Within [-1, 1]: 1 is perfect, 0 is chance. 0 if all examples are of one class or all were predicted as one, as in matthews_corrcoef of scikit-learn.
    /// Sums are exact. Source: Gorodkin 2004, Comparing two K-category assignments by a K-category correlation coefficient.
    /// </remarks>
    public double MatthewsCorrelation
    {
        get
        {
            (Int128 supportSquares, Int128 predictedSquares, Int128 products) = MarginProducts();
            Int128 n2 = (Int128)Count * Count;
            double covariance = (double)(((Int128)Count * Correct) - products);
            // Two roots: the product of two numbers near 2^126 would keep fewer bits in the subnormal or infinite range.
            double deviations = Math.Sqrt((double)(n2 - supportSquares)) * Math.Sqrt((double)(n2 - predictedSquares));
            return deviations == 0 ? 0 : Math.Clamp(covariance / deviations, -1, 1);
        }
    }

    /// <summary>Cohen's kappa, (po - pe) / (1 - pe): po = Correct / n, pe = sum Support(c) Predicted(c) / n^2, n = Count</summary>
    /// <remarks>
    /// At most 1; 0 is chance. NaN if pe = 1 (every example is of one class and was predicted so) or without an example, as in cohen_kappa_score of scikit-learn.
    /// Sums are exact. Source: Cohen 1960, A coefficient of agreement for nominal scales.
    /// </remarks>
    public double CohenKappa
    {
        get
        {
            Int128 products = MarginProducts().Products, n2 = (Int128)Count * Count;
            return n2 == products ? double.NaN : (double)(((Int128)Count * Correct) - products) / (double)(n2 - products);
        }
    }

    // sum s^2, sum p^2 and sum s p over the classes; each is at most Count^2 < 2^126.
    private (Int128 SupportSquares, Int128 PredictedSquares, Int128 Products) MarginProducts()
    {
        Int128 supportSquares = 0, predictedSquares = 0, products = 0;
        for (int c = 0; c < Classes; c++)
        {
            Int128 support = Support(c), predicted = Predicted(c);
            supportSquares += support * support;
            predictedSquares += predicted * predicted;
            products += support * predicted;
        }

        return (supportSquares, predictedSquares, products);
    }
}

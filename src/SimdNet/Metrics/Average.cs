namespace SimdNet.Metrics;

/// <summary>How the ratios of several classes become one; the names are those of scikit-learn</summary>
public enum Average
{
    /// <summary>The ratio of the sums over all classes: every example counts alike</summary>
    Micro,

    /// <summary>The mean over the classes that occur or were predicted: every class counts alike</summary>
    Macro,

    /// <summary>The mean over the classes, weighted by their support</summary>
    Weighted,
}

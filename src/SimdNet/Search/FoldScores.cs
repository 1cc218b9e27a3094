using System.Globalization;

namespace SimdNet.Search;

/// <summary>A score for each fold of a cross-validation.</summary>
public sealed class FoldScores
{
    internal FoldScores(string name, double[] perFold)
    {
        (Name, PerFold) = (name, perFold);
        int n = perFold.Length;
        double sum = 0;
        foreach (double score in perFold)
            sum += score;
        Mean = sum / n;
        double squares = 0;
        foreach (double score in perFold)
            squares += (score - Mean) * (score - Mean);
        StandardDeviation = Math.Sqrt(squares / (n - 1));
        StandardError = StandardDeviation / Math.Sqrt(n);
    }

    /// <summary>What the score is called.</summary>
    public string Name { get; }

    /// <summary>The scores, by fold.</summary>
    public IReadOnlyList<double> PerFold { get; }

    /// <summary>sum of s_i / n, added in the order of the folds.</summary>
    public double Mean { get; }

    /// <summary>sqrt(sum of (s_i - mean)^2 / (n - 1)); NaN for one fold. NumPy's default divides by n.</summary>
    public double StandardDeviation { get; }

    /// <summary>StandardDeviation / sqrt(n).</summary>
    /// <remarks>
    /// Folds share rows that they train on, so their scores are not independent, and this is too small by an unknown factor: no unbiased estimate exists.
    /// Source: Bengio and Grandvalet, "No unbiased estimator of the variance of k-fold cross-validation", 2004.
    /// </remarks>
    public double StandardError { get; }

    /// <summary>loss: 0.25 +- 0.02 (standard error, 5 folds)</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}: {Mean:G4} +- {StandardError:G2} (standard error, {PerFold.Count} folds)");
}

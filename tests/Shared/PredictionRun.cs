using SimdNet.Nn;

namespace SimdNet.Testing;

/// <summary>Predictions of several passes, in memory of their own that was NaN before; and the textbook's statistics of given ones, in double</summary>
internal sealed record PredictionRun(float[] Mean, float[] StandardDeviation, float[] Entropy, float[] MutualInformation)
{
    public static PredictionRun Of(Ensemble ensemble, float[] x, bool isOfClasses)
    {
        PredictionRun run = Empty(x.Length / ensemble.InFeatures, ensemble.OutFeatures, isOfClasses);
        ensemble.Predict(x, run.Mean, run.StandardDeviation, run.Entropy, run.MutualInformation);
        return run;
    }

    public static PredictionRun Of(MonteCarloDropout dropout, float[] x, int inFeatures, int outFeatures, ulong seed, bool isOfClasses)
    {
        PredictionRun run = Empty(x.Length / inFeatures, outFeatures, isOfClasses);
        dropout.Predict(x, seed, run.Mean, run.StandardDeviation, run.Entropy, run.MutualInformation);
        return run;
    }

    /// <summary>All numbers, one after the other</summary>
    public float[] All => [.. Mean, .. StandardDeviation, .. Entropy, .. MutualInformation];

    /// <summary>Mean and standard deviation of each element over the passes</summary>
    public static (double Mean, double StandardDeviation)[] Moments(IReadOnlyList<float[]> passes) =>
    [
        .. Enumerable.Range(0, passes[0].Length).Select(i =>
        {
            double mean = passes.Average(y => (double)y[i]);
            return (mean, Math.Sqrt(passes.Average(y => (y[i] - mean) * (y[i] - mean))));
        }),
    ];

    /// <summary>Entropy of the mean, and the mean of the entropies, of each row</summary>
    public static (double Predictive, double Expected)[] Entropies(IReadOnlyList<float[]> passes, int classes)
    {
        double[][] rows = [.. Moments(passes).Select(moments => moments.Mean).Chunk(classes)];
        return [.. rows.Select((row, i) => (Of(row), passes.Average(y => Of(y.Skip(i * classes).Take(classes).Select(p => (double)p)))))];

        static double Of(IEnumerable<double> probs) => -probs.Sum(p => p == 0 ? 0 : p * Math.Log(p));
    }

    private static PredictionRun Empty(int rows, int outFeatures, bool isOfClasses) =>
        new(NaN(rows * outFeatures), NaN(rows * outFeatures), NaN(isOfClasses ? rows : 0), NaN(isOfClasses ? rows : 0));

    private static float[] NaN(int length) => [.. Enumerable.Repeat(float.NaN, length)];
}

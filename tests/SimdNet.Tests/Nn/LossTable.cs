using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Tests.Nn;

/// <summary>What rows should be: labels or values</summary>
internal sealed record TargetRows(int[] Labels, float[] Values)
{
    public static TargetRows RandomLabels(Random random, int batch, int outFeatures) =>
        new([.. Enumerable.Range(0, batch).Select(_ => random.Next(outFeatures))], []);

    public static TargetRows RandomValues(Random random, int batch, int outFeatures) =>
        new([], [.. Enumerable.Range(0, batch * outFeatures).Select(_ => (random.NextSingle() * 2) - 1)]);

    public static TargetRows RandomProbabilities(Random random, int batch, int outFeatures) =>
        new([], [.. Enumerable.Range(0, batch * outFeatures).Select(_ => random.NextSingle())]);

    public static TargetRows RandomSigns(Random random, int batch, int outFeatures) =>
        new([], [.. Enumerable.Range(0, batch * outFeatures).Select(_ => (random.Next(2) * 2f) - 1)]);

    public static TargetRows RandomDistributions(Random random, int batch, int outFeatures)
    {
        float[] values = RandomProbabilities(random, batch, outFeatures).Values;
        return new([], [.. values.Chunk(outFeatures).SelectMany(row => row.Select(value => value / row.Sum()))]);
    }

    public Targets Targets => Labels.Length > 0 ? Targets.FromLabels(Labels) : Targets.FromValues(Values);
}

/// <summary>A loss, targets for it, and what it should be, in double</summary>
internal sealed record LossRow(Loss Loss, Func<Random, int, int, TargetRows> Targets, Func<double[], int, TargetRows, double> Reference, string Variant = "")
{
    public string Name => Loss.GetType().Name + Variant;
}

/// <summary>THE list of losses that take any number of outputs: a new one is one row</summary>
internal static class LossTable
{
    private static readonly LossRow[] _rows =
    [
        new(new MeanSquaredError(), TargetRows.RandomValues, MeanSquaredError),
        new(new SoftmaxCrossEntropy(), TargetRows.RandomLabels, SoftmaxCrossEntropy),
        new(new SoftmaxCrossEntropy(labelSmoothing: 0.2f), TargetRows.RandomLabels, (x, batch, targets) => Smoothed(x, batch, OneHot(targets.Labels, x.Length / batch), 0.2f), ", smoothed"),
        new(new SoftmaxCrossEntropy(), TargetRows.RandomDistributions, (x, batch, targets) => Smoothed(x, batch, targets.Values, 0), " of probabilities"),
        new(new MeanAbsoluteError(), TargetRows.RandomValues, Elementwise(ReferenceLosses.AbsoluteError)),
        new(new HuberLoss(0.7f), TargetRows.RandomValues, Elementwise((x, t) => ReferenceLosses.Huber(x, t, 0.7f))),
        new(new QuantileLoss(0.8f), TargetRows.RandomValues, Elementwise((x, t) => ReferenceLosses.Quantile(x, t, 0.8f))),
        new(new BinaryCrossEntropy(2.5f), TargetRows.RandomProbabilities, Elementwise((x, t) => ReferenceLosses.BinaryCrossEntropy(x, t, 2.5f))),
        new(new HingeLoss(), TargetRows.RandomSigns, Elementwise(ReferenceLosses.Hinge)),
    ];

    public static IEnumerable<string> Names => _rows.Select(row => row.Name);

    public static TheoryData<string> Data => [.. Names];

    public static LossRow Row(string name) => _rows.Single(row => row.Name == name);

    private static Func<double[], int, TargetRows, double> Elementwise(Func<double, double, double> loss) =>
        (predictions, _, targets) => predictions.Zip(targets.Values, (x, t) => loss(x, t)).Average();

    private static float[] OneHot(int[] labels, int classes) => [.. labels.SelectMany(label => Enumerable.Range(0, classes).Select(c => c == label ? 1f : 0f))];

    private static double Smoothed(double[] logits, int batch, float[] probs, double smoothing)
    {
        int classes = logits.Length / batch;
        return logits.Chunk(classes).Zip(probs.Chunk(classes), (row, q) => ReferenceLosses.SoftmaxCrossEntropy(row, [.. q.Select(p => ((1 - smoothing) * p) + (smoothing / classes))])).Average();
    }

    private static double MeanSquaredError(double[] predictions, int batch, TargetRows targets) =>
        predictions.Zip(targets.Values, (prediction, target) => Math.Pow(prediction - target, 2)).Average();

    private static double SoftmaxCrossEntropy(double[] predictions, int batch, TargetRows targets) =>
        predictions.Chunk(predictions.Length / batch).Zip(targets.Labels, (row, label) => Math.Log(row.Sum(x => Math.Exp(x - row[label])))).Average();
}

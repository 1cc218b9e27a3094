using SimdNet.Nn;

namespace SimdNet.Tests.Nn;

/// <summary>What rows should be: labels or values</summary>
internal sealed record TargetRows(int[] Labels, float[] Values)
{
    public static TargetRows RandomLabels(Random random, int batch, int outFeatures) =>
        new([.. Enumerable.Range(0, batch).Select(_ => random.Next(outFeatures))], []);

    public static TargetRows RandomValues(Random random, int batch, int outFeatures) =>
        new([], [.. Enumerable.Range(0, batch * outFeatures).Select(_ => (random.NextSingle() * 2) - 1)]);

    public Targets Targets => Labels.Length > 0 ? Targets.FromLabels(Labels) : Targets.FromValues(Values);
}

/// <summary>A loss, targets for it, and what it should be, in double</summary>
internal sealed record LossRow(Loss Loss, Func<Random, int, int, TargetRows> Targets, Func<double[], int, TargetRows, double> Reference);

/// <summary>THE list of losses: a new one is one row</summary>
internal static class LossTable
{
    private static readonly LossRow[] _rows =
    [
        new(new MeanSquaredError(), TargetRows.RandomValues, MeanSquaredError),
        new(new SoftmaxCrossEntropy(), TargetRows.RandomLabels, SoftmaxCrossEntropy),
    ];

    public static IEnumerable<string> Names => _rows.Select(row => row.Loss.GetType().Name);

    public static TheoryData<string> Data => [.. Names];

    public static LossRow Row(string name) => _rows.Single(row => row.Loss.GetType().Name == name);

    private static double MeanSquaredError(double[] predictions, int batch, TargetRows targets) =>
        predictions.Zip(targets.Values, (prediction, target) => Math.Pow(prediction - target, 2)).Average();

    private static double SoftmaxCrossEntropy(double[] predictions, int batch, TargetRows targets) =>
        predictions.Chunk(predictions.Length / batch).Zip(targets.Labels, (row, label) => Math.Log(row.Sum(x => Math.Exp(x - row[label])))).Average();
}

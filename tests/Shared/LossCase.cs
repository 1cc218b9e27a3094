using SimdNet.Nn;

namespace SimdNet.Testing;

/// <summary>A loss with each reduction, and targets for it</summary>
internal sealed record LossCase(string Name, Func<Reduction, Loss> Make, LossTargets Kind, int OutputsPerTarget = 1)
{
    /// <summary>As many classes as the class weights of <see cref="All"/></summary>
    public const int Columns = 6;

    private static readonly float[] s_classWeights = [0.5f, 1, 2, 0.25f, 1.5f, 1];

    /// <summary>THE list for the laws of reductions and weights: a new loss is one row</summary>
    public static readonly LossCase[] All =
    [
        new("mean squared error", r => new MeanSquaredError(r), LossTargets.Values),
        new("mean absolute error", r => new MeanAbsoluteError(r), LossTargets.Values),
        new("Huber", r => new HuberLoss(0.7f, r), LossTargets.Values),
        new("quantile", r => new QuantileLoss(0.8f, r), LossTargets.Values),
        new("binary cross-entropy", r => new BinaryCrossEntropy(2.5f, r), LossTargets.Probabilities),
        new("binary cross-entropy, weighted outputs", r => new BinaryCrossEntropy(s_classWeights, r), LossTargets.Probabilities),
        new("hinge", r => new HingeLoss(r), LossTargets.Signs),
        new("Gaussian", r => new GaussianNegativeLogLikelihood(true, 1e-6f, r), LossTargets.Values, OutputsPerTarget: 2),
        new("cross-entropy of labels", r => new SoftmaxCrossEntropy(reduction: r), LossTargets.Labels),
        new("cross-entropy of labels, weighted", r => new SoftmaxCrossEntropy(s_classWeights, reduction: r), LossTargets.Labels),
        new("cross-entropy of labels, smoothed", r => new SoftmaxCrossEntropy(s_classWeights, 0.1f, reduction: r), LossTargets.Labels),
        new("cross-entropy of probabilities", r => new SoftmaxCrossEntropy(s_classWeights, 0.1f, reduction: r), LossTargets.Distributions),
    ];

    public static TheoryData<string> Names => [.. All.Select(row => row.Name)];

    public static LossCase Row(string name) => All.Single(row => row.Name == name);

    public int OutFeatures => Columns * OutputsPerTarget;

    public LossBatch Batch(int batch, int seed)
    {
        var random = new Random(seed);
        float[] unit = [.. Enumerable.Range(0, batch * Columns).Select(_ => random.NextSingle())];
        float[] values = Kind switch
        {
            LossTargets.Labels => [],
            LossTargets.Values => [.. unit.Select(u => (2 * u) - 1)],
            LossTargets.Signs => [.. unit.Select(u => u < 0.5f ? -1f : 1f)],
            LossTargets.Probabilities => unit,
            _ => [.. unit.Chunk(Columns).SelectMany(row => row.Select(u => u / row.Sum()))],
        };
        int[] labels = Kind == LossTargets.Labels ? [.. Enumerable.Range(0, batch).Select(_ => random.Next(Columns))] : [];
        return new LossBatch(this, batch, Numbers.Uniform(seed + 1, batch * OutFeatures, scale: 3), labels, values, []);
    }
}

internal enum LossTargets
{
    Labels,
    Values,
    Signs,
    Probabilities,
    Distributions,
}

/// <summary>Predictions and targets; Evaluate fills Losses and Gradient</summary>
internal sealed record LossBatch(LossCase Case, int Batch, float[] Predictions, int[] Labels, float[] Values, float[] Weights)
{
    public float[] Losses { get; private set; } = [];

    public float[] Gradient { get; private set; } = [];

    public Targets Targets => (Labels.Length > 0 ? Targets.FromLabels(Labels) : Targets.FromValues(Values)).WithSampleWeights(Weights);

    public float Evaluate(Reduction reduction)
    {
        Loss loss = Case.Make(reduction);
        Losses = new float[loss.LossLength(Batch, Case.OutFeatures)];
        Gradient = new float[Predictions.Length];
        var scratch = new float[loss.ScratchLength(Batch, Case.OutFeatures)];
        scratch.AsSpan().Fill(float.NaN);
        return loss.Evaluate(Predictions, Batch, Targets, Losses, Gradient, scratch);
    }

    /// <summary>The rows for which a condition holds, without weights</summary>
    public LossBatch Where(Func<int, bool> isKept)
    {
        int[] rows = [.. Enumerable.Range(0, Batch).Where(isKept)];
        return this with { Batch = rows.Length, Predictions = Pick(Predictions), Labels = Pick(Labels), Values = Pick(Values), Weights = [] };

        T[] Pick<T>(T[] all) => [.. rows.SelectMany(row => all.AsSpan(row * all.Length / Batch, all.Length / Batch).ToArray())];
    }
}

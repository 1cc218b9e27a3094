using SimdNet.Data;
using SimdNet.Nn;

namespace PerceptronSample;

/// <summary>The line w1 x + w2 y + b = 0 in the coordinates of the problem after an epoch, 0 for the start, and the points on the wrong side of it.</summary>
internal sealed record DecisionLine(int Epoch, float W1, float W2, float B, int[] Wrong);

/// <summary>A perceptron's training on a problem: what came of it, and its line after each epoch.</summary>
internal sealed class Training : IProgress<PerceptronEpoch>
{
    private readonly Perceptron _perceptron = new(inputs: 2, neurons: 1);
    private readonly Standardize _standardize = new(features: 2);
    private readonly float[] _inputs;
    private readonly List<DecisionLine> _lines = [];

    public Training(Problem problem, PerceptronVariant variant, RunOptions options)
    {
        (Problem, Variant) = (problem, variant);
        _inputs = new float[problem.Inputs.Length];
        if (problem.IsMeasured)
            _standardize.Fit(problem.Inputs);
        _standardize.Apply(problem.Inputs, _inputs);
        _perceptron.Network.Initialize(options.Seed);
        _lines.Add(Line(epoch: 0));
        Result = _perceptron.TrainLabels(_inputs, problem.Labels, new PerceptronOptions
        {
            Epochs = options.Epochs,
            LearningRate = options.LearningRate,
            Variant = variant,
            Seed = options.Seed,
            Progress = this,
        });
        Kept = Line(Result.Epochs);
    }

    public Problem Problem { get; }

    public PerceptronVariant Variant { get; }

    public PerceptronResult Result { get; }

    /// <summary>That of the start, and those that the rule had come to after each epoch.</summary>
    public IReadOnlyList<DecisionLine> Lines => _lines;

    /// <summary>The one that the variant kept.</summary>
    public DecisionLine Kept { get; }

    public void Report(PerceptronEpoch value) => _lines.Add(Line(value.Epoch));

    private DecisionLine Line(int epoch)
    {
        var labels = new int[Problem.Labels.Length];
        _perceptron.PredictLabels(_inputs, labels);
        int[] wrong = [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] != Problem.Labels[i])];

        // w (x - mean) / deviation + b, in x
        float[] mean = _standardize.Buffers[0].Value.ToArray(), variance = _standardize.Buffers[1].Value.ToArray();
        float w1 = _perceptron.Weight.Value[0] / MathF.Sqrt(variance[0]), w2 = _perceptron.Weight.Value[1] / MathF.Sqrt(variance[1]);
        return new DecisionLine(epoch, w1, w2, _perceptron.Bias.Value[0] - (w1 * mean[0]) - (w2 * mean[1]), wrong);
    }
}

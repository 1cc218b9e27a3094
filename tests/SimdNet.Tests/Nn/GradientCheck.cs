using SimdNet.Nn;

namespace SimdNet.Tests.Nn;

/// <summary>The gradient of a loss behind a layer: by the backward pass in float, and by central differences of the reference in double</summary>
internal sealed class GradientCheck
{
    // Central differences are off by h^2 / 6 of the third derivative and by 2^-53 / h from rounding: both about 1e-11 here.
    private const double H = 1e-5;

    private const int MostSeeds = 1000;

    private readonly Layer _layer;
    private readonly LossRow _loss;
    private readonly int _batch;
    private readonly float[] _x;
    private readonly TargetRows _targets;

    private GradientCheck(LayerRow row, LossRow loss, int batch, int seed, bool isTraining)
    {
        _layer = (isTraining ? row.TrainingLayer() : row.Layer()).WithParameters(seed, scale: 0.8f);
        (_loss, _batch) = (loss, batch);
        _x = Numbers.Uniform(seed + 1, batch * row.InFeatures, scale: 2);
        _targets = loss.Targets(new Random(seed + 2), batch, _layer.OutFeatures(row.InFeatures));
    }

    /// <summary>A case whose activations all have their inputs away from kinks</summary>
    public static GradientCheck AwayFromKinks(LayerRow row, LossRow loss, int batch, bool isTraining = false)
    {
        for (int seed = 0; seed < MostSeeds; seed++)
        {
            var check = new GradientCheck(row, loss, batch, seed, isTraining);
            var reference = new ReferenceNetwork(check._layer);
            reference.Forward(check.X, batch);
            if (reference.KinkDistance > 20 * H)
                return check;
        }

        throw new InvalidOperationException($"every one of {MostSeeds} seeds put an activation of {row} on a kink.");
    }

    /// <summary>Name, backward pass, central differences: of the input and of every parameter</summary>
    public IEnumerable<(string Name, float[] Backward, double[] Differences)> Gradients()
    {
        var run = new LayerRun(_layer, _x, _batch);
        var dy = new float[run.Y.Length];
        var scratch = new float[_loss.Loss.ScratchLength(_batch, dy.Length / _batch)];
        _loss.Loss.Evaluate(run.Y, _batch, _targets.Targets, dy, scratch);
        float[] dx = run.Backward(dy);

        var reference = new ReferenceNetwork(_layer);
        double[] x = X;
        yield return ("x", dx, Differences(reference, x, x));
        foreach (Parameter parameter in _layer.Parameters)
            yield return (parameter.Name, parameter.Gradient.ToArray(), Differences(reference, x, reference.Values(parameter)));
    }

    private double[] X => Array.ConvertAll(_x, value => (double)value);

    private double[] Differences(ReferenceNetwork reference, double[] x, double[] variables)
    {
        var gradient = new double[variables.Length];
        for (int i = 0; i < variables.Length; i++)
        {
            double value = variables[i];
            variables[i] = value + H;
            double above = Loss();
            variables[i] = value - H;
            double below = Loss();
            variables[i] = value;
            gradient[i] = (above - below) / (2 * H);
        }

        return gradient;

        double Loss() => _loss.Reference(reference.Forward(x, _batch), _batch, _targets);
    }
}

using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Tests.Nn;

/// <summary>The forward pass of a layer as a textbook writes it, in double, on a copy of its parameters that may be changed</summary>
internal sealed class ReferenceNetwork(Layer layer)
{
    private readonly Dictionary<Parameter, double[]> _values =
        layer.Parameters.ToDictionary(parameter => parameter, parameter => Array.ConvertAll(parameter.Value.ToArray(), value => (double)value));

    /// <summary>How close an activation's input came to a whole number, where piecewise functions have their kinks</summary>
    public double KinkDistance { get; private set; } = double.PositiveInfinity;

    public double[] Values(Parameter parameter) => _values[parameter];

    /// <summary>y, for rows x</summary>
    public double[] Forward(double[] x, int batch) => Forward(layer, x, batch);

    private double[] Forward(Layer part, double[] x, int batch) => part switch
    {
        Linear linear => Linear(linear, x, batch),
        ActivationLayer activation => Activate(activation.Activation, x),
        LayerNorm norm => ReferenceNorms.LayerNorm(x, x.Length / batch, _values[norm.Weight], _values[norm.Bias], norm.Epsilon).Y,
        RmsNorm norm => ReferenceNorms.RmsNorm(x, x.Length / batch, _values[norm.Weight], norm.Epsilon).Y,
        BatchNorm norm => BatchNorm(norm, x, x.Length / batch),
        Softmax => [.. x.Chunk(x.Length / batch).SelectMany(row => row.Select(value => Math.Exp(value) / row.Sum(Math.Exp)))],
        LogSoftmax => [.. x.Chunk(x.Length / batch).SelectMany(row => row.Select(value => value - Math.Log(row.Sum(Math.Exp))))],
        Dropout dropout => Drop(dropout, x),
        Sequential sequential => sequential.Layers.Aggregate(x, (rows, next) => Forward(next, rows, batch)),
        _ => throw new NotSupportedException($"the layer {part} has no reference yet."),
    };

    private double[] Linear(Linear linear, double[] x, int batch)
    {
        (double[] weight, double[] bias) = (_values[linear.Weight], _values[linear.Bias]);
        int inFeatures = x.Length / batch;
        var y = new double[batch * bias.Length];
        for (int i = 0; i < batch; i++)
        {
            for (int j = 0; j < bias.Length; j++)
            {
                double sum = bias[j];
                for (int p = 0; p < inFeatures; p++)
                    sum += x[(i * inFeatures) + p] * weight[(j * inFeatures) + p];
                y[(i * bias.Length) + j] = sum;
            }
        }

        return y;
    }

    private double[] BatchNorm(BatchNorm norm, double[] x, int columns)
    {
        (double[] mean, double[] variance) = norm.IsTraining
            ? ReferenceNorms.BatchNormStatistics(x, columns)
            : (Array.ConvertAll(norm.RunningMean.Value.ToArray(), value => (double)value), Array.ConvertAll(norm.RunningVariance.Value.ToArray(), value => (double)value));
        return ReferenceNorms.BatchNorm(x, columns, mean, variance, _values[norm.Weight], _values[norm.Bias], norm.Epsilon);
    }

    private static double[] Drop(Dropout dropout, double[] x)
    {
        if (!dropout.IsTraining)
            return x;
        var bits = new uint[x.Length];
        Philox.Fill(dropout.RandomNumbers.Seed, dropout.RandomNumbers.Stream, 0, bits);
        return [.. x.Select((value, i) => (bits[i] >> 8) / (double)(1 << 24) < dropout.P ? 0 : value / (1 - (double)dropout.P))];
    }

    private double[] Activate(Activation activation, double[] x)
    {
        foreach (double value in x)
            KinkDistance = Math.Min(KinkDistance, Math.Abs(value - Math.Round(value)));
        return Array.ConvertAll(x, value => ReferenceActivations.Of(activation).Function(value));
    }
}

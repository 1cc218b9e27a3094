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

    private double[] Activate(Activation activation, double[] x)
    {
        foreach (double value in x)
            KinkDistance = Math.Min(KinkDistance, Math.Abs(value - Math.Round(value)));
        return Array.ConvertAll(x, value => ReferenceActivations.Of(activation).Function(value));
    }
}

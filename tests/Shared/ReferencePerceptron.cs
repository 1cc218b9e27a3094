using SimdNet.Nn;

namespace SimdNet.Testing;

/// <summary>One perceptron neuron in double, presentation by presentation, from weights of 0: what a variant keeps, as its source says it</summary>
internal sealed class ReferencePerceptron(double[][] samples, bool[] fires)
{
    private double[] _weights = new double[samples[0].Length + 1]; // the last one is the bias

    /// <summary>The weights and, last, the bias that are kept after presenting the samples in these orders</summary>
    public double[] Train(IEnumerable<int> presentations, PerceptronVariant variant)
    {
        double[] pocket = _weights, sum = new double[_weights.Length];
        int run = 0, pocketRun = 0, count = 0;
        foreach (int i in presentations)
        {
            if (Fires(_weights, i) == fires[i])
            {
                run++;
                if (run > pocketRun && Errors(_weights) < Errors(pocket))
                    (pocket, pocketRun) = (_weights, run);
            }
            else
            {
                int sign = fires[i] ? 1 : -1;
                _weights = [.. _weights.Zip([.. samples[i], 1.0], (w, p) => w + (sign * p))];
                run = 0;
            }

            count++;
            sum = [.. sum.Zip(_weights, (s, w) => s + w)];
        }

        if (Errors(_weights) < Errors(pocket))
            pocket = _weights;
        return variant switch
        {
            PerceptronVariant.Plain => _weights,
            PerceptronVariant.Pocket => pocket,
            _ => [.. sum.Select(s => s / count)],
        };
    }

    /// <summary>Samples that these weights are wrong on</summary>
    public int Errors(double[] weights) => Enumerable.Range(0, samples.Length).Count(i => Fires(weights, i) != fires[i]);

    private bool Fires(double[] weights, int i) => samples[i].Zip(weights, (p, w) => p * w).Sum() + weights[^1] >= 0;
}

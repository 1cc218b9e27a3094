using SimdNet.Buffers;
using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Optim;

namespace SimdNet.Perf.Comparison;

/// <summary>A network, one batch of random inputs and labels, and an optimizer: everybody trains from the same numbers.</summary>
internal sealed class TrainingProblem
{
    private const float SgdRate = 0.01f, AdamRate = 0.001f;

    /// <param name="sizes">features, hidden sizes, classes</param>
    /// <param name="batch">rows</param>
    /// <param name="optimizer"><c>sgd</c> or <c>adam</c></param>
    /// <param name="threads">that everybody may use</param>
    /// <param name="contest">owns the memory</param>
    public TrainingProblem(int[] sizes, int batch, string optimizer, int threads, Contest contest)
    {
        (Sizes, Batch, Optimizer, Threads) = (sizes, batch, optimizer, threads);
        Inputs = contest.Uniform(batch * sizes[0], stream: 0);
        Labels = [.. RandomInputs.Uniform(batch, stream: 1).Select(value => (int)((value + 1) / 2 * sizes[^1]))];
        Parameters = [.. Network().Parameters.SelectMany(parameter => parameter.Value.ToArray())];
        Loss = contest.Result(1);
    }

    public int[] Sizes { get; }

    public int Batch { get; }

    public string Optimizer { get; }

    public int Threads { get; }

    public float LearningRate => Optimizer == "adam" ? AdamRate : SgdRate;

    /// <summary>Batch x features.</summary>
    public AlignedBuffer Inputs { get; }

    public int[] Labels { get; }

    /// <summary>Each layer's weight, then its bias, before the first step.</summary>
    public float[] Parameters { get; }

    /// <summary>Where everybody puts the loss of the last step.</summary>
    public AlignedBuffer Loss { get; }

    /// <summary>A product each for y, dW and, but for the first layer, dx.</summary>
    public static double Flops(int[] sizes, int batch)
    {
        double[] weights = [.. sizes.Zip(sizes.Skip(1), (inputs, outputs) => (double)inputs * outputs)];
        return 2.0 * batch * ((3 * weights.Sum()) - weights[0]);
    }

    public Sequential Network() => Networks.Mlp(Sizes);

    public Optimizer NewOptimizer() => Optimizer == "adam" ? new Adam(LearningRate) : new Sgd(LearningRate);

    /// <summary>The loss of the second step, in double with plain loops: the first step's gradient and update decide it.</summary>
    public double ReferenceLossOfSecondStep()
    {
        double[] parameters = [.. Parameters.Select(value => (double)value)];
        double[] gradient = new double[parameters.Length];
        Evaluate(parameters, gradient);
        for (int i = 0; i < parameters.Length; i++)
        {
            parameters[i] = Optimizer == "adam"
                ? ReferenceUpdates.Adam(parameters[i], gradient[i], 0, 0, LearningRate, 0.9, 0.999, 1e-8, step: 1).W
                : ReferenceUpdates.Sgd(parameters[i], gradient[i], 0, LearningRate, 0).W;
        }

        return Evaluate(parameters, gradient);
    }

    // The mean loss of the batch, row by row; gradients are added.
    private double Evaluate(double[] parameters, double[] gradient)
    {
        double loss = 0;
        var x = new double[Sizes.Length][];
        for (int row = 0; row < Batch; row++)
        {
            x[0] = [.. Inputs.Span.Slice(row * Sizes[0], Sizes[0]).ToArray().Select(value => (double)value)];
            int at = 0;
            for (int layer = 1; layer < Sizes.Length; layer++)
            {
                x[layer] = Forward(parameters, at, x[layer - 1], Sizes[layer], relu: layer < Sizes.Length - 1);
                at += (x[layer - 1].Length + 1) * Sizes[layer];
            }

            double[] logits = x[^1];
            double logSum = logits.Max() + Math.Log(logits.Sum(logit => Math.Exp(logit - logits.Max())));
            loss += logSum - logits[Labels[row]];
            double[] dy = [.. logits.Select((logit, j) => (Math.Exp(logit - logSum) - (j == Labels[row] ? 1 : 0)) / Batch)];
            for (int layer = Sizes.Length - 1; layer > 0; layer--)
            {
                at -= (x[layer - 1].Length + 1) * Sizes[layer];
                dy = Backward(parameters, gradient, at, x[layer - 1], dy);
            }
        }

        return loss / Batch;
    }

    // y[j] = b[j] + sum_p W[j,p] x[p], W at this place of the parameters and b behind it
    private static double[] Forward(double[] parameters, int at, double[] x, int outputs, bool relu)
    {
        var y = new double[outputs];
        for (int j = 0; j < outputs; j++)
        {
            double sum = parameters[at + (outputs * x.Length) + j];
            for (int p = 0; p < x.Length; p++)
                sum += parameters[at + (j * x.Length) + p] * x[p];
            y[j] = relu ? Math.Max(sum, 0) : sum;
        }

        return y;
    }

    // dW[j,p] += dy[j] x[p], db[j] += dy[j]; dx[p] = sum_j dy[j] W[j,p] where x, the output of relu, is above 0
    private static double[] Backward(double[] parameters, double[] gradient, int at, double[] x, double[] dy)
    {
        var dx = new double[x.Length];
        for (int j = 0; j < dy.Length; j++)
        {
            gradient[at + (dy.Length * x.Length) + j] += dy[j];
            for (int p = 0; p < x.Length; p++)
            {
                int weight = at + (j * x.Length) + p;
                gradient[weight] += dy[j] * x[p];
                dx[p] += x[p] > 0 ? dy[j] * parameters[weight] : 0;
            }
        }

        return dx;
    }
}

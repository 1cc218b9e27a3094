using System.Numerics.Tensors;
using SimdNet.Graphs;
using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>A layer of perceptrons: a = f(W p + b), f a hard limit, W [neurons x inputs], b [neurons]; w[i,j] is the weight from input j to neuron i.</summary>
/// <remarks>
/// Trained by the perceptron rule: for each sample p with targets t, W += learningRate (t - a) p^T, b += learningRate (t - a). Each neuron learns on its own.
/// Starts with weights of 0; <c>perceptron.Network.Initialize(seed)</c> gives random ones. Training goes on from the weights as they are.
/// Net inputs are the chains of <see cref="Linear"/>, the same in training, prediction and a plan: a perceptron that converged answers every training sample right everywhere.
/// The weights are a pure function of start, samples and options: the same bits on every CPU. Not thread-safe.
/// Source: Rosenblatt 1958; notation as in Hagan, Demuth, Beale and De Jesus, Neural network design.
/// </remarks>
public sealed class Perceptron
{
    private readonly Linear _linear;
    private readonly float[] _outputs;
    private readonly float _low;

    /// <summary>A perceptron of zeros.</summary>
    /// <param name="inputs">numbers of a sample, R</param>
    /// <param name="neurons">outputs, S</param>
    /// <param name="activation"><see cref="Activation.HardLimit"/> (outputs and targets 0 and 1; also if null) or <see cref="Activation.SymmetricHardLimit"/> (-1 and 1)</param>
    /// <exception cref="ArgumentOutOfRangeException">inputs or neurons is not positive</exception>
    /// <exception cref="ArgumentException">another activation</exception>
    public Perceptron(int inputs, int neurons, Activation? activation = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(neurons);
        (Inputs, Neurons, Activation) = (inputs, neurons, activation ?? Activation.HardLimit);
        if (Activation != Activation.HardLimit && Activation != Activation.SymmetricHardLimit)
            throw new ArgumentException($"a perceptron's activation is {Activation.HardLimit} or {Activation.SymmetricHardLimit}, not {Activation}.", nameof(activation));
        _low = Activation == Activation.HardLimit ? 0f : -1f;
        _linear = new Linear(inputs, neurons);
        _outputs = new float[neurons];
        Network = new Sequential(_linear, new ActivationLayer(Activation));
    }

    /// <summary>Numbers of a sample, R.</summary>
    public int Inputs { get; }

    /// <summary>Outputs, S.</summary>
    public int Neurons { get; }

    /// <summary>f</summary>
    public Activation Activation { get; }

    /// <summary>W, neurons x inputs.</summary>
    public Parameter Weight => _linear.Weight;

    /// <summary>b, neurons.</summary>
    public Parameter Bias => _linear.Bias;

    /// <summary>The same weights as a network of a <see cref="Linear"/> and an <see cref="ActivationLayer"/>: what model files, safetensors (<c>0.weight</c>, <c>0.bias</c>) and summaries take.</summary>
    public Sequential Network { get; }

    /// <summary>The outputs as a graph, with a copy of the weights.</summary>
    public Graph ToGraph() => Network.ToGraph();

    /// <summary>The net inputs as a graph, with a copy of the weights: of several neurons the largest one's is the class.</summary>
    public Graph ToNetInputGraph()
    {
        var graph = new GraphBuilder(Inputs);
        return graph.Build(_linear.Lower(graph, graph.Input));
    }

    /// <summary>n = W p + b, for each row p of x.</summary>
    /// <param name="x">batch x inputs</param>
    /// <param name="batch">rows</param>
    /// <param name="n">batch x neurons, overwritten; must not overlap x</param>
    /// <remarks>Allocates nothing. The same bits for a row whatever rows stand beside it. Error per element as of <see cref="Blas.Gemm(Transpose, Transpose, int, int, int, float, ReadOnlySpan{float}, int, ReadOnlySpan{float}, int, float, Span{float}, int)"/>.</remarks>
    /// <exception cref="ArgumentException">lengths do not fit, or the spans overlap; the message has the numbers</exception>
    public void NetInput(ReadOnlySpan<float> x, int batch, Span<float> n)
    {
        CheckRows(x.Length, batch, Inputs, "inputs", nameof(x));
        CheckRows(n.Length, batch, Neurons, "neurons", nameof(n));
        Guard.Disjoint(x, n);
        _linear.Forward(x, batch, n, cache: default, pool: null);
    }

    /// <summary>a = f(W p + b), for each row p of x.</summary>
    /// <param name="x">batch x inputs</param>
    /// <param name="batch">rows</param>
    /// <param name="outputs">batch x neurons, overwritten; must not overlap x</param>
    /// <remarks>Allocates nothing.</remarks>
    /// <exception cref="ArgumentException">lengths do not fit, or the spans overlap; the message has the numbers</exception>
    public void Predict(ReadOnlySpan<float> x, int batch, Span<float> outputs)
    {
        NetInput(x, batch, outputs);
        ActivationKernels.Forward(Activation, outputs, outputs);
    }

    /// <summary>labels[i] = the class of row i: of one neuron 1 where it fires (n >= 0) and 0 elsewhere, of several the one with the largest net input, the first of equals.</summary>
    /// <param name="x">one row of inputs for each label</param>
    /// <param name="labels">overwritten</param>
    /// <remarks>Allocates nothing.</remarks>
    /// <exception cref="ArgumentException">lengths do not fit; the message has the numbers</exception>
    public void PredictLabels(ReadOnlySpan<float> x, Span<int> labels)
    {
        CheckRows(x.Length, labels.Length, Inputs, "inputs", nameof(x));
        for (int row = 0; row < labels.Length; row++)
        {
            _linear.Forward(x.Slice(row * Inputs, Inputs), 1, _outputs, cache: default, pool: null);
            labels[row] = Neurons == 1 ? _outputs[0] >= 0f ? 1 : 0 : ReductionKernels.ArgMax(_outputs);
        }
    }

    /// <summary>One application of the perceptron rule: W += learningRate (t - a) p^T, b += learningRate (t - a), a the outputs for p.</summary>
    /// <param name="p">inputs numbers</param>
    /// <param name="t">neurons targets: 0 or 1, of the symmetric hard limit -1 or 1</param>
    /// <param name="learningRate">positive, finite</param>
    /// <returns>how many outputs were wrong; 0: nothing was changed</returns>
    /// <remarks>Allocates nothing. For samples that come one at a time; weights that overflow are not noticed.</remarks>
    /// <exception cref="ArgumentException">lengths do not fit, a number of p is not finite, or a target is no output; the message says which. Nothing is changed then</exception>
    /// <exception cref="ArgumentOutOfRangeException">the learning rate is not positive and finite</exception>
    public int Step(ReadOnlySpan<float> p, ReadOnlySpan<float> t, float learningRate = 1f)
    {
        CheckRows(p.Length, 1, Inputs, "inputs", nameof(p));
        CheckRows(t.Length, 1, Neurons, "neurons", nameof(t));
        CheckFinite(p, nameof(p));
        CheckTargets(t, nameof(t));
        Guard.PositiveFinite(learningRate);
        int errors = 0;
        ReadOnlySpan<float> a = Outputs(p);
        for (int i = 0; i < Neurons; i++)
        {
            if (a[i] == t[i])
                continue;
            Correct(i, learningRate * (t[i] - a[i]), p);
            errors++;
        }

        return errors;
    }

    /// <summary>Presents the samples to the perceptron rule, epoch after epoch, until an epoch has no error or there were enough.</summary>
    /// <param name="inputs">rows of <see cref="Inputs"/> numbers, at least one; finite</param>
    /// <param name="targets">for each row <see cref="Neurons"/> targets: 0 or 1, of the symmetric hard limit -1 or 1</param>
    /// <param name="options">null: the defaults</param>
    /// <remarks>
    /// Takes all memory at the start; an epoch allocates nothing. The averaged variant counts the epochs that are left after one without an error as if they had been run:
    /// they would change no weight.
    /// </remarks>
    /// <exception cref="ArgumentException">lengths do not fit, a number is not finite, or a target is no output; the message says which and where</exception>
    /// <exception cref="ArgumentOutOfRangeException">an option is out of range</exception>
    /// <exception cref="ArithmeticException">a weight overflowed. The perceptron has its weights of before then, as after any other exception</exception>
    /// <exception cref="OperationCanceledException">the training was cancelled</exception>
    public PerceptronResult Train(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, PerceptronOptions? options = null)
    {
        int rows = CheckInputs(inputs);
        if (targets.Length != (long)rows * Neurons)
            throw new ArgumentException($"there are {rows} rows of inputs, which need {(long)rows * Neurons} targets of {Neurons} neurons, but targets holds {targets.Length}.", nameof(targets));
        CheckTargets(targets, nameof(targets));
        return TrainChecked(inputs, targets, options);
    }

    /// <summary>The same with class labels: of one neuron 0 and 1, which is to fire; of several one neuron for each class against the rest.</summary>
    /// <param name="inputs">rows of <see cref="Inputs"/> numbers, at least one; finite</param>
    /// <param name="labels">one for each row</param>
    /// <param name="options">null: the defaults</param>
    /// <exception cref="ArgumentException">lengths do not fit, a number is not finite, or a label is not a class; the message says which and where</exception>
    /// <exception cref="ArgumentOutOfRangeException">an option is out of range</exception>
    /// <exception cref="ArithmeticException">a weight overflowed. The perceptron has its weights of before then, as after any other exception</exception>
    /// <exception cref="OperationCanceledException">the training was cancelled</exception>
    public PerceptronResult TrainLabels(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels, PerceptronOptions? options = null)
    {
        int rows = CheckInputs(inputs), classes = int.Max(2, Neurons);
        if (labels.Length != rows)
            throw new ArgumentException($"there are {rows} rows of inputs, but {labels.Length} labels.", nameof(labels));
        var targets = new float[checked(rows * Neurons)];
        Array.Fill(targets, _low);
        for (int row = 0; row < rows; row++)
        {
            int label = labels[row];
            if ((uint)label >= (uint)classes)
                throw new ArgumentException($"the label of row {row} is {label}, but the classes are 0 to {classes - 1}.", nameof(labels));
            if (Neurons > 1)
                targets[(row * Neurons) + label] = 1f;
            else if (label == 1)
                targets[row] = 1f;
        }

        return TrainChecked(inputs, targets, options);
    }

    /// <summary>Its sizes and activation.</summary>
    public override string ToString() => $"Perceptron({Inputs}, {Neurons}, {Activation})";

    /// <summary>a for one sample; the memory is the next call's too.</summary>
    internal ReadOnlySpan<float> Outputs(ReadOnlySpan<float> p)
    {
        _linear.Forward(p, 1, _outputs, cache: default, pool: null);
        ActivationKernels.Forward(Activation, _outputs, _outputs);
        return _outputs;
    }

    /// <summary>w_i += step p, b_i += step</summary>
    internal void Correct(int neuron, float step, ReadOnlySpan<float> p)
    {
        Blas.Axpy(step, p, WeightsOf(neuron));
        Bias.Value[neuron] += step;
        GC.KeepAlive(this);
    }

    /// <summary>w_i, a row of W.</summary>
    internal Span<float> WeightsOf(int neuron) => Weight.Value.Slice(neuron * Inputs, Inputs);

    private PerceptronResult TrainChecked(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, PerceptronOptions? options)
    {
        options ??= new PerceptronOptions();
        options.Check();
        float[] weight = Weight.Value.ToArray(), bias = Bias.Value.ToArray();
        try
        {
            return new PerceptronRun(this, inputs, targets, options).Run();
        }
        catch
        {
            weight.CopyTo(Weight.Value);
            bias.CopyTo(Bias.Value);
            throw;
        }
    }

    private int CheckInputs(ReadOnlySpan<float> inputs)
    {
        if (inputs.IsEmpty || inputs.Length % Inputs != 0)
            throw new ArgumentException($"inputs holds {inputs.Length} floats, which is not one or more rows of {Inputs} inputs.", nameof(inputs));
        CheckFinite(inputs, nameof(inputs));
        return inputs.Length / Inputs;
    }

    private void CheckFinite(ReadOnlySpan<float> x, string name)
    {
        if (TensorPrimitives.IsFiniteAll(x))
            return;
        int i = 0;
        while (float.IsFinite(x[i]))
            i++;
        throw new ArgumentException($"{name}[row {i / Inputs}, input {i % Inputs}] is {x[i]}; expected a finite number.", name);
    }

    private void CheckTargets(ReadOnlySpan<float> targets, string name)
    {
        for (int i = 0; i < targets.Length; i++)
        {
            if (targets[i] != _low && targets[i] != 1f)
                throw new ArgumentException($"{name}[row {i / Neurons}, neuron {i % Neurons}] is {targets[i]}; expected {_low} or 1, the outputs of {Activation}.", name);
        }
    }

    private static void CheckRows(int length, int batch, int columns, string what, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        if (length != (long)batch * columns)
            throw new ArgumentException($"{name} holds {length} floats, but {batch} rows of {columns} {what} need {(long)batch * columns}.", name);
    }
}

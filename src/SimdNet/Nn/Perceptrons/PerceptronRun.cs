using System.Numerics.Tensors;
using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>A training of a perceptron: the epochs, and what the variants keep.</summary>
/// <remarks>
/// A neuron's run is the time that its weights stand between two corrections. All that the variants do is done when a run ends: the average adds the weights
/// as often as they stood, and the pocket compares them with those that it has. Gallant compares as soon as the run is longer than the pocket's: the same, since the weights are.
/// </remarks>
internal ref struct PerceptronRun
{
    private const int CountedRows = 64;

    private readonly Perceptron _perceptron;
    private readonly PerceptronOptions _options;
    private readonly ReadOnlySpan<float> _inputs, _targets;
    private readonly int _rows, _neurons;
    private readonly int[] _order, _errorsPerEpoch;
    private readonly float[] _counted; // outputs of CountedRows rows
    private readonly int[] _errors; // of each neuron, where errors are counted

    // Of each neuron: how many samples its weights have stood, and what is kept of them: the pocket, or the sum of all weights.
    private readonly long[] _run, _pocketRun;
    private readonly int[] _pocketErrors;
    private readonly float[] _keptWeight, _keptBias;

    public PerceptronRun(Perceptron perceptron, ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, PerceptronOptions options)
    {
        (_perceptron, _options) = (perceptron, options);
        _inputs = inputs;
        _targets = targets;
        (_rows, _neurons) = (inputs.Length / perceptron.Inputs, perceptron.Neurons);
        _order = new int[_rows];
        _errorsPerEpoch = new int[options.Epochs];
        _counted = new float[checked(int.Min(CountedRows, _rows) * _neurons)];
        (_errors, _pocketErrors) = (new int[_neurons], new int[_neurons]);
        (_run, _pocketRun) = (new long[_neurons], new long[_neurons]);
        Array.Fill(_pocketErrors, int.MaxValue);
        Array.Fill(_pocketRun, -1); // the starting weights go in, and their run is 0
        bool isPlain = options.Variant == PerceptronVariant.Plain;
        (_keptWeight, _keptBias) = (new float[isPlain ? 0 : perceptron.Weight.Length], new float[isPlain ? 0 : _neurons]);
    }

    public readonly PerceptronResult Run()
    {
        int epoch = 0, errors;
        do
        {
            _options.CancellationToken.ThrowIfCancellationRequested();
            EpochOrder.Fill(_order, _options.Seed, _options.Shuffle, ++epoch);
            errors = 0;
            foreach (int row in _order)
                errors += Present(row);
            CheckOverflow(epoch);
            _errorsPerEpoch[epoch - 1] = errors;
            _options.Progress?.Report(new PerceptronEpoch(epoch, _options.Epochs, errors));
        }
        while (errors > 0 && epoch < _options.Epochs);

        Keep(epoch);
        CheckOverflow(epoch);
        CountErrors();
        return new PerceptronResult(errors == 0, _errorsPerEpoch[..epoch], TensorPrimitives.Sum<int>(_errors));
    }

    // The perceptron rule for one sample; the number of wrong outputs.
    private readonly int Present(int row)
    {
        ReadOnlySpan<float> p = _inputs.Slice(row * _perceptron.Inputs, _perceptron.Inputs), t = _targets.Slice(row * _neurons, _neurons);
        ReadOnlySpan<float> a = _perceptron.Outputs(p);
        int errors = 0;
        for (int i = 0; i < _neurons; i++)
        {
            if (a[i] == t[i])
            {
                _run[i]++;
                continue;
            }

            errors++;
            EndRun(i);
            _perceptron.Correct(i, _options.LearningRate * (t[i] - a[i]), p);
        }

        return errors;
    }

    // Neuron i's weights are about to change.
    private readonly void EndRun(int i)
    {
        switch (_options.Variant)
        {
            case PerceptronVariant.Pocket:
                if (_run[i] > _pocketRun[i])
                {
                    CountErrors(i);
                    Ratchet(i);
                }

                _run[i] = 0;
                break;
            case PerceptronVariant.Averaged:
                Blas.Axpy(_run[i], _perceptron.WeightsOf(i), KeptWeightsOf(i));
                _keptBias[i] = MathF.FusedMultiplyAdd(_run[i], _perceptron.Bias.Value[i], _keptBias[i]);
                _run[i] = 1; // the next weights count for this sample
                break;
        }
    }

    // The weights that the variant says.
    private readonly void Keep(int epoch)
    {
        if (_options.Variant == PerceptronVariant.Plain)
            return;
        if (_options.Variant == PerceptronVariant.Pocket)
            CountErrors();
        for (int i = 0; i < _neurons; i++)
        {
            if (_options.Variant == PerceptronVariant.Pocket)
            {
                Ratchet(i); // whatever their run: not worse than the last weights
            }
            else
            {
                _run[i] += (long)(_options.Epochs - epoch) * _rows; // epochs that change nothing, if any are left
                EndRun(i);
            }
        }

        if (_options.Variant == PerceptronVariant.Averaged)
        {
            float samples = (float)((long)_options.Epochs * _rows);
            TensorPrimitives.Divide(_keptWeight, samples, _keptWeight);
            TensorPrimitives.Divide(_keptBias, samples, _keptBias);
        }

        _keptWeight.CopyTo(_perceptron.Weight.Value);
        _keptBias.CopyTo(_perceptron.Bias.Value);
    }

    // Neuron i's weights into the pocket, if they make fewer errors than those in it. Errors must be counted.
    private readonly void Ratchet(int i)
    {
        if (_errors[i] >= _pocketErrors[i])
            return;
        _pocketErrors[i] = _errors[i];
        _pocketRun[i]++; // the length at which this run became longer than the pocket's, and the weights went in
        _perceptron.WeightsOf(i).CopyTo(KeptWeightsOf(i));
        _keptBias[i] = _perceptron.Bias.Value[i];
    }

    // Wrong outputs of each neuron; given one for the pocket, only until it has as many as those in there. All neurons at once: the bits of a product's column may depend on how many there are.
    private readonly void CountErrors(int? forPocket = null)
    {
        Array.Clear(_errors);
        for (int row = 0; row < _rows && !(forPocket is int i && _errors[i] >= _pocketErrors[i]); row += CountedRows)
        {
            int batch = int.Min(CountedRows, _rows - row);
            Span<float> a = _counted.AsSpan(0, batch * _neurons);
            _perceptron.Predict(_inputs.Slice(row * _perceptron.Inputs, batch * _perceptron.Inputs), batch, a);
            ReadOnlySpan<float> t = _targets.Slice(row * _neurons, a.Length);
            for (int k = 0; k < a.Length; k++)
            {
                if (a[k] != t[k])
                    _errors[k % _neurons]++;
            }
        }
    }

    private readonly Span<float> KeptWeightsOf(int i) => _keptWeight.AsSpan(i * _perceptron.Inputs, _perceptron.Inputs);

    private readonly void CheckOverflow(int epoch)
    {
        if (!TensorPrimitives.IsFiniteAll<float>(_perceptron.Weight.Value) || !TensorPrimitives.IsFiniteAll<float>(_perceptron.Bias.Value))
            throw new ArithmeticException($"a weight overflowed in epoch {epoch}; expected inputs, starting weights and a learning rate whose sums stay below {float.MaxValue}.");
    }
}

namespace SimdNet.Training;

/// <summary>Samples in memory: rows of features, and for each row a class label or a row of values. Immutable; the data is copied and checked.</summary>
public sealed class DataSet
{
    private readonly float[] _inputs;
    private readonly int[] _labels;
    private readonly float[] _values;
    private readonly float[] _sampleWeights = [];

    private DataSet(ReadOnlySpan<float> inputs, int features, ReadOnlySpan<int> labels, int classes, ReadOnlySpan<float> values, int outputs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        if (inputs.IsEmpty || inputs.Length % features != 0)
            throw new ArgumentException($"inputs holds {inputs.Length} floats, which is not one or more rows of {features} features.", nameof(inputs));
        CheckFinite(inputs, features, nameof(inputs));
        Count = inputs.Length / features;
        Features = features;
        Classes = classes;
        Outputs = outputs;
        _inputs = inputs.ToArray();
        _labels = labels.ToArray();
        _values = values.ToArray();
    }

    private DataSet(DataSet data, ReadOnlySpan<float> sampleWeights)
    {
        (Count, Features, Classes, Outputs) = (data.Count, data.Features, data.Classes, data.Outputs);
        (_inputs, _labels, _values) = (data._inputs, data._labels, data._values);
        _sampleWeights = sampleWeights.ToArray();
    }

    /// <summary>The number of samples.</summary>
    public int Count { get; }

    /// <summary>Features of a row of inputs.</summary>
    public int Features { get; }

    /// <summary>The number of classes; 0 if the targets are values.</summary>
    public int Classes { get; }

    /// <summary>Values of a row of targets; 0 if the targets are labels.</summary>
    public int Outputs { get; }

    /// <summary>The inputs, Count x Features, row-major.</summary>
    public ReadOnlySpan<float> Inputs => _inputs;

    /// <summary>The labels; empty if the targets are values.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>The values, Count x Outputs, row-major; empty if the targets are labels.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>How much each sample counts; empty: all the same, 1.</summary>
    public ReadOnlySpan<float> SampleWeights => _sampleWeights;

    /// <summary>The same samples with a weight for each; inputs and targets are shared, the weights are copied.</summary>
    /// <param name="sampleWeights">one for each sample, not negative, finite; 0 leaves a sample out</param>
    /// <exception cref="ArgumentException">the number of weights differs, or one is negative, NaN or infinite; the message says which</exception>
    public DataSet WithSampleWeights(ReadOnlySpan<float> sampleWeights)
    {
        if (sampleWeights.Length != Count)
            throw new ArgumentException($"there are {Count} samples, but {sampleWeights.Length} weights.", nameof(sampleWeights));
        for (int i = 0; i < sampleWeights.Length; i++)
        {
            if (!(sampleWeights[i] >= 0 && float.IsFinite(sampleWeights[i])))
                throw new ArgumentException($"the weight of sample {i} is {sampleWeights[i]}; expected a finite number, not negative.", nameof(sampleWeights));
        }

        return new DataSet(this, sampleWeights);
    }

    /// <summary>A copy of the samples that are named, in the order in which they are named, with their weights; a sample may be named twice.</summary>
    /// <param name="rows">at least one</param>
    /// <exception cref="ArgumentException">no row is named</exception>
    /// <exception cref="ArgumentOutOfRangeException">a row does not exist</exception>
    public DataSet Select(ReadOnlySpan<int> rows)
    {
        if (rows.IsEmpty)
            throw new ArgumentException("a data set has at least one row.", nameof(rows));
        var inputs = new float[checked(rows.Length * Features)];
        var labels = new int[Classes > 0 ? rows.Length : 0];
        var values = new float[checked(rows.Length * Outputs)];
        var sampleWeights = new float[_sampleWeights.Length > 0 ? rows.Length : 0];
        Gather(rows, inputs, labels, values, sampleWeights);
        var selected = new DataSet(inputs, Features, labels, Classes, values, Outputs);
        return sampleWeights.Length > 0 ? new DataSet(selected, sampleWeights) : selected;
    }

    /// <summary>The same targets and weights with other inputs.</summary>
    internal DataSet WithInputs(ReadOnlySpan<float> inputs, int features) =>
        new(new DataSet(inputs, features, _labels, Classes, _values, Outputs), _sampleWeights);

    /// <summary>A weight for each class that makes all classes count the same in a loss: samples / (classes x samples of the class), as scikit-learn's <c>balanced</c>; 0 for a class without samples.</summary>
    /// <exception cref="InvalidOperationException">the targets are values</exception>
    public float[] BalancedClassWeights()
    {
        if (Classes == 0)
            throw new InvalidOperationException("this data set has values, not labels.");
        var weights = new float[Classes];
        foreach (int label in _labels)
            weights[label]++;
        for (int i = 0; i < Classes; i++)
            weights[i] = weights[i] == 0 ? 0 : (float)(Count / ((double)Classes * weights[i]));
        return weights;
    }

    /// <summary>Samples with class labels.</summary>
    /// <param name="inputs">rows of features, row-major</param>
    /// <param name="features">the length of a row</param>
    /// <param name="labels">one for each row, 0 to classes - 1</param>
    /// <param name="classes">the number of classes</param>
    /// <exception cref="ArgumentException">lengths do not fit, an input is NaN or infinite, or a label is not a class; the message says which and where</exception>
    public static DataSet FromLabels(ReadOnlySpan<float> inputs, int features, ReadOnlySpan<int> labels, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        var data = new DataSet(inputs, features, labels, classes, values: default, outputs: 0);
        if (labels.Length != data.Count)
            throw new ArgumentException($"there are {data.Count} rows of inputs, but {labels.Length} labels.", nameof(labels));
        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes)
                throw new ArgumentException($"the label of row {i} is {labels[i]}, but the classes are 0 to {classes - 1}.", nameof(labels));
        }

        return data;
    }

    /// <summary>Samples with values.</summary>
    /// <param name="inputs">rows of features, row-major</param>
    /// <param name="features">the length of a row</param>
    /// <param name="values">rows of targets, row-major</param>
    /// <param name="outputs">the length of a row of targets</param>
    /// <exception cref="ArgumentException">lengths do not fit, or a number is NaN or infinite; the message says which and where</exception>
    public static DataSet FromValues(ReadOnlySpan<float> inputs, int features, ReadOnlySpan<float> values, int outputs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        var data = new DataSet(inputs, features, labels: default, classes: 0, values, outputs);
        if (values.Length != (long)data.Count * outputs)
            throw new ArgumentException($"there are {data.Count} rows of inputs, which need {(long)data.Count * outputs} values of {outputs} outputs, but values holds {values.Length}.", nameof(values));
        CheckFinite(values, outputs, nameof(values));
        return data;
    }

    /// <summary>One row of inputs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the row does not exist</exception>
    public ReadOnlySpan<float> Row(int i)
    {
        if ((uint)i >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(i), i, $"the data set has {Count} rows.");
        return _inputs.AsSpan(i * Features, Features);
    }

    /// <summary>One label.</summary>
    /// <exception cref="InvalidOperationException">the targets are values</exception>
    /// <exception cref="ArgumentOutOfRangeException">the row does not exist</exception>
    public int Label(int i)
    {
        if (Classes == 0)
            throw new InvalidOperationException("this data set has values, not labels.");
        if ((uint)i >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(i), i, $"the data set has {Count} rows.");
        return _labels[i];
    }

    /// <summary>Copies the samples that an order names.</summary>
    internal void Gather(ReadOnlySpan<int> order, Span<float> inputs, Span<int> labels, Span<float> values, Span<float> sampleWeights)
    {
        for (int i = 0; i < order.Length; i++)
        {
            Row(order[i]).CopyTo(inputs.Slice(i * Features, Features));
            if (Classes > 0)
                labels[i] = _labels[order[i]];
            else
                _values.AsSpan(order[i] * Outputs, Outputs).CopyTo(values.Slice(i * Outputs, Outputs));
            if (_sampleWeights.Length > 0)
                sampleWeights[i] = _sampleWeights[order[i]];
        }
    }

    private static void CheckFinite(ReadOnlySpan<float> data, int columns, string name)
    {
        for (int i = 0; i < data.Length; i++)
        {
            if (!float.IsFinite(data[i]))
                throw new ArgumentException($"{name}[row {i / columns}, column {i % columns}] is {data[i]}; expected a finite number.", name);
        }
    }
}

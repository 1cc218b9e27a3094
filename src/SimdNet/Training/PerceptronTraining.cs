using SimdNet.Nn;

namespace SimdNet.Training;

/// <summary>Perceptrons trained on data sets.</summary>
public static class PerceptronTraining
{
    /// <summary>Presents the samples of a data set to the perceptron rule, epoch after epoch, until an epoch has no error or there were enough.</summary>
    /// <param name="perceptron">takes rows of the data set's features</param>
    /// <param name="data">with two classes for one neuron, or as many as there are neurons, each against the rest; or with one value for each neuron: 0 or 1, of the symmetric hard limit -1 or 1</param>
    /// <param name="options">null: the defaults</param>
    /// <remarks>As <see cref="Perceptron.Train(ReadOnlySpan{float}, ReadOnlySpan{float}, PerceptronOptions)"/>; the orders of the samples are those of <see cref="Trainer"/> for the same seed.</remarks>
    /// <exception cref="ArgumentException">features, classes or values do not fit the perceptron, a value is no output, or the samples have weights; the message says what was expected and what came</exception>
    /// <exception cref="ArgumentOutOfRangeException">an option is out of range</exception>
    /// <exception cref="ArithmeticException">a weight overflowed. The perceptron has its weights of before then, as after any other exception</exception>
    /// <exception cref="OperationCanceledException">the training was cancelled</exception>
    public static PerceptronResult Train(this Perceptron perceptron, DataSet data, PerceptronOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(perceptron);
        ArgumentNullException.ThrowIfNull(data);
        if (data.Features != perceptron.Inputs)
            throw new ArgumentException($"{perceptron} takes rows of {perceptron.Inputs} inputs, but the samples have {data.Features} features.", nameof(data));
        if (!data.SampleWeights.IsEmpty)
            throw new ArgumentException("the samples have weights, which the perceptron rule does not know.", nameof(data));
        if (data.Classes == 0)
        {
            if (data.Outputs != perceptron.Neurons)
                throw new ArgumentException($"{perceptron} has {perceptron.Neurons} outputs, but the samples have {data.Outputs} values.", nameof(data));
            return perceptron.Train(data.Inputs, data.Values, options);
        }

        int classes = int.Max(2, perceptron.Neurons);
        if (data.Classes != classes)
            throw new ArgumentException($"{perceptron} tells {classes} classes apart, but the samples have {data.Classes}.", nameof(data));
        return perceptron.TrainLabels(data.Inputs, data.Labels, options);
    }
}

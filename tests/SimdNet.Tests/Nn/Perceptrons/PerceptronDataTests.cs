using System.Globalization;
using Digits;
using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Training;

namespace SimdNet.Tests.Nn.Perceptrons;

/// <summary>Perceptrons on irises and handwritten digits, and on any data set</summary>
public class PerceptronDataTests
{
    // Weights after 3 epochs of each variant on 300 digits.
    private const string Expected = "ea836d43e8ee748e2c725a7bd2e4ee2e668146db4b7d9260cbf25a78384893ab";

    private static readonly Lazy<DigitsData> s_digits = new(() => DigitsData.Load(Path.Combine(AppContext.BaseDirectory, "digits.csv.gz")));

    private static readonly Lazy<DataSet> s_iris = new(() =>
    {
        float[][] rows = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "iris.csv")).Skip(1).Select(line => line.Split(',').Select(text => float.Parse(text, CultureInfo.InvariantCulture)).ToArray())];
        return DataSet.FromLabels([.. rows.SelectMany(row => row[..4])], 4, [.. rows.Select(row => (int)row[4])], 3);
    });

    [Fact]
    public void Setosa_is_separated_from_the_rest()
    {
        Assert.Equal(150, s_iris.Value.Count);
        DataSet data = DataSet.FromLabels(s_iris.Value.Inputs, 4, [.. s_iris.Value.Labels.ToArray().Select(label => label == 0 ? 1 : 0)], 2);
        for (ulong seed = 0; seed < 10; seed++)
        {
            var perceptron = new Perceptron(4, 1);
            PerceptronResult result = perceptron.Train(data, new PerceptronOptions { Seed = seed });
            Assert.True(result.Converged);
            var answers = new int[150];
            perceptron.PredictLabels(data.Inputs, answers);
            Assert.Equal(data.Labels, answers);
        }
    }

    [Fact]
    public void Of_three_species_only_setosa_is_separated()
    {
        var perceptron = new Perceptron(4, 3);
        PerceptronResult result = perceptron.Train(s_iris.Value, new PerceptronOptions { Epochs = 30, Variant = PerceptronVariant.Pocket });
        Assert.False(result.Converged);
        var outputs = new float[150 * 3];
        perceptron.Predict(s_iris.Value.Inputs, 150, outputs);
        Assert.Equal(s_iris.Value.Labels.ToArray().Select(label => label == 0 ? 1f : 0f), outputs.Where((_, i) => i % 3 == 0));
    }

    [Theory, InlineData("Plain", 100), InlineData("Pocket", 15), InlineData("Averaged", 15)]
    public void Ten_neurons_read_digits(string variant, int epochs)
    {
        var perceptron = new Perceptron(DigitsData.Pixels, DigitsData.Classes);
        PerceptronResult result = perceptron.Train(s_digits.Value.Training, new PerceptronOptions { Epochs = epochs, Seed = 1, Variant = Enum.Parse<PerceptronVariant>(variant) });
        var answers = new int[s_digits.Value.Test.Count];
        perceptron.PredictLabels(s_digits.Value.Test.Inputs, answers);
        int right = answers.Where((answer, i) => answer == s_digits.Value.Test.Label(i)).Count();
        Assert.True(right >= 0.92 * answers.Length, $"{right} of {answers.Length} right, {result}");
    }

    [Fact]
    public void Weights_are_the_same_bits_everywhere()
    {
        DataSet digits = s_digits.Value.Training.Select([.. Enumerable.Range(0, 300)]);
        using var fingerprint = new Fingerprint();
        foreach (PerceptronVariant variant in Enum.GetValues<PerceptronVariant>())
        {
            var perceptron = new Perceptron(DigitsData.Pixels, DigitsData.Classes);
            perceptron.Train(digits, new PerceptronOptions { Epochs = 3, Seed = 1, Variant = variant });
            fingerprint.Append(perceptron.Weight.Value).Append(perceptron.Bias.Value);
        }

        Assert.True(Expected == fingerprint.ToString(), $"weights: expected {Expected}, got {fingerprint}");
    }

    [Fact]
    public void A_data_set_is_its_inputs_and_targets()
    {
        float[] x = Numbers.Uniform(1, 20 * 2);
        int[] labels = [.. Enumerable.Range(0, 20).Select(i => i % 2)];
        float[] values = [.. labels.SelectMany(label => new[] { label == 0 ? 1f : 0f, label == 1 ? 1f : 0f })];
        var options = new PerceptronOptions { Epochs = 4, Seed = 3 };
        Perceptron fromLabels = new(2, 2), fromValues = new(2, 2), fromSpans = new(2, 2);
        PerceptronResult expected = fromSpans.Train(x, values, options);
        Assert.Equal(expected.ErrorsPerEpoch, fromLabels.Train(DataSet.FromLabels(x, 2, labels, 2), options).ErrorsPerEpoch);
        Assert.Equal(expected.ErrorsPerEpoch, fromValues.Train(DataSet.FromValues(x, 2, values, 2), options).ErrorsPerEpoch);
        Bits.Equal(fromSpans.Network.ParameterValues(), fromLabels.Network.ParameterValues());
        Bits.Equal(fromSpans.Network.ParameterValues(), fromValues.Network.ParameterValues());
    }

    [Fact]
    public void Data_sets_that_do_not_fit_are_refused()
    {
        Perceptron one = new(2, 1), three = new(2, 3, Activation.SymmetricHardLimit);
        DataSet labels = DataSet.FromLabels([1, 2, 3, 4], 2, [0, 1], 2), values = DataSet.FromValues([1, 2], 2, [1, 0], 2);
        Refused.With("Perceptron(3, 1, hard_limit) takes rows of 3 inputs, but the samples have 2 features.", "data", () => new Perceptron(3, 1).Train(labels));
        Refused.With("Perceptron(2, 3, symmetric_hard_limit) tells 3 classes apart, but the samples have 2.", "data", () => three.Train(labels));
        Refused.With("Perceptron(2, 1, hard_limit) has 1 outputs, but the samples have 2 values.", "data", () => one.Train(values));
        Refused.With("the samples have weights, which the perceptron rule does not know.", "data", () => one.Train(labels.WithSampleWeights([1, 2])));
        Refused.With("targets[row 0, neuron 0] is 0.5; expected 0 or 1, the outputs of hard_limit.", "targets", () => one.Train(DataSet.FromValues([1, 2], 2, [0.5f], 1)));
    }
}

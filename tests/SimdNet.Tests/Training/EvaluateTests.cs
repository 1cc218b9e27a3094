using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Training;

namespace SimdNet.Tests.Training;

public class EvaluateTests
{
    [Fact]
    public void Accuracy_is_the_share_of_rows_whose_largest_output_is_their_label()
    {
        // The network passes its inputs on; the labels of rows 1 and 2 are wrong, row 3 is a tie, which the first class wins.
        DataSet data = DataSet.FromLabels([1, 0, 0, 1, 3, 2, 5, 5, 0, 1], 2, [0, 0, 1, 0, 1], 2);
        Assert.Equal(0.6, Trainer(Identity()).Evaluate(data).Accuracy);
    }

    [Fact]
    public void The_loss_is_the_mean_over_samples()
    {
        DataSet data = Cases.Labelled(10);
        Sequential network = Cases.Network();
        float[] predictions = LayerRun.Predict(network, data.Inputs.ToArray(), 10);
        (double[] losses, _) = ReferenceRows.SoftmaxCrossEntropy(predictions, 2, data.Labels);

        double loss = Trainer(network).Evaluate(data, batchSize: 4).Loss;

        Assert.InRange(loss - losses.Average(), -Rounding.Gamma(20) * 2, Rounding.Gamma(20) * 2);
    }

    [Theory, InlineData(1), InlineData(3), InlineData(10), InlineData(1000)]
    public void The_batch_size_changes_rounding_only(int batchSize)
    {
        DataSet data = Cases.Labelled(10);
        Trainer trainer = Trainer(Cases.Network());
        Evaluation expected = trainer.Evaluate(data);

        Evaluation evaluation = trainer.Evaluate(data, batchSize);

        Assert.Equal(expected.Accuracy, evaluation.Accuracy);
        Assert.InRange(evaluation.Loss - expected.Loss, -Rounding.Gamma(20) * expected.Loss, Rounding.Gamma(20) * expected.Loss);
    }

    [Fact]
    public void Values_have_a_loss_and_no_accuracy()
    {
        DataSet data = DataSet.FromValues([1, 2, 3, 4], 2, [1, 0, 3, 1], 2);
        Evaluation evaluation = new Trainer(Identity(), new MeanSquaredError(), new Sgd()).Evaluate(data);

        Assert.Equal((4 + 9) / 4.0, evaluation.Loss);
        Assert.Null(evaluation.Accuracy);
    }

    [Fact]
    public void Nothing_of_the_network_changes()
    {
        Sequential network = Cases.Network();
        float[] before = network.ParameterValues();

        Trainer(network).Evaluate(Cases.Labelled(10));

        SameBits.AssertEqual(before, network.ParameterValues());
        Assert.All(network.ParameterGradients(), gradient => Assert.Equal(0, gradient));
    }

    [Fact]
    public void A_loss_that_is_no_number_is_reported_as_it_is()
    {
        Sequential network = Cases.Network();
        network.Parameters[^1].Value.Fill(float.NaN);
        Assert.True(double.IsNaN(Trainer(network).Evaluate(Cases.Labelled(10)).Loss));
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Trainer trainer = Trainer(Cases.Network());
        Assert.Throws<ArgumentNullException>("data", () => trainer.Evaluate((DataSet)null!));
        Assert.Throws<ArgumentOutOfRangeException>("batchSize", () => trainer.Evaluate(Cases.Labelled(2), batchSize: 0));
    }

    private static Trainer Trainer(Sequential network) => new(network, new SoftmaxCrossEntropy(), new Sgd());

    private static Sequential Identity()
    {
        var linear = new Linear(2, 2);
        (linear.Weight.Value[0], linear.Weight.Value[3]) = (1, 1);
        return new Sequential(linear);
    }
}

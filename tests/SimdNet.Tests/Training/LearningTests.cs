using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Training;

namespace SimdNet.Tests.Training;

/// <summary>Training finds what is known to be there</summary>
public class LearningTests
{
    [Fact]
    public void Linear_regression_finds_the_weights_that_made_the_data()
    {
        Linear truth = new Linear(3, 2).WithParameters(1);
        float[] inputs = Numbers.Uniform(2, 64 * 3);
        DataSet data = DataSet.FromValues(inputs, 3, LayerRun.Predict(truth, inputs, 64), 2);
        var network = new Sequential(new Linear(3, 2));

        TrainingSummary summary = new Trainer(network, new MeanSquaredError(), new Sgd(0.3f)).Fit(data, new FitOptions { Epochs = 100, BatchSize = 16 });

        // Without noise every batch has its minimum at the truth; inputs spread evenly over +-1 have a Hessian of about 1/3, so what stays
        // is the rounding of values near 1, some 100 u.
        float[] expected = truth.ParameterValues(), actual = network.ParameterValues();
        for (int i = 0; i < expected.Length; i++)
            Assert.InRange(actual[i] - expected[i], -Rounding.Gamma(100), Rounding.Gamma(100));
        Assert.InRange(summary.Epochs[^1].TrainingLoss, 0, Math.Pow(Rounding.Gamma(100), 2));
    }

    [Fact]
    public void A_network_with_a_hidden_layer_learns_exclusive_or()
    {
        DataSet data = DataSet.FromLabels([0, 0, 0, 1, 1, 0, 1, 1], 2, [0, 1, 1, 0], 2);
        var network = new Sequential(new Linear(2, 8), new ActivationLayer(Activation.Tanh), new Linear(8, 2));
        network.Initialize(3);
        var trainer = new Trainer(network, new SoftmaxCrossEntropy(), new Adam(0.05f));
        Assert.True(trainer.Evaluate(data).Loss > 0.5);

        trainer.Fit(data, new FitOptions { Epochs = 200, BatchSize = 4 });

        Evaluation evaluation = trainer.Evaluate(data);
        Assert.Equal(1, evaluation.Accuracy);
        Assert.InRange(evaluation.Loss, 0, 0.05); // each class has at least a probability of 0.82
    }

    [Fact]
    public void Training_goes_on_where_it_stopped()
    {
        DataSet data = Cases.Labelled(24);
        Sequential network = Cases.Network();
        var optimizer = new Adam();
        var trainer = new Trainer(network, new SoftmaxCrossEntropy(), optimizer);

        double first = trainer.Fit(data, new FitOptions { Epochs = 2, BatchSize = 8 }).Epochs[^1].TrainingLoss;
        double second = trainer.Fit(data, new FitOptions { Epochs = 2, BatchSize = 8 }).Epochs[^1].TrainingLoss;

        Assert.True(second < first, $"{second} after {first}");
        Assert.Equal(12, optimizer.Steps);
    }
}

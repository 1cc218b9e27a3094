using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Training;

namespace SimdNet.Tests.Training;

/// <summary>What a trainer refuses: before the first step, and without touching the weights</summary>
public class TrainerErrorTests
{
    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Contains("Epochs is at least 1", Refuses<ArgumentOutOfRangeException>(Cases.Labelled(4), new FitOptions { Epochs = 0 }), StringComparison.Ordinal);
        Assert.Contains("BatchSize is at least 1", Refuses<ArgumentOutOfRangeException>(Cases.Labelled(4), new FitOptions { BatchSize = 0 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_features_than_the_networks_are_refused_with_both_numbers()
    {
        DataSet data = DataSet.FromLabels(new float[8], 4, [0, 1], 2);
        const string Expected = "takes rows of 3 features, but they have 4";

        Assert.Contains(Expected, Refuses<ArgumentException>(data, new FitOptions()), StringComparison.Ordinal);
        Assert.Contains(Expected, Refuses<ArgumentException>(Cases.Labelled(4), new FitOptions { Validation = data }), StringComparison.Ordinal);
        Assert.Contains(Expected, Assert.Throws<ArgumentException>(() => Trainer(Cases.Network()).Evaluate(data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_outputs_than_the_networks_are_refused_with_both_numbers()
    {
        DataSet classes = DataSet.FromLabels(new float[6], 3, [0, 1], 5), values = DataSet.FromValues(new float[6], 3, new float[2], 1);

        Assert.Contains("gives 2 outputs, but the data set has 5 classes", Refuses<ArgumentException>(classes, new FitOptions()), StringComparison.Ordinal);
        Assert.Contains("gives 2 outputs, but the data set has 1 values a row", Refuses<ArgumentException>(values, new FitOptions()), StringComparison.Ordinal);
        Assert.Contains("5 classes", Refuses<ArgumentException>(Cases.Labelled(4), new FitOptions { Validation = classes }), StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_that_the_loss_does_not_take_are_refused()
    {
        Assert.Contains("softmax cross-entropy: the probabilit", Refuses<ArgumentException>(Cases.Valued(4), new FitOptions()), StringComparison.Ordinal);
        Assert.Contains("softmax cross-entropy: the probabilit", Assert.Throws<ArgumentException>(() => Trainer(Cases.Network()).Evaluate(Cases.Valued(4))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validation_targets_of_another_kind_are_refused_before_the_first_step()
    {
        string message = Refuses<ArgumentException>(Cases.Labelled(4), new FitOptions { Validation = Cases.Valued(4) });
        Assert.Contains("the training set has labels, but the validation set has values", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_optimizer_of_another_network_is_refused()
    {
        var optimizer = new Adam();
        _ = new Trainer(Cases.Network(), new SoftmaxCrossEntropy(), optimizer);
        Assert.Throws<InvalidOperationException>(() => new Trainer(Cases.Network(), new SoftmaxCrossEntropy(), optimizer));
    }

    [Fact]
    public void An_optimizer_may_go_on_in_another_trainer_of_its_network()
    {
        Sequential network = Cases.Network();
        var optimizer = new Adam();
        _ = new Trainer(network, new SoftmaxCrossEntropy(), optimizer);
        new Trainer(network, new MeanSquaredError(), optimizer).Fit(Cases.Valued(4), new FitOptions { Epochs = 1 });
        Assert.Equal(1, optimizer.Steps);
    }

    [Fact]
    public void Null_is_refused()
    {
        Sequential network = Cases.Network();
        Assert.Throws<ArgumentNullException>("network", () => new Trainer(null!, new MeanSquaredError(), new Sgd()));
        Assert.Throws<ArgumentNullException>("loss", () => new Trainer(network, null!, new Sgd()));
        Assert.Throws<ArgumentNullException>("optimizer", () => new Trainer(network, new MeanSquaredError(), null!));
        Assert.Throws<ArgumentNullException>("training", () => Trainer(network).Fit((DataSet)null!, new FitOptions()));
        Assert.Throws<ArgumentNullException>("options", () => Trainer(network).Fit(Cases.Labelled(1), null!));
    }

    [Fact]
    public void A_cancelled_run_stops_between_two_steps()
    {
        using var cancellation = new CancellationTokenSource();
        Sequential network = Cases.Network();
        float[] weights = [];
        var observer = new RecordingObserver(step =>
        {
            weights = network.ParameterValues();
            if (step is { Epoch: 2, Step: 2 })
                cancellation.Cancel();
        });

        Assert.Throws<OperationCanceledException>(() => Trainer(network).Fit(Cases.Labelled(12), new FitOptions { BatchSize = 4, Observers = [observer], CancellationToken = cancellation.Token }));

        Assert.Equal(5, observer.Steps.Count());
        SameBits.AssertEqual(weights, network.ParameterValues());
        Assert.All(network.ParameterGradients(), gradient => Assert.Equal(0, gradient));
    }

    [Fact]
    public void A_run_that_was_cancelled_before_does_nothing() =>
        Refuses<OperationCanceledException>(Cases.Labelled(4), new FitOptions { CancellationToken = new CancellationToken(canceled: true) });

    [Fact]
    public void A_network_of_functions_alone_can_be_evaluated()
    {
        var network = new Sequential(new ActivationLayer(Activation.Relu));
        DataSet data = DataSet.FromLabels([1, -1, -1, 1], 2, [0, 1], 2);
        Assert.Equal(1, Trainer(network).Evaluate(data).Accuracy);
    }

    private static Trainer Trainer(Sequential network) => new(network, new SoftmaxCrossEntropy(), new Sgd());

    // The message, after checking that no step was taken.
    private static string Refuses<TException>(DataSet data, FitOptions options)
        where TException : Exception
    {
        Sequential network = Cases.Network();
        float[] before = network.ParameterValues();
        var optimizer = new Sgd();
        var refusal = Assert.Throws<TException>(() => new Trainer(network, new SoftmaxCrossEntropy(), optimizer).Fit(data, options));
        Assert.Equal(0, optimizer.Steps);
        SameBits.AssertEqual(before, network.ParameterValues());
        return refusal.Message;
    }
}

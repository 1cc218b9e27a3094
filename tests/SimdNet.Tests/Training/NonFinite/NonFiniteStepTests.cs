using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Training;

namespace SimdNet.Tests.Training.NonFinite;

public class NonFiniteStepTests
{
    [Fact]
    public void A_run_that_diverges_stops_with_the_weights_from_before_the_step()
    {
        Sequential network = Cases.Network();
        float[] before = network.ParameterValues();
        StepEnd last = default;
        var observer = new RecordingObserver(step => (last, before) = (step, network.ParameterValues()));
        var optimizer = new Sgd(1e6f);

        var failure = Assert.Throws<NonFiniteStepException>(() =>
            new Trainer(network, new MeanSquaredError(), optimizer).Fit(Cases.Valued(10), new FitOptions { Epochs = 100, BatchSize = 4, Observers = [observer] }));

        (int epoch, int step) = last.Step == 3 ? (last.Epoch + 1, 1) : (last.Epoch, last.Step + 1);
        Assert.Equal((epoch, step), (failure.Step.Epoch, failure.Step.Step));
        Assert.True(optimizer.Steps >= 3, $"{optimizer.Steps} steps");
        Assert.False(float.IsFinite(failure.Step.Loss));
        Assert.Contains($"the loss is {failure.Step.Loss} at epoch {epoch}, step {step}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(observer.Steps.Count(), optimizer.Steps);
        SameBits.AssertEqual(before, network.ParameterValues());
        Assert.All(network.ParameterGradients(), gradient => Assert.Equal(0, gradient));
    }

    [Fact]
    public void Weights_that_overflow_at_once_stay_as_they_are()
    {
        Sequential network = Cases.Network();
        network.Parameters[^2].Value.Fill(float.MaxValue);
        float[] before = network.ParameterValues();
        var observer = new RecordingObserver();

        var failure = Assert.Throws<NonFiniteStepException>(() =>
            new Trainer(network, new MeanSquaredError(), new Adam()).Fit(Cases.Valued(10), new FitOptions { Observers = [observer] }));

        Assert.Equal((1, 1), (failure.Step.Epoch, failure.Step.Step));
        Assert.Empty(observer.Steps);
        SameBits.AssertEqual(before, network.ParameterValues());
    }

    [Fact]
    public void The_network_can_be_trained_afterwards()
    {
        // The failed step left nothing behind: the same run gives the same weights as on a fresh network.
        Sequential network = Cases.Network(), fresh = Cases.Network();
        float weight = network.Parameters[0].Value[0];
        Trainer trainer = new(network, new MeanSquaredError(), new Adam()), other = new(fresh, new MeanSquaredError(), new Adam());

        network.Parameters[0].Value[0] = float.NaN;
        Assert.Throws<NonFiniteStepException>(() => trainer.Fit(Cases.Valued(10), new FitOptions { Epochs = 1 }));
        network.Parameters[0].Value[0] = weight;
        trainer.Fit(Cases.Valued(10), new FitOptions { Epochs = 2, BatchSize = 4 });
        other.Fit(Cases.Valued(10), new FitOptions { Epochs = 2, BatchSize = 4 });

        SameBits.AssertEqual(fresh.ParameterValues(), network.ParameterValues());
    }
}

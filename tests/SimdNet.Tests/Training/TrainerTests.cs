using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Training;

namespace SimdNet.Tests.Training;

public class TrainerTests
{
    [Fact]
    public void It_shows_what_it_brings_together()
    {
        var network = new Sequential(new Linear(2, 1));
        var loss = new MeanSquaredError();
        var optimizer = new Sgd(0.1f);
        var trainer = new Trainer(network, loss, optimizer);

        Assert.Same(network, trainer.Network);
        Assert.Same(loss, trainer.Loss);
        Assert.Same(optimizer, trainer.Optimizer);
    }

    [Fact]
    public void Options_with_a_change_keep_the_rest()
    {
        var stopping = new EarlyStopping();
        FitOptions changed = new FitOptions { Epochs = 3, BatchSize = 7, EarlyStopping = stopping } with { Seed = 2 };

        Assert.Equal((3, 7, 2ul), (changed.Epochs, changed.BatchSize, changed.Seed));
        Assert.Same(stopping, changed.EarlyStopping);
    }
}

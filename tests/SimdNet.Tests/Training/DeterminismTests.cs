using SimdNet.Buffers;
using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Training;

namespace SimdNet.Tests.Training;

/// <summary>A run is a pure function of weights, data, options and seed</summary>
public class DeterminismTests
{
    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_one_others()
    {
        SameBits.AssertEqual(Train(seed: 7), Train(seed: 7));
        Assert.False(SameBits.AreEqual(Train(seed: 7), Train(seed: 8)));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void The_number_of_threads_does_not_change_a_bit(int threads)
    {
        using var pool = new WorkerPool(threads);
        SameBits.AssertEqual(TrainLarge(pool: null), TrainLarge(pool));
    }

    [Fact]
    public void Every_epoch_and_seed_has_an_order_of_its_own()
    {
        int[][] orders = [.. Orders(seed: 1, shuffle: true), .. Orders(seed: 2, shuffle: true)];

        Assert.All(orders, order => Assert.Equal(Enumerable.Range(0, 12), order.Order()));
        Assert.Equal(orders.Length, orders.Select(order => string.Join(',', order)).Distinct().Count());
        Assert.Equal(Orders(seed: 1, shuffle: true), Orders(seed: 1, shuffle: true));
    }

    [Fact]
    public void Without_shuffling_the_order_is_that_of_the_data() =>
        Assert.All(Orders(seed: 1, shuffle: false), order => Assert.Equal(Enumerable.Range(0, 12), order));

    private static float[] Train(ulong seed)
    {
        Sequential network = Cases.Network();
        new Trainer(network, new SoftmaxCrossEntropy(), new Adam(0.01f)).Fit(Cases.Labelled(23), new FitOptions { Epochs = 3, BatchSize = 5, Seed = seed });
        return network.ParameterValues();
    }

    // 64 x 260 x 256 multiply-adds are above 4 million, of which a pool gives each thread a share.
    private static float[] TrainLarge(WorkerPool? pool)
    {
        var network = new Sequential(new Linear(256, 260), new ActivationLayer(Activation.Relu), new Linear(260, 2));
        network.Initialize(1);
        DataSet data = DataSet.FromValues(Numbers.Uniform(2, 128 * 256), 256, Numbers.Uniform(3, 128 * 2), 2);
        new Trainer(network, new MeanSquaredError(), new Adam()).Fit(data, new FitOptions { Epochs = 1, BatchSize = 64, Pool = pool });
        return network.ParameterValues();
    }

    // Which sample stood in each step: single ones, known by their loss, in a network that does not move.
    private static int[][] Orders(ulong seed, bool shuffle)
    {
        var network = new Sequential(new Linear(1, 1));
        var observer = new RecordingObserver();
        DataSet data = DataSet.FromValues(new float[12], 1, [.. Enumerable.Range(0, 12).Select(i => (float)i)], 1);
        new Trainer(network, new MeanSquaredError(), new Sgd(float.Epsilon)).Fit(data, new FitOptions { Epochs = 3, BatchSize = 1, Seed = seed, Shuffle = shuffle, Observers = [observer] });
        return [.. observer.Steps.Select(step => (int)MathF.Sqrt(step.Loss)).Chunk(12)];
    }
}

using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Training;

namespace SimdNet.Properties.Training;

public class TrainerProperties
{
    // With starting weights as they should be, too short for any of these networks to diverge in the few steps of a run.
    private const float LearningRate = 1e-3f;

    [Fact]
    public void A_run_is_a_pure_function_of_its_seed_and_data() => Prop.ForAll(NetworkCase.Gen, c =>
    {
        SameBits.AssertEqual(Train(c, batchSize: 4), Train(c, batchSize: 4));
    });

    [Fact]
    public void One_step_of_a_whole_batch_follows_its_gradient() => Prop.ForAll(NetworkCase.Gen, c =>
    {
        // w - learningRate g, g from a backward pass by hand
        Sequential network = Network(c);
        var run = new LayerRun(network, c.Rows, c.Batch);
        var dy = new float[run.Y.Length];
        new MeanSquaredError().Evaluate(run.Y, c.Batch, Targets.FromValues(Values(c)), dy, new float[dy.Length]);
        run.Backward(dy);
        float[] expected = [.. network.ParameterValues().Zip(network.ParameterGradients(), (w, g) => MathF.FusedMultiplyAdd(-LearningRate, g, w))];

        SameBits.AssertEqual(expected, Train(c, batchSize: c.Batch, epochs: 1, shuffle: false));
    });

    private static float[] Train(NetworkCase c, int batchSize, int epochs = 2, bool shuffle = true)
    {
        Sequential network = Network(c);
        DataSet data = DataSet.FromValues(c.Rows, c.Widths[0], Values(c), c.Widths[^1]);
        new Trainer(network, new MeanSquaredError(), new Sgd(LearningRate)).Fit(data, new FitOptions { Epochs = epochs, BatchSize = batchSize, Seed = (ulong)c.Seed, Shuffle = shuffle });
        return network.ParameterValues();
    }

    private static Sequential Network(NetworkCase c)
    {
        Sequential network = c.Shape();
        network.Initialize((ulong)c.Seed);
        return network;
    }

    private static float[] Values(NetworkCase c) => Numbers.Uniform(c.Seed, c.Batch * c.Widths[^1]);
}

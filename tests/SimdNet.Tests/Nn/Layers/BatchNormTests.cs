using SimdNet.IO;
using SimdNet.Nn;
using SimdNet.Tests.IO;

namespace SimdNet.Tests.Nn;

public class BatchNormTests
{
    private static readonly float[] _x = [1, -2, 3, 6]; // means 2 and 2, biased variances 1 and 16

    [Fact]
    public void It_starts_as_the_identity_up_to_epsilon()
    {
        var layer = new BatchNorm(2, epsilon: 0);
        Bits.Equal(_x, LayerRun.Predict(layer, _x, batch: 2));
        Assert.Equal(["weight", "bias"], layer.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(["running_mean", "running_var"], layer.Buffers.Select(buffer => buffer.Name));
        Assert.Equal("BatchNorm(2)", layer.ToString());
    }

    [Fact]
    public void A_training_step_normalises_by_its_batch_and_its_backward_pass_moves_the_running_statistics()
    {
        var layer = new BatchNorm(2, epsilon: 0, momentum: 0.25f);
        ulong stream = 9;
        layer.BeginTrainingStep(1, ref stream);
        var run = new LayerRun(layer, _x, batch: 2);
        Bits.Equal([-1, -1, 1, 1], run.Y);
        Bits.Equal([0, 0], layer.RunningMean.Value);

        run.Backward([1, 1, 1, 1]);
        layer.EndTrainingStep();

        Bits.Equal([0.5f, 0.5f], layer.RunningMean.Value);
        Bits.Equal([0.75f + (0.25f * 2), 0.75f + (0.25f * 32)], layer.RunningVariance.Value);
        Assert.Equal(9ul, stream); // it takes no random numbers

        float[] before = layer.RunningVariance.Value.ToArray();
        new LayerRun(layer, _x, batch: 2).Backward([1, 1, 1, 1]);
        Bits.Equal(before, layer.RunningVariance.Value);
    }

    [Fact]
    public void Initialisation_starts_again()
    {
        var network = new Sequential(new BatchNorm(3));
        foreach (Parameter parameter in network.Parameters.Concat(network.Buffers))
            parameter.Value.Fill(7);

        network.Initialize(seed: 1);

        Bits.Equal([1, 1, 1, 0, 0, 0], network.ParameterValues());
        Bits.Equal([0, 0, 0, 1, 1, 1], [.. network.Buffers.SelectMany(buffer => buffer.Value.ToArray())]);
    }

    [Fact]
    public void A_training_step_of_one_row_is_refused()
    {
        var layer = new BatchNorm(2);
        ulong stream = 0;
        layer.BeginTrainingStep(1, ref stream);
        var refusal = Assert.Throws<ArgumentException>("batch", () => LayerRun.Predict(layer, [1, 2], batch: 1));
        Assert.Contains("needs a batch of at least 2 rows in a training step, but this one has 1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("features", () => new BatchNorm(0));
        Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => new LayerNorm(2, epsilon: -1));
        Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => new RmsNorm(2, epsilon: float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("momentum", () => new BatchNorm(2, momentum: 1.5f));
    }

    [Fact]
    public void The_running_statistics_are_saved_and_loaded_under_PyTorchs_names()
    {
        Sequential saved = new(new Linear(4, 3), new BatchNorm(3)), loaded = new(new Linear(4, 3), new BatchNorm(3));
        saved.WithParameters(1);
        Numbers.Uniform(2, 3).CopyTo(saved.Buffers[0].Value);
        Numbers.Uniform(3, 3).CopyTo(saved.Buffers[1].Value);
        Assert.Equal(["1.running_mean", "1.running_var"], saved.Buffers.Select(buffer => buffer.Name));
        using var folder = new TemporaryFolder();

        SafeTensors.Save(folder.File("f"), saved);
        SafeTensors.Load(folder.File("f"), loaded);

        SameBits.AssertEqual(saved.ParameterValues(), loaded.ParameterValues());
        SameBits.AssertEqual(saved.Buffers[0].Value, loaded.Buffers[0].Value);
        SameBits.AssertEqual(saved.Buffers[1].Value, loaded.Buffers[1].Value);
        using SafeTensorsFile file = SafeTensorsFile.Open(folder.File("f"));
        Assert.Equal(["0.bias", "0.weight", "1.bias", "1.running_mean", "1.running_var", "1.weight"], file.Tensors.Keys.Order(StringComparer.Ordinal));
    }
}

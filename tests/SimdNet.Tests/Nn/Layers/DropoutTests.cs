using SimdNet.Nn;

namespace SimdNet.Tests.Nn;

public class DropoutTests
{
    private static readonly float[] _ones = [.. Enumerable.Repeat(1f, 64)];

    [Fact]
    public void Outside_a_training_step_it_is_the_identity()
    {
        var layer = new Dropout(0.5f);
        var run = new LayerRun(layer, _ones, batch: 2);
        Assert.Equal(_ones, run.Y);
        Assert.Equal(_ones, run.Backward(_ones));
        Assert.Equal("Dropout(0.5)", layer.ToString());
    }

    [Fact]
    public void The_backward_pass_has_the_mask_of_the_forward_pass()
    {
        var layer = new Dropout(0.5f);
        ulong stream = 3;
        layer.BeginTrainingStep(1, ref stream);
        var run = new LayerRun(layer, _ones, batch: 2);

        Assert.Contains(0f, run.Y);
        Assert.Contains(2f, run.Y);
        Assert.Equal(run.Y, run.Backward(_ones));
        Assert.Equal(4ul, stream);

        layer.EndTrainingStep();
        Assert.Equal(_ones, LayerRun.Predict(layer, _ones, batch: 2));
    }

    [Fact]
    public void Two_layers_of_a_network_and_two_steps_drop_others()
    {
        Dropout first = new(0.5f), second = new(0.5f);
        var network = new Sequential(new Sequential(first), second);
        var masks = new List<string>();
        ulong stream = 0;
        for (int step = 0; step < 2; step++)
        {
            network.BeginTrainingStep(1, ref stream);
            Assert.True(first.IsTraining && second.IsTraining && network.IsTraining);
            masks.Add(string.Join(' ', LayerRun.Predict(first, _ones, batch: 1)));
            masks.Add(string.Join(' ', LayerRun.Predict(second, _ones, batch: 1)));
            network.EndTrainingStep();
            Assert.False(first.IsTraining || second.IsTraining || network.IsTraining);
        }

        Assert.Equal(4, masks.Distinct().Count());
    }

    [Theory, InlineData(-0.1f), InlineData(1f), InlineData(float.NaN)]
    public void A_share_out_of_range_is_refused(float p) => Assert.Throws<ArgumentOutOfRangeException>(nameof(p), () => new Dropout(p));
}

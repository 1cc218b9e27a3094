using SimdNet.Nn;

namespace SimdNet.Tests.Nn;

public class MeanSquaredErrorTests
{
    private readonly MeanSquaredError _loss = new();
    private readonly float[] _scratch = new float[16];

    [Fact]
    public void The_value_and_the_gradient_of_a_small_case()
    {
        // PyTorch's mean reduction: (1 + 4 + 0 + 9) / 4, and 2 (prediction - target) / 4
        var gradient = new float[4];
        float loss = _loss.Evaluate([1, 2, 3, 4], 2, Targets.FromValues([0, 4, 3, 1]), gradient, _scratch);

        Assert.Equal(3.5f, loss);
        Assert.Equal([0.5f, -1, 0, 1.5f], gradient);
    }

    [Fact]
    public void Another_number_of_values_is_refused_with_both()
    {
        var refusal = Assert.Throws<ArgumentException>("targets", () => _loss.Evaluate([1, 2, 3, 4], 2, Targets.FromValues([1, 2, 3]), default, _scratch));
        Assert.Contains("needs 4 target values for 2 rows, but got 3 values and 0 labels", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_are_refused()
    {
        var refusal = Assert.Throws<ArgumentException>("targets", () => _loss.Evaluate([1, 2, 3, 4], 2, Targets.FromLabels([1, 0]), default, _scratch));
        Assert.Contains("but got 0 values and 2 labels", refusal.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(float.NaN), InlineData(float.PositiveInfinity), InlineData(float.MaxValue)]
    public void A_loss_beyond_float_is_not_hidden(float prediction) =>
        Assert.False(float.IsFinite(_loss.Evaluate([prediction, 0], 2, Targets.FromValues([0, 0]), default, _scratch)));
}

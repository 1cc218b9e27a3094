using SimdNet.Nn;

namespace SimdNet.Tests.Nn;

public class SoftmaxCrossEntropyTests
{
    private readonly SoftmaxCrossEntropy _loss = new();
    private readonly float[] _scratch = new float[16];

    [Fact]
    public void Equal_logits_cost_the_logarithm_of_the_number_of_classes()
    {
        var gradient = new float[4];
        float loss = _loss.Evaluate([5, 5, 5, 5], 2, Targets.FromLabels([0, 1]), gradient, _scratch);

        Assert.True(Ulp.Distance(loss, Math.Log(2)) <= 2, $"{loss:R}");
        Assert.Equal([-0.25f, 0.25f, 0.25f, -0.25f], gradient);
    }

    [Fact]
    public void An_improbable_label_costs_what_its_logit_lacks()
    {
        // ln(1 + e^-1000) + 1000; through the probability, which is 0 in float, it would be infinite.
        Assert.Equal(1000, _loss.Evaluate([1000, 0], 1, Targets.FromLabels([1]), default, _scratch));
    }

    [Theory, InlineData(3), InlineData(-1), InlineData(int.MaxValue), InlineData(int.MinValue)]
    public void A_label_that_is_no_class_is_refused_with_its_row(int label)
    {
        var gradient = new float[] { 7, 7, 7, 7, 7, 7 };
        var refusal = Assert.Throws<ArgumentException>("labels", () => _loss.Evaluate([1, 2, 3, 4, 5, 6], 2, Targets.FromLabels([0, label]), gradient, _scratch));

        Assert.Contains($"labels[1] = {label}, but the classes are 0 to 2", refusal.Message, StringComparison.Ordinal);
        Assert.All(gradient, value => Assert.Equal(7, value));
    }

    [Fact]
    public void Another_number_of_labels_is_refused_with_both()
    {
        var refusal = Assert.Throws<ArgumentException>("targets", () => _loss.Evaluate([1, 2, 3, 4], 2, Targets.FromLabels([1]), default, _scratch));
        Assert.Contains("one label for each of 2 rows, but got 1 labels and 0 values", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_number_of_values_is_refused()
    {
        var refusal = Assert.Throws<ArgumentException>("targets", () => _loss.Evaluate([1, 2, 3, 4], 2, Targets.FromValues([1, 2]), default, _scratch));
        Assert.Contains("but got 0 labels and 2 values (4 values would be probabilities)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_NaN_is_not_hidden() =>
        Assert.True(float.IsNaN(_loss.Evaluate([float.NaN, 0, 1, 2], 2, Targets.FromLabels([1, 1]), default, _scratch)));
}

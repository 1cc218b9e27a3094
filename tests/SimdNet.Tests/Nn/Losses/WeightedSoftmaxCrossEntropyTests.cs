using SimdNet.Nn;

namespace SimdNet.Tests.Nn;

/// <summary>Class weights, label smoothing, ignored rows and probabilities, worked out by hand from PyTorch's formulas</summary>
public class WeightedSoftmaxCrossEntropyTests
{
    private static readonly float s_ln3 = (float)Math.Log(3);
    private static readonly double s_first = Math.Log(4.0 / 3), s_second = Math.Log(4); // -ln 0.75 and -ln 0.25

    // Rows of probabilities 0.75 and 0.25
    private static float[] Rows(int batch) => [.. Enumerable.Range(0, batch).SelectMany(_ => new[] { s_ln3, 0 })];

    [Fact]
    public void The_mean_divides_by_the_weights_of_the_labels()
    {
        LossRun run = LossRun.Of(new SoftmaxCrossEntropy([1, 3]), Rows(2), 2, Targets.FromLabels([0, 1]));
        LossRun.Near((s_first + (3 * s_second)) / 4, run.Value);
        Assert.All(new[] { -0.25 / 4, 0.25 / 4, 3 * 0.75 / 4, 3 * -0.75 / 4 }.Zip(run.Gradient), pair => LossRun.Near(pair.First, pair.Second));
    }

    [Fact]
    public void Sample_weights_and_class_weights_multiply()
    {
        LossRun run = LossRun.Of(new SoftmaxCrossEntropy([1, 3]), Rows(2), 2, Targets.FromLabels([0, 1]).WithSampleWeights([2, 0.5f]));
        LossRun.Near(((2 * s_first) + (1.5 * s_second)) / 3.5, run.Value);
    }

    [Fact]
    public void Label_smoothing_spreads_a_share_of_the_target()
    {
        LossRun run = LossRun.Of(new SoftmaxCrossEntropy(labelSmoothing: 0.2f), Rows(1), 1, Targets.FromLabels([0]));
        LossRun.Near((0.9 * s_first) + (0.1 * s_second), run.Value);
        LossRun.Near(0.75 - 0.9, run.Gradient[0] + 0);
    }

    [Fact]
    public void Smoothing_and_class_weights_divide_by_the_weights_of_the_labels_alone()
    {
        LossRun run = LossRun.Of(new SoftmaxCrossEntropy([1, 3], 0.2f), Rows(1), 1, Targets.FromLabels([1]));
        LossRun.Near(((0.8 * 3 * s_second) + (0.1 * (s_first + (3 * s_second)))) / 3, run.Value);
    }

    [Theory, InlineData(SoftmaxCrossEntropy.DefaultIgnoredIndex), InlineData(1)]
    public void Ignored_rows_do_not_count(int ignored)
    {
        // A row of NaN, so that nothing of it may come through.
        LossRun run = LossRun.Of(new SoftmaxCrossEntropy(ignoredIndex: ignored), [.. Rows(1), float.NaN, 0, .. Rows(1)], 3, Targets.FromLabels([0, ignored, 0]));
        LossRun.Near(s_first, run.Value);
        Assert.Equal(0, run.Losses[1]);
        Assert.Equal([0, 0], run.Gradient[2..4]);
        Assert.All(new[] { -0.125, 0.125 }.Zip(run.Gradient[4..]), pair => LossRun.Near(pair.First, pair.Second));
    }

    [Fact]
    public void A_batch_of_ignored_rows_has_loss_0_and_no_gradient()
    {
        LossRun run = LossRun.Of(new SoftmaxCrossEntropy([1, 3], 0.1f), Rows(2), 2, Targets.FromLabels([-100, -100]));
        Assert.Equal(0, run.Value);
        Assert.All([.. run.Losses, .. run.Gradient], value => Assert.Equal(0, value));
    }

    [Fact]
    public void Probabilities_weigh_all_classes_and_the_mean_divides_by_the_rows()
    {
        LossRun plain = LossRun.Of(new SoftmaxCrossEntropy(), Rows(2), 2, Targets.FromValues([0.3f, 0.7f, 1, 0]));
        LossRun.Near(((0.3 * s_first) + (0.7 * s_second) + s_first) / 2, plain.Value);
        LossRun.Near(0.45 / 2, plain.Gradient[0]);
        LossRun weighted = LossRun.Of(new SoftmaxCrossEntropy([1, 3]), Rows(2), 2, Targets.FromValues([0.3f, 0.7f, 1, 0]));
        LossRun.Near(((0.3 * s_first) + (3 * 0.7 * s_second) + s_first) / 2, weighted.Value);
    }

    [Fact]
    public void A_masked_class_costs_nothing_if_it_has_no_probability()
    {
        LossRun run = LossRun.Of(new SoftmaxCrossEntropy(), [0, float.NegativeInfinity], 1, Targets.FromValues([1, 0]));
        Assert.Equal(0, run.Value);
        Assert.Equal([0, 0], run.Gradient);
    }

    [Fact]
    public void Bad_targets_are_refused()
    {
        var loss = new SoftmaxCrossEntropy();
        foreach (float bad in new[] { -0.1f, float.NaN, float.PositiveInfinity })
            LossRun.Refuses($"the probability in row 1, column 0 is {bad}; expected a finite number, not negative.", loss, Rows(2), 2, [0, 1, bad, 1]);
        LossRun.Refuses("the probabilities of row 1 sum to 1.0025; expected 1, within 0.001.", loss, Rows(2), 2, [0, 1, 0.0025f, 1]);
        LossRun.Refuses("the probabilities of row 0 sum to 0; expected 1, within 0.001.", loss, Rows(2), 2, [0, 0, 0, 1]);
        LossRun.Refuses("labels[1] = -100, but the classes are 0 to 1 (and 1 is ignored).", new SoftmaxCrossEntropy(ignoredIndex: 1), Rows(2), 2, [], [0, -100], parameter: "labels");
        LossRun.Refuses("softmax cross-entropy has 3 class weights, but the predictions have 2 classes.", new SoftmaxCrossEntropy([1, 1, 1]), Rows(2), 2, [], [0, 1], parameter: "predictions");
    }

    [Fact]
    public void Parameters_out_of_range_are_refused()
    {
        foreach (float bad in new[] { -1, float.NaN, float.PositiveInfinity })
            Assert.Contains($"classWeights[1] is {bad}", Assert.Throws<ArgumentException>("classWeights", () => new SoftmaxCrossEntropy([1, bad])).Message, StringComparison.Ordinal);
        foreach (float smoothing in new[] { -0.1f, 1.1f, float.NaN })
            Assert.Throws<ArgumentOutOfRangeException>("labelSmoothing", () => new SoftmaxCrossEntropy(labelSmoothing: smoothing));
    }
}

using SimdNet.Nn;

namespace SimdNet.Tests.Nn;

/// <summary>Small cases worked out by hand from PyTorch's formulas</summary>
public class ElementwiseLossTests
{
    private static readonly float[] s_x = [1, 2, 3, 4], s_t = [0, 4, 3, 1]; // d = 1, -2, 0, 3

    [Fact]
    public void Mean_absolute_error() => Check(new MeanAbsoluteError(), 1.5f, [1, 2, 0, 3], [0.25f, -0.25f, 0, 0.25f]);

    [Fact]
    public void Huber_loss_of_delta_1() => Check(new HuberLoss(), 1.125f, [0.5f, 1.5f, 0, 2.5f], [0.25f, -0.25f, 0, 0.25f]);

    [Fact]
    public void Huber_loss_of_delta_2() => Check(new HuberLoss(2), 1.625f, [0.5f, 2, 0, 4], [0.25f, -0.5f, 0, 0.5f]);

    [Fact]
    public void Quantile_loss_with_the_mean_of_both_slopes_at_the_kink() => Check(new QuantileLoss(0.75f), 0.625f, [0.25f, 1.5f, 0, 0.75f], [0.0625f, -0.1875f, -0.0625f, 0.0625f]);

    [Fact]
    public void Mean_squared_error_with_each_reduction()
    {
        Check(new MeanSquaredError(), 3.5f, [1, 4, 0, 9], [0.5f, -1, 0, 1.5f]);
        Check(new MeanSquaredError(Reduction.Sum), 14, [1, 4, 0, 9], [2, -4, 0, 6]);
        Check(new MeanSquaredError(Reduction.None), 14, [1, 4, 0, 9], [2, -4, 0, 6]);
    }

    [Fact]
    public void Sample_weights_count_in_the_sum_and_in_what_the_mean_divides_by()
    {
        // Rows (1, 4) and (0, 9) with weights 1 and 3: (5 + 27) / ((1 + 3) 2)
        LossRun run = LossRun.Of(new MeanSquaredError(), s_x, 2, Targets.FromValues(s_t).WithSampleWeights([1, 3]));
        Assert.Equal(4, run.Value);
        Assert.Equal([1, 4, 0, 27], run.Losses);
        Assert.Equal([0.25f, -0.5f, 0, 2.25f], run.Gradient);
    }

    [Fact]
    public void A_hinge_is_0_beyond_the_margin_and_has_a_slope_on_it()
    {
        LossRun run = LossRun.Of(new HingeLoss(Reduction.Sum), [2, 0.5f, 1, -0.25f], 2, Targets.FromValues([1, -1, 1, -1]));
        Assert.Equal(2.25f, run.Value);
        Assert.Equal([0, 1.5f, 0, 0.75f], run.Losses);
        Assert.Equal([0, 1, -1, 1], run.Gradient);
    }

    [Fact]
    public void Binary_cross_entropy_keeps_the_digits_of_small_losses()
    {
        LossRun run = LossRun.Of(new BinaryCrossEntropy(reduction: Reduction.Sum), [0, 0, 0.5f, 50, 50, -1000, -50], 1, Targets.FromValues([0, 1, 1, 1, 0, 1, 0]));
        double[] expected = [Math.Log(2), Math.Log(2), 0.474076984, Math.Exp(-50), 50, 1000, Math.Exp(-50)];
        Assert.All(expected.Zip(run.Losses), pair => LossRun.Near(pair.First, pair.Second));
        Assert.Equal([0.5f, -0.5f], run.Gradient[..2]);
        LossRun.Near(-Math.Exp(-50), run.Gradient[3]);
        Assert.Equal([1, -1], run.Gradient[4..6]);
    }

    [Fact]
    public void A_positive_weight_multiplies_the_positive_side()
    {
        LossRun run = LossRun.Of(new BinaryCrossEntropy(3), [0, 0], 1, Targets.FromValues([1, 0]));
        LossRun.Near(3 * Math.Log(2), run.Losses[0]);
        LossRun.Near(Math.Log(2), run.Losses[1]);
        LossRun.Near(2 * Math.Log(2), run.Value);
        Assert.Equal([-0.75f, 0.25f], run.Gradient);
    }

    [Fact]
    public void Each_output_has_its_own_positive_weight()
    {
        float[] weights = [0, 1, 2.5f, 40, 1, 0.3f, 7, 1, 1, 3, 0.5f, 9, 1, 1, 1, 6, 0.1f, 12, 4]; // a whole register and a rest at every width
        const int rows = 3;
        float[] x = Numbers.Uniform(1, rows * weights.Length, scale: 9);
        float[] t = [.. Numbers.Uniform(2, x.Length).Select(Math.Abs)];
        LossRun run = LossRun.Of(new BinaryCrossEntropy(weights), x, rows, Targets.FromValues(t));
        for (int j = 0; j < weights.Length; j++)
        {
            LossRun column = LossRun.Of(new BinaryCrossEntropy(weights[j], Reduction.Sum), Column(x, j), rows, Targets.FromValues(Column(t, j)));
            Assert.Equal(column.Losses, Column(run.Losses, j));
            Assert.All(column.Gradient.Zip(Column(run.Gradient, j)), pair => LossRun.Near(pair.First / x.Length, pair.Second));
        }

        float[] Column(float[] matrix, int j) => [.. matrix.Chunk(weights.Length).Select(row => row[j])];
    }

    [Fact]
    public void A_batch_without_weight_has_loss_0_and_no_gradient()
    {
        LossRun run = LossRun.Of(new MeanSquaredError(), [1, float.NaN, float.PositiveInfinity, 4], 2, Targets.FromValues(s_t).WithSampleWeights([0, 0]));
        Assert.Equal(0, run.Value);
        Assert.All([.. run.Losses, .. run.Gradient], value => Assert.Equal(0, value));
    }

    [Fact]
    public void Parameters_out_of_range_are_refused()
    {
        foreach (float delta in new[] { 0, -1, float.NaN, float.PositiveInfinity })
            Assert.Throws<ArgumentOutOfRangeException>("delta", () => new HuberLoss(delta));
        foreach (float tau in new[] { 0, 1, -0.5f, 2, float.NaN })
            Assert.Throws<ArgumentOutOfRangeException>("tau", () => new QuantileLoss(tau));
        foreach (float weight in new[] { -1, float.NaN, float.PositiveInfinity })
            Assert.Throws<ArgumentOutOfRangeException>("positiveWeight", () => new BinaryCrossEntropy(weight));
        foreach (float weight in new[] { -1, float.NaN, float.PositiveInfinity })
            Assert.Throws<ArgumentOutOfRangeException>("positiveWeights", () => new BinaryCrossEntropy([1, weight]));
        Assert.Throws<ArgumentException>("positiveWeights", () => new BinaryCrossEntropy([]));
        Assert.Throws<ArgumentOutOfRangeException>("reduction", () => new MeanAbsoluteError((Reduction)3));
    }

    [Fact]
    public void Targets_out_of_range_are_refused()
    {
        foreach (float bad in new[] { -0.1f, 1.01f, float.NaN, float.NegativeInfinity })
            LossRun.Refuses($"binary cross-entropy: the target in row 1, column 0 is {bad}; expected a probability in [0, 1].", new BinaryCrossEntropy(), s_x, 2, [0, 1, bad, 0.5f]);
        LossRun.Refuses("binary cross-entropy has 3 positive weights, but the predictions have 2 outputs.", new BinaryCrossEntropy([1, 2, 3]), s_x, 2, [0, 1, 0, 1], parameter: "predictions");
        foreach (float bad in new[] { 0, 0.5f, 2, float.NaN })
            LossRun.Refuses($"hinge loss: the target in row 1, column 1 is {bad}; expected -1 or +1.", new HingeLoss(), s_x, 2, [1, -1, 1, bad]);
        LossRun.Near(Math.Log(2), LossRun.Of(new BinaryCrossEntropy(), [0], 1, Targets.FromValues([-0f])).Value); // -0 is 0
    }

    private static void Check(Loss loss, float value, float[] losses, float[] gradient)
    {
        LossRun run = LossRun.Of(loss, s_x, 2, Targets.FromValues(s_t));
        Assert.Equal(value, run.Value);
        Assert.Equal(losses, run.Losses);
        Assert.Equal(gradient, run.Gradient);
    }
}

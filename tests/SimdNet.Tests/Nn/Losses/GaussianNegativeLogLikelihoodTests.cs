using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Tests.Nn;

public class GaussianNegativeLogLikelihoodTests
{
    private static readonly float s_one = (float)Math.Log(Math.E - 1), s_four = (float)Math.Log(Math.Exp(4) - 1); // their softplus is 1 and 4

    // A layer's outputs, means first and then variances.
    private static readonly LossRow s_row = new(new GaussianNegativeLogLikelihood(), (random, batch, outFeatures) => TargetRows.RandomValues(random, batch, outFeatures / 2), Reference);

    public static MatrixTheoryData<string, int> Layers => new(LayerTable.Names.Where(HasEvenOutputs), [1, 7]);

    [Fact]
    public void Means_come_first_then_the_numbers_of_the_variances()
    {
        // Means 1 and 5, variances 1 and 4, targets 3 and 6
        LossRun run = LossRun.Of(new GaussianNegativeLogLikelihood(reduction: Reduction.Sum), [1, 5, s_one, s_four], 1, Targets.FromValues([3, 6]));
        Assert.InRange(run.Losses[0], 2 - 1e-6, 2 + 1e-6);
        LossRun.Near((Math.Log(4) + 0.25) / 2, run.Losses[1]);
        LossRun.Near(-2, run.Gradient[0]);
        LossRun.Near(-0.25, run.Gradient[1]);
        LossRun.Near((1.0 - 4) / 2 * (Math.E - 1) / Math.E, run.Gradient[2]);
        LossRun.Near((1 - 0.25) / 8 * (Math.Exp(4) - 1) / Math.Exp(4), run.Gradient[3]);
    }

    [Fact]
    public void The_full_loss_has_the_constant()
    {
        float value = LossRun.Of(new GaussianNegativeLogLikelihood(full: true), [0, s_one], 1, Targets.FromValues([0])).Value;
        Assert.InRange(value - 0.918938533, -2e-7, 2e-7);
    }

    [Theory, InlineData(-100f), InlineData(-1000f), InlineData(float.MinValue)]
    public void A_small_variance_is_held_at_epsilon(float s)
    {
        LossRun run = LossRun.Of(new GaussianNegativeLogLikelihood(), [0, s], 1, Targets.FromValues([1]));
        LossRun.Near((Math.Log(1e-6) + 1e6) / 2, run.Value);
        LossRun.Near(-1e6, run.Gradient[0]);
    }

    [Fact]
    public void The_gradient_of_a_variance_held_at_epsilon_is_not_cut_off()
    {
        // PyTorch: the derivative at v = epsilon, (1 - 1/epsilon) / (2 epsilon), times softplus' = s(-20)
        LossRun run = LossRun.Of(new GaussianNegativeLogLikelihood(), [0, -20], 1, Targets.FromValues([1]));
        double expected = (1 - 1e6) / 2e-6 / (1 + Math.Exp(20));
        Assert.InRange(run.Gradient[1] / expected, 1 - 4e-6, 1 + 4e-6);
    }

    [Fact]
    public void NaN_and_infinities_are_not_hidden()
    {
        foreach (float bad in new[] { float.NaN, float.PositiveInfinity })
        {
            Assert.False(float.IsFinite(LossRun.Of(new GaussianNegativeLogLikelihood(), [bad, 0], 1, Targets.FromValues([0])).Value));
            Assert.False(float.IsFinite(LossRun.Of(new GaussianNegativeLogLikelihood(), [0, bad], 1, Targets.FromValues([0])).Value));
        }
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        var loss = new GaussianNegativeLogLikelihood();
        foreach (float epsilon in new[] { 0, -1, float.NaN, float.PositiveInfinity })
            Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => new GaussianNegativeLogLikelihood(epsilon: epsilon));
        Assert.Contains("there are 3", Assert.Throws<ArgumentException>("outFeatures", () => loss.ScratchLength(2, 3)).Message, StringComparison.Ordinal);
        LossRun.Refuses("needs 2 target values for 2 rows, but got 4 values and 0 labels", loss, [1, 2, 3, 4], 2, [1, 2, 3, 4]);
    }

    [Theory, MemberData(nameof(Layers))]
    public void The_backward_pass_of_a_network_gives_the_gradient(string layer, int batch)
    {
        var check = GradientCheck.AwayFromKinks(LayerTable.Row(layer), s_row, batch);
        foreach ((string name, float[] backward, double[] differences) in check.Gradients())
        {
            double largest = differences.Max(Math.Abs);
            for (int i = 0; i < backward.Length; i++)
                Assert.True(Math.Abs(backward[i] - differences[i]) <= Rounding.Gamma(1000) * (Math.Abs(differences[i]) + largest), $"{name}[{i}] is {backward[i]}, expected {differences[i]}.");
        }
    }

    private static bool HasEvenOutputs(string layer)
    {
        LayerRow row = LayerTable.Row(layer);
        return row.Make().OutFeatures(row.InFeatures) % 2 == 0;
    }

    private static double Reference(double[] predictions, int batch, TargetRows targets)
    {
        int k = targets.Values.Length / batch;
        return Enumerable.Range(0, targets.Values.Length).Average(i =>
        {
            int mean = (i / k * 2 * k) + (i % k);
            return ReferenceLosses.Gaussian(predictions[mean], predictions[mean + k], targets.Values[i], 1e-6f);
        });
    }
}

using SimdNet.Nn;

namespace SimdNet.Tests.Nn;

/// <summary>What holds for every loss</summary>
public class LossTests
{
    public static MatrixTheoryData<string, int, int> Cases => new(LossTable.Names, [1, 7, 64], [1, 2, 33]);

    [Theory, MemberData(nameof(Cases))]
    public void The_value_is_the_references(string name, int batch, int outFeatures)
    {
        LossRow row = LossTable.Row(name);
        (float[] predictions, TargetRows targets) = Make(row, batch, outFeatures);

        float loss = Evaluate(row.Loss, predictions, batch, targets, new float[predictions.Length]);
        double expected = row.Reference(Array.ConvertAll(predictions, x => (double)x), batch, targets);

        // All terms of the sums are positive, but for a row's logarithm and its logit, which are at most 4 + ln 33 < 8.
        int roundings = (batch * outFeatures / 64) + 40;
        Assert.InRange(loss - expected, -Rounding.Gamma(roundings) * (expected + 8), Rounding.Gamma(roundings) * (expected + 8));
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_gradient_is_the_slope_of_the_reference(string name, int batch, int outFeatures)
    {
        LossRow row = LossTable.Row(name);
        (float[] predictions, TargetRows targets) = Make(row, batch, outFeatures);
        var gradient = new float[predictions.Length];
        Evaluate(row.Loss, predictions, batch, targets, gradient);

        double[] x = Array.ConvertAll(predictions, value => (double)value);
        const double H = 1e-5;
        for (int i = 0; i < x.Length; i += 1 + (x.Length / 50))
        {
            double value = x[i];
            x[i] = value + H;
            double above = row.Reference(x, batch, targets);
            x[i] = value - H;
            double below = row.Reference(x, batch, targets);
            x[i] = value;

            // An element is a difference of numbers up to 4 (or 1), times 2 / n (or 1 / batch); the differences are off by about 1e-10.
            double bound = (Rounding.Gamma(60) * 8 / batch) + 1e-9;
            Assert.InRange(gradient[i] - ((above - below) / (2 * H)), -bound, bound);
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Without_a_gradient_the_value_has_the_same_bits(string name, int batch, int outFeatures)
    {
        LossRow row = LossTable.Row(name);
        (float[] predictions, TargetRows targets) = Make(row, batch, outFeatures);

        Assert.Equal(
            Evaluate(row.Loss, predictions, batch, targets, new float[predictions.Length]),
            Evaluate(row.Loss, predictions, batch, targets, []));
    }

    [Theory, MemberData(nameof(Cases))]
    public void Nothing_is_allocated(string name, int batch, int outFeatures)
    {
        LossRow row = LossTable.Row(name);
        (float[] predictions, TargetRows targets) = Make(row, batch, outFeatures);
        var gradient = new float[predictions.Length];
        var scratch = new float[row.Loss.ScratchLength(batch, outFeatures)];

        Assert.Equal(0, Allocation.Measure(() =>
        {
            row.Loss.Evaluate(predictions, batch, targets.Targets, gradient, scratch);
            row.Loss.Evaluate(predictions, batch, targets.Targets, default, scratch);
        }, calls: 20));
    }

    private static (float[] Predictions, TargetRows Targets) Make(LossRow row, int batch, int outFeatures) =>
        (Numbers.Uniform(1, batch * outFeatures, scale: 2), row.Targets(new Random(2), batch, outFeatures));

    private static float Evaluate(Loss loss, float[] predictions, int batch, TargetRows targets, float[] gradient)
    {
        var scratch = new float[loss.ScratchLength(batch, predictions.Length / batch)];
        scratch.AsSpan().Fill(float.NaN);
        return loss.Evaluate(predictions, batch, targets.Targets, gradient, scratch);
    }
}

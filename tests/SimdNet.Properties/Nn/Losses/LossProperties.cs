using FsCheck;
using FsCheck.Fluent;
using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Properties.Nn;

/// <summary>Laws of reductions and weights, for every loss</summary>
public class LossProperties
{
    // A sum of up to 40 x 6 terms in the contract's order, weights, quotients.
    private const int Roundings = 30;

    public static TheoryData<string> Names => LossCase.Names;

    [Theory, MemberData(nameof(Names))]
    public void The_sum_is_the_sum_of_none_and_has_its_gradient(string name) => Prop.ForAll(Weighted(name), b =>
    {
        float sum = b.Evaluate(Reduction.Sum);
        float[] gradient = b.Gradient;
        float none = b.Evaluate(Reduction.None);
        Bits.Equal(sum, none);
        Bits.Equal(sum, ReductionKernels.Sum(b.Losses));
        Bits.Equal(gradient, b.Gradient, "gradient");
    });

    [Theory, MemberData(nameof(Names))]
    public void A_row_has_the_loss_and_the_gradient_that_it_has_alone(string name) => Prop.ForAll(Weighted(name), b =>
    {
        b.Evaluate(Reduction.None);
        for (int i = 0; i < b.Batch; i++)
        {
            LossBatch row = b.Where(kept => kept == i) with { Weights = [b.Weights[i]] };
            row.Evaluate(Reduction.None);
            int length = row.Losses.Length, columns = row.Gradient.Length;
            Bits.Equal(row.Losses, b.Losses.AsSpan(i * length, length), $"loss of row {i}");
            Bits.Equal(row.Gradient, b.Gradient.AsSpan(i * columns, columns), $"gradient of row {i}");
        }
    });

    [Theory, MemberData(nameof(Names))]
    public void A_weight_multiplies_a_rows_loss_and_gradient(string name) => Prop.ForAll(Weighted(name), b =>
    {
        b.Evaluate(Reduction.None);
        LossBatch plain = b with { Weights = [] };
        plain.Evaluate(Reduction.None);
        Bits.Equal([.. plain.Losses.Select((loss, i) => b.Weights[i * b.Batch / plain.Losses.Length] * loss)], b.Losses, "losses");
        Bits.Equal([.. plain.Gradient.Select((dx, i) => b.Weights[i * b.Batch / plain.Gradient.Length] * dx + 0)], [.. b.Gradient.Select(dx => dx + 0)], "gradient");
    });

    [Theory, MemberData(nameof(Names))]
    public void Rows_of_weight_0_are_left_out(string name) => Prop.ForAll(Unweighted(name), b =>
    {
        bool IsKept(int i) => i % 3 != 1;
        LossBatch masked = b with { Predictions = [.. b.Predictions], Weights = [.. Enumerable.Range(0, b.Batch).Select(i => IsKept(i) ? 1f : 0f)] };
        for (int i = 0; i < b.Batch; i++)
        {
            if (!IsKept(i)) masked.Predictions[i * b.Case.OutFeatures] = float.NaN;
        }

        LossBatch rest = b.Where(IsKept);
        Near(masked.Evaluate(Reduction.Mean), rest.Evaluate(Reduction.Mean), masked.Losses.Sum(Math.Abs));
        for (int i = 0, next = 0; i < b.Batch; i++)
        {
            int columns = b.Case.OutFeatures;
            ReadOnlySpan<float> gradient = masked.Gradient.AsSpan(i * columns, columns);
            if (IsKept(i)) Bits.Equal(rest.Gradient.AsSpan(columns * next++, columns), gradient, $"gradient of row {i}");
            else Bits.Equal(new float[columns], gradient, $"gradient of row {i}");
        }
    });

    [Theory, MemberData(nameof(Names))]
    public void Constant_weights_do_not_change_the_mean(string name) => Prop.ForAll(Unweighted(name), b =>
    {
        float mean = b.Evaluate(Reduction.Mean);
        float[] gradient = b.Gradient;
        foreach (float weight in new[] { 1, 0.25f, 3 })
        {
            LossBatch weighted = b with { Weights = [.. Enumerable.Repeat(weight, b.Batch)] };
            float actual = weighted.Evaluate(Reduction.Mean);
            Near(actual, mean, weighted.Losses.Sum(Math.Abs));
            for (int i = 0; i < gradient.Length; i++)
                Assert.True(Math.Abs(weighted.Gradient[i] - (double)gradient[i]) <= (Rounding.Gamma(Roundings) * Math.Abs(gradient[i])) + (2 * float.Epsilon), $"gradient {i}: {weighted.Gradient[i]} for {gradient[i]}");
            if (weight != 3) Bits.Equal(mean, actual, $"the mean with weights {weight}"); // a power of two
        }
    });

    [Theory, MemberData(nameof(Names))]
    public void The_means_gradient_is_the_sums_divided_by_the_weights(string name) => Prop.ForAll(Weighted(name), b =>
    {
        float mean = b.Evaluate(Reduction.Mean);
        float[] gradient = b.Gradient;
        float sum = b.Evaluate(Reduction.Sum);
        double total = Enumerable.Range(0, b.Batch).Sum(i => (double)b.Weights[i] * LabelWeight(b, i)) * (b.Losses.Length / b.Batch);
        Near(mean, sum / total, Math.Abs(mean));
        for (int i = 0; i < gradient.Length; i++)
            Assert.True(Math.Abs(gradient[i] - (b.Gradient[i] / total)) <= (Rounding.Gamma(Roundings) * Math.Abs(gradient[i])) + float.Epsilon, $"gradient {i}");
    });

    private static double LabelWeight(LossBatch b, int row) =>
        b.Labels.Length > 0 && b.Case.Make(Reduction.Sum) is SoftmaxCrossEntropy { ClassWeights.IsEmpty: false } loss ? loss.ClassWeights[b.Labels[row]] : 1;

    private static void Near(double actual, double expected, double magnitudes) =>
        Assert.True(Math.Abs(actual - expected) <= (Rounding.Gamma(Roundings) * (Math.Abs(expected) + magnitudes)) + float.Epsilon, $"{actual:R} for {expected:R}");

    private static Gen<LossBatch> Unweighted(string name) =>
        from batch in Gen.Choose(1, 40)
        from seed in Gen.Choose(0, 100_000)
        select LossCase.Row(name).Batch(batch, seed);

    private static Gen<LossBatch> Weighted(string name) =>
        from b in Unweighted(name)
        from seed in Gen.Choose(0, 100_000)
        select b with { Weights = [.. Enumerable.Range(0, b.Batch).Select(i => 0.01f + new Random(seed + i).NextSingle())] };
}

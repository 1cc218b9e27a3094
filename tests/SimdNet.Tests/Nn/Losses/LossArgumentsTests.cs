using SimdNet.Nn;

namespace SimdNet.Tests.Nn;

/// <summary>What every loss refuses, and that it allocates nothing</summary>
public class LossArgumentsTests
{
    public static TheoryData<string> Names => LossCase.Names;

    [Theory, MemberData(nameof(Names))]
    public void Sample_weights_that_are_none_are_refused(string name)
    {
        LossBatch b = LossCase.Row(name).Batch(3, seed: 1);
        foreach (float bad in new[] { -1, -float.Epsilon, float.NaN, float.PositiveInfinity })
            Refuses($"the sample weight of row 2 is {bad}; expected a finite number, not negative.", b, [0, -0f, bad]);
        Refuses("there are 2 sample weights for 3 rows.", b, [1, 1]);
    }

    [Theory, MemberData(nameof(Names))]
    public void Another_number_of_targets_is_refused(string name)
    {
        LossBatch b = LossCase.Row(name).Batch(3, seed: 1);
        LossRun.Refuses("for 3 rows, but got ".Replace("for", b.Case.Name.StartsWith("cross", StringComparison.Ordinal) ? "each of" : "for", StringComparison.Ordinal), b.Case.Make(Reduction.Mean), b.Predictions, 3, [1, 0]);
    }

    [Theory, MemberData(nameof(Names))]
    public void Spans_that_do_not_fit_are_refused(string name)
    {
        LossBatch b = LossCase.Row(name).Batch(3, seed: 1);
        Loss loss = b.Case.Make(Reduction.Mean);
        float[] x = b.Predictions, losses = new float[loss.LossLength(3, b.Case.OutFeatures)], dx = new float[x.Length], scratch = new float[loss.ScratchLength(3, b.Case.OutFeatures)];

        Assert.Throws<ArgumentOutOfRangeException>("batch", () => loss.Evaluate(x, 0, b.Targets, dx, scratch));
        Refused.With($"predictions holds {x.Length} floats, which is not 5 rows of one or more.", "predictions", () => loss.Evaluate(x, 5, b.Targets, dx, scratch));
        Refused.With($"dPredictions holds {x.Length - 1} elements, but predictions holds {x.Length}.", "dPredictions", () => loss.Evaluate(x, 3, b.Targets, dx.AsSpan(1), scratch));
        Refused.With($"scratch holds {scratch.Length - 1} floats, but the loss needs {scratch.Length}.", "scratch", () => loss.Evaluate(x, 3, b.Targets, dx, scratch.AsSpan(1)));
        Assert.Throws<ArgumentException>("losses", () => loss.Evaluate(x, 3, b.Targets, losses.AsSpan(1), dx, scratch));
        Assert.Throws<ArgumentException>("dPredictions", () => loss.Evaluate(x, 3, b.Targets, x, scratch));
        Assert.Throws<ArgumentException>("losses", () => loss.Evaluate(x, 3, b.Targets, x.AsSpan(0, losses.Length), dx, scratch));
        Assert.All([.. losses, .. dx, .. scratch], value => Assert.Equal(0, value));
    }

    [Theory, MemberData(nameof(Names))]
    public void No_reduction_has_no_single_number(string name)
    {
        LossBatch b = LossCase.Row(name).Batch(3, seed: 1);
        var refusal = Assert.Throws<InvalidOperationException>(() => b.Case.Make(Reduction.None).Evaluate(b.Predictions, 3, b.Targets, default, new float[100]));
        Assert.Contains("Reduction.None", refusal.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public void Nothing_is_allocated_with_weights_and_each_reduction(string name)
    {
        LossBatch b = LossCase.Row(name).Batch(7, seed: 1) with { Weights = [1, 0, 2, 0.5f, 1, 1, 3] };
        foreach (Reduction reduction in Enum.GetValues<Reduction>())
        {
            Loss loss = b.Case.Make(reduction);
            float[] losses = new float[loss.LossLength(7, b.Case.OutFeatures)], gradient = new float[b.Predictions.Length], scratch = new float[loss.ScratchLength(7, b.Case.OutFeatures)];
            Assert.Equal(0, Allocation.Measure(() =>
            {
                loss.Evaluate(b.Predictions, 7, b.Targets, losses, gradient, scratch);
                loss.Evaluate(b.Predictions, 7, b.Targets, losses, default, scratch);
            }, calls: 20));
        }
    }

    private static void Refuses(string text, LossBatch b, float[] weights) =>
        LossRun.Refuses(text, b.Case.Make(Reduction.Mean), b.Predictions, b.Batch, b.Values, b.Labels.Length > 0 ? b.Labels : null, weights);
}

using SimdNet.Metrics;

namespace SimdNet.Tests.Metrics;

public class ScoringRulesTests
{
    [Fact]
    public void The_values_are_those_of_scikit_learn()
    {
        // Example of log_loss, 0.21616, and of brier_score_loss, 0.0375; by their definitions, in double.
        int[] labels = [1, 0, 0, 1];
        float[] probs = [0.1f, 0.9f, 0.9f, 0.1f, 0.8f, 0.2f, 0.35f, 0.65f];
        double expected = -(Math.Log(0.9f) + Math.Log(0.9f) + Math.Log(0.8f) + Math.Log(0.65f)) / 4;

        Assert.Equal(expected, ScoringRules.LogLoss(labels, probs, 2), 15);
        Assert.Equal(0.21616, ScoringRules.LogLoss(labels, probs, 2), 5);
        Assert.Equal(0.0375, ScoringRules.Brier([false, true, true, false], [0.1f, 0.9f, 0.8f, 0.3f]), 7);
    }

    [Fact]
    public void Two_classes_agree_with_outcomes()
    {
        bool[] positive = [true, false];
        Assert.Equal(ScoringRules.LogLoss([1, 0], [0.25f, 0.75f, 0.5f, 0.5f], 2), ScoringRules.LogLoss(positive, [0.75f, 0.5f]), 15);
        Assert.Equal(ScoringRules.Brier([1, 0], [0.25f, 0.75f, 0.5f, 0.5f], 2), 2 * ScoringRules.Brier(positive, [0.75f, 0.5f]), 15);
        // By hand: (0.0625 + 0.25) / 2
        Assert.Equal(0.15625, ScoringRules.Brier(positive, [0.75f, 0.5f]));
    }

    [Fact]
    public void Certainty_is_clipped_to_the_precision_of_a_float()
    {
        Assert.Equal(-Math.Log(Math.ScaleB(1, -23)), ScoringRules.LogLoss([0], [0, 1], 2));
        Assert.Equal(-Math.Log(1 - Math.ScaleB(1, -23)), ScoringRules.LogLoss([1], [0, 1], 2));
        Assert.Equal(2, ScoringRules.Brier([0], [0, 1], 2));
        Assert.Equal(0, ScoringRules.Brier([1], [0, 1], 2));
    }

    [Fact]
    public void Bad_input_is_refused_with_what_came()
    {
        Refused.With("probs[1] is 1.5, expected a probability within [0, 1]", "probs", () => ScoringRules.LogLoss([true, true], [0, 1.5f]));
        Refused.With("probs[0] is NaN, expected a probability within [0, 1]", "probs", () => ScoringRules.Brier([true], [float.NaN]));
        Refused.With("row 1 of probs adds up to 0.75, expected 1", "probs", () => ScoringRules.LogLoss([0, 0], [0, 1, 0.5f, 0.25f], 2));
        Refused.With("probs holds 3 values, but 2 labels of 2 classes need 4", "probs", () => ScoringRules.Brier([0, 0], [0, 1, 0.5f], 2));
        Refused.With("probs holds 0 values, but at least 1 are needed", "probs", () => ScoringRules.Brier([], []));
        Assert.Throws<ArgumentOutOfRangeException>("labels", () => ScoringRules.LogLoss([-1], [0, 1], 2));
    }

    [Fact]
    public void Scoring_allocates_nothing()
    {
        int[] labels = [0, 1];
        bool[] positive = [true, false, true, false];
        float[] probs = [0.25f, 0.75f, 0.5f, 0.5f];
        double sum = Score();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) sum += Score();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0);

        double Score() => ScoringRules.LogLoss(labels, probs, 2) + ScoringRules.LogLoss(positive, probs) + ScoringRules.Brier(labels, probs, 2)
            + ScoringRules.Brier(positive, probs) + TopK.Accuracy(labels, probs, 2, 1);
    }
}

using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels.Rows;

public class RowKernelsTests
{
    private const float Inf = float.PositiveInfinity, NaN = float.NaN;

    [Theory]
    [InlineData(new[] { 5f }, new[] { 1f })]
    [InlineData(new[] { 3f, 3f }, new[] { 0.5f, 0.5f })]
    [InlineData(new[] { 0f, -0f, 0f, 0f }, new[] { 0.25f, 0.25f, 0.25f, 0.25f })]
    [InlineData(new[] { 1f, -Inf, 1f }, new[] { 0.5f, 0f, 0.5f })] // a mask
    [InlineData(new[] { -Inf, -7f, -Inf }, new[] { 0f, 1f, 0f })]
    [InlineData(new[] { 0f, -200f }, new[] { 1f, 0f })]
    [InlineData(new[] { float.MaxValue, float.MinValue }, new[] { 1f, 0f })]
    [InlineData(new[] { float.Epsilon, 0f }, new[] { 0.5f, 0.5f })]
    [InlineData(new[] { -Inf, -Inf }, new[] { NaN, NaN })]
    [InlineData(new[] { -Inf }, new[] { NaN })]
    [InlineData(new[] { NaN, 1f, 2f }, new[] { NaN, NaN, NaN })]
    public void Softmax_of_special_rows(float[] logits, float[] expected)
    {
        var probs = new float[logits.Length];
        RowKernels.Softmax(logits, logits.Length, probs);
        Bits.Equal(expected, probs);
    }

    [Fact]
    public void A_row_with_plus_infinity_gives_NaN_and_leaves_the_others_alone()
    {
        var probs = new float[6];
        RowKernels.Softmax([1, 1, Inf, 1, 4, 4], 2, probs);
        Bits.Equal(0.5f, probs[0]);
        Assert.Contains(NaN, probs[2..4]);
        Bits.Equal([0.5f, 0.5f], probs.AsSpan(4));
    }

    [Fact]
    public void SoftmaxBackward_of_an_example()
    {
        var dLogits = new float[4];
        RowKernels.SoftmaxBackward([0.5f, 0.5f, 0.25f, 0.75f], 2, [1, 3, 4, 0], dLogits);
        Bits.Equal([-0.5f, 0.5f, 0.75f, -0.75f], dLogits);
    }

    [Fact]
    public void Cross_entropy_of_an_example()
    {
        float[] losses = new float[2], dLogits = new float[8];
        RowKernels.SoftmaxCrossEntropy([0, 0, 0, 0, 2, -Inf, -Inf, -Inf], 4, [3, 0], losses, dLogits);
        Assert.True(Ulp.Distance(losses[0], Math.Log(4)) <= 1);
        Bits.Equal(0, losses[1]);
        Bits.Equal([0.125f, 0.125f, 0.125f, -0.375f, 0, 0, 0, 0], dLogits);
    }

    [Fact]
    public void A_masked_label_has_an_infinite_loss_and_an_improbable_one_its_exact_one()
    {
        float[] losses = new float[2], dLogits = new float[4];
        RowKernels.SoftmaxCrossEntropy([1, -Inf, 0, -1000], 2, [1, 1], losses, dLogits);
        Bits.Equal([Inf, 1000], losses);
        Bits.Equal([0.5f, -0.5f, 0.5f, -0.5f], dLogits);
    }

    [Fact]
    public void Softmaxs_arguments_are_checked()
    {
        float[] five = new float[5], six = Gens.Ordinary(6, seed: 1), memory = Gens.Ordinary(20, seed: 2);
        Refused.With("logits holds 5 floats, which is not a multiple of 2 columns.", "logits", () => RowKernels.Softmax(five, 2, five));
        Refused.Untouched("probs holds 5 elements, but logits holds 6.", "probs", () => RowKernels.Softmax(six, 2, five), five);
        Assert.Throws<ArgumentOutOfRangeException>("columns", () => RowKernels.Softmax(six, 0, six));
        Assert.Throws<ArgumentOutOfRangeException>("columns", () => RowKernels.Softmax(six, -1, six));
        Refused.Untouched("probs overlaps logits (it starts 1 elements from it); they must be the same span or disjoint.", "probs",
            () => RowKernels.Softmax(memory.AsSpan(0, 6), 2, memory.AsSpan(1, 6)), memory);
    }

    [Fact]
    public void SoftmaxBackwards_arguments_are_checked()
    {
        float[] five = new float[5], six = Gens.Ordinary(6, seed: 1), memory = Gens.Ordinary(20, seed: 2);
        Refused.With("probs holds 5 floats, which is not a multiple of 2 columns.", "probs", () => RowKernels.SoftmaxBackward(five, 2, five, five));
        Refused.With("dProbs holds 5 elements, but probs holds 6.", "dProbs", () => RowKernels.SoftmaxBackward(six, 2, five, six));
        Refused.Untouched("dLogits holds 5 elements, but probs holds 6.", "dLogits", () => RowKernels.SoftmaxBackward(six, 2, six, five), five);
        Refused.Untouched("dLogits overlaps probs (it starts 2 elements from it); they must be the same span or disjoint.", "dLogits",
            () => RowKernels.SoftmaxBackward(memory.AsSpan(0, 6), 2, six, memory.AsSpan(2, 6)), memory);
        Refused.Untouched("dLogits overlaps dProbs (it starts -2 elements from it); they must be the same span or disjoint.", "dLogits",
            () => RowKernels.SoftmaxBackward(six, 2, memory.AsSpan(2, 6), memory.AsSpan(0, 6)), memory);
    }

    [Fact]
    public void SoftmaxCrossEntropys_arguments_are_checked()
    {
        float[] five = new float[5], six = Gens.Ordinary(6, seed: 1), three = Gens.Ordinary(3, seed: 3), two = new float[2], memory = Gens.Ordinary(20, seed: 2);
        int[] labels = [0, 1, 1];
        Refused.With("logits holds 5 floats, which is not a multiple of 2 columns.", "logits", () => RowKernels.SoftmaxCrossEntropy(five, 2, labels, three, five));
        Refused.With("labels holds 2 elements, but rows = 3.", "labels", () => RowKernels.SoftmaxCrossEntropy(six, 2, labels.AsSpan(1), three, six));
        Refused.With("losses holds 2 elements, but rows = 3.", "losses", () => RowKernels.SoftmaxCrossEntropy(six, 2, labels, two, six));
        Refused.With("dLogits holds 5 elements, but logits holds 6.", "dLogits", () => RowKernels.SoftmaxCrossEntropy(six, 2, labels, three, five));
        Refused.Untouched("dLogits overlaps logits (it starts 1 elements from it); they must be the same span or disjoint.", "dLogits",
            () => RowKernels.SoftmaxCrossEntropy(memory.AsSpan(0, 6), 2, labels, three, memory.AsSpan(1, 6)), memory, three);
        Refused.Untouched("losses overlaps logits (it starts 4 elements from it); they must be disjoint.", "losses",
            () => RowKernels.SoftmaxCrossEntropy(memory.AsSpan(0, 6), 2, labels, memory.AsSpan(4, 3), six), memory, six);
        Refused.Untouched("losses overlaps dLogits (it starts -2 elements from it); they must be disjoint.", "losses",
            () => RowKernels.SoftmaxCrossEntropy(six, 2, labels, memory.AsSpan(0, 3), memory.AsSpan(2, 6)), memory, six);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_label_that_is_no_class_is_refused_before_anything_is_written(int label)
    {
        float[] logits = Gens.Ordinary(6, seed: 1), losses = Gens.Ordinary(3, seed: 2);
        Refused.Untouched($"labels[2] = {label}, but the classes are 0 to 1.", "labels",
            () => RowKernels.SoftmaxCrossEntropy(logits, 2, [0, 1, label], losses, logits), logits, losses);
    }
}

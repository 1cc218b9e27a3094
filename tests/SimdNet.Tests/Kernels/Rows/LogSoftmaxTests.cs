using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels.Rows;

public class LogSoftmaxTests
{
    private const float Inf = float.PositiveInfinity, NaN = float.NaN;

    [Theory]
    [InlineData(new[] { 5f }, 5f, new[] { 0f })]
    [InlineData(new[] { 1f, -Inf }, 1f, new[] { 0f, -Inf })] // a mask
    [InlineData(new[] { 0f, -1000f }, 0f, new[] { 0f, -1000f })]
    [InlineData(new[] { float.MaxValue, float.MinValue }, float.MaxValue, new[] { 0f, -Inf })]
    [InlineData(new[] { -Inf, -Inf }, -Inf, new[] { NaN, NaN })]
    [InlineData(new[] { Inf, 1f }, Inf, new[] { NaN, NaN })]
    [InlineData(new[] { NaN, 1f }, NaN, new[] { NaN, NaN })]
    public void Special_rows(float[] logits, float expectedSum, float[] expected)
    {
        float[] sums = new float[1], logProbs = new float[logits.Length];
        RowKernels.LogSumExp(logits, logits.Length, sums);
        RowKernels.LogSoftmax(logits, logits.Length, logProbs);
        Bits.Equal(expectedSum, sums[0]);
        Bits.Equal(expected, logProbs);
    }

    [Fact]
    public void A_masked_element_has_no_gradient()
    {
        float[] logits = [3, -Inf, 3], sums = new float[1], dLogits = new float[3];
        RowKernels.LogSumExp(logits, 3, sums);
        RowKernels.LogSumExpBackward(logits, 3, sums, [8], dLogits);
        Assert.True(Ulp.Distance(dLogits[0], 4) <= 8 && dLogits[0] == dLogits[2]);
        Bits.Equal(0, dLogits[1]);

        RowKernels.LogSoftmax(logits, 3, logits);
        RowKernels.LogSoftmaxBackward(logits, 3, [1, 0, 0], dLogits);
        Bits.Equal(0, dLogits[1]);
        Assert.True(Ulp.Distance(dLogits[0], 0.5) <= 8 && Ulp.Distance(dLogits[2], -0.5) <= 8);
    }

    [Fact]
    public void Arguments_are_checked()
    {
        float[] five = new float[5], six = Gens.Ordinary(6, seed: 1), three = Gens.Ordinary(3, seed: 2), two = new float[2], memory = Gens.Ordinary(20, seed: 2);
        Refused.With("logits holds 5 floats, which is not a multiple of 2 columns.", "logits", () => RowKernels.LogSumExp(five, 2, three));
        Refused.With("logits holds 5 floats, which is not a multiple of 2 columns.", "logits", () => RowKernels.LogSoftmax(five, 2, five));
        Refused.With("sums holds 2 elements, but rows = 3.", "sums", () => RowKernels.LogSumExp(six, 2, two));
        Refused.With("logProbs holds 5 elements, but logits holds 6.", "logProbs", () => RowKernels.LogSoftmax(six, 2, five));
        Refused.With("dSums holds 2 elements, but rows = 3.", "dSums", () => RowKernels.LogSumExpBackward(six, 2, three, two, six));
        Refused.With("dLogits holds 5 elements, but logits holds 6.", "dLogits", () => RowKernels.LogSumExpBackward(six, 2, three, three, five));
        Refused.With("dLogProbs holds 5 elements, but logProbs holds 6.", "dLogProbs", () => RowKernels.LogSoftmaxBackward(six, 2, five, six));
        Refused.Untouched("sums overlaps logits (it starts 5 elements from it); they must be disjoint.", "sums",
            () => RowKernels.LogSumExp(memory.AsSpan(0, 6), 2, memory.AsSpan(5, 3)), memory);
        Refused.Untouched("logProbs overlaps logits (it starts 1 elements from it); they must be the same span or disjoint.", "logProbs",
            () => RowKernels.LogSoftmax(memory.AsSpan(0, 6), 2, memory.AsSpan(1, 6)), memory);
        Refused.Untouched("dLogits overlaps sums (it starts -2 elements from it); they must be disjoint.", "dLogits",
            () => RowKernels.LogSumExpBackward(six, 2, memory.AsSpan(2, 3), three, memory.AsSpan(0, 6)), memory);
        Refused.Untouched("dLogits overlaps dLogProbs (it starts -2 elements from it); they must be the same span or disjoint.", "dLogits",
            () => RowKernels.LogSoftmaxBackward(six, 2, memory.AsSpan(2, 6), memory.AsSpan(0, 6)), memory);
    }
}

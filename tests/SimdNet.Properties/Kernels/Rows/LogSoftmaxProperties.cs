using FsCheck;
using FsCheck.Fluent;
using SimdNet.Kernels;
using SimdNet.Lanes;

namespace SimdNet.Properties.Kernels.Rows;

/// <summary>Log-sum-exp and log-softmax</summary>
public class LogSoftmaxProperties
{
    // Rows longer than 1024 go through the stack in blocks.
    private static readonly Gen<(int Columns, float[] Logits)> _batches =
        from rows in Gen.Choose(0, 4)
        from columns in Gen.Frequency((5, Gens.Length.Where(length => length > 0)), (1, Gen.Choose(1000, 2200)))
        from scale in Gen.Elements(1f, 20f, 90f)
        from logits in Gens.OrdinaryFloats(rows * columns)
        select (columns, logits.Select(x => x * scale).ToArray());

    // What the sum is off by, relative to it, and with it its logarithm.
    private static double SumBound(int columns) => Rounding.Gamma(((columns + 63) / 64) + 11) + (Math.Log(columns) * Rounding.UnitRoundoff);

    [Fact]
    public void LogSumExp_is_within_its_bound() => Prop.ForAll(_batches, batch =>
    {
        (int columns, float[] logits) = batch;
        var sums = new float[logits.Length / columns];
        RowKernels.LogSumExp(logits, columns, sums);
        double[] expected = ReferenceRows.LogSumExp(logits, columns);
        for (int i = 0; i < sums.Length; i++)
        {
            double max = ReferenceReductions.Max(logits.AsSpan(i * columns, columns));
            double bound = SumBound(columns) + ((2 * (expected[i] - max)) + Math.Abs(expected[i])) * Rounding.UnitRoundoff;
            Assert.True(Math.Abs(sums[i] - expected[i]) <= bound * (1 + 1e-4), $"row {i}: {sums[i]} for {expected[i]}");
        }
    });

    [Fact]
    public void LogSoftmax_is_within_its_bound() => Prop.ForAll(_batches, batch =>
    {
        (int columns, float[] logits) = batch;
        var logProbs = new float[logits.Length];
        RowKernels.LogSoftmax(logits, columns, logProbs);
        double[] expected = ReferenceRows.LogSoftmax(logits, columns);
        for (int i = 0; i < logits.Length; i++)
        {
            double difference = ReferenceReductions.Max(logits.AsSpan(i / columns * columns, columns)) - (double)logits[i];
            double bound = SumBound(columns) + ((difference + (2 * (-expected[i] - difference)) - expected[i]) * Rounding.UnitRoundoff);
            Assert.True(Math.Abs(logProbs[i] - expected[i]) <= bound * (1 + 1e-4), $"element {i}: {logProbs[i]} for {expected[i]}");
        }
    });

    [Fact]
    public void Both_have_the_contracts_order_bit_for_bit() => Prop.ForAll(_batches, batch =>
    {
        (int columns, float[] logits) = batch;
        float[] sums = new float[logits.Length / columns], logProbs = new float[logits.Length];
        float[] expectedSums = new float[sums.Length], expected = new float[logits.Length];
        for (int i = 0; i < sums.Length; i++)
        {
            float[] row = logits[(i * columns)..((i + 1) * columns)];
            float max = ReferenceReductions.Max(row);
            float logSum = Log(ReferenceReductions.InContractOrder(columns, (sum, j) => sum + Exp(row[j] - max)));
            expectedSums[i] = max + logSum;
            for (int j = 0; j < columns; j++) expected[(i * columns) + j] = row[j] - max - logSum;
        }

        RowKernels.LogSumExp(logits, columns, sums);
        RowKernels.LogSoftmax(logits, columns, logProbs);
        Bits.Equal(expectedSums, sums, "sums");
        Bits.Equal(expected, logProbs, "logProbs");

        RowKernels.LogSoftmax(logits, columns, logits);
        Bits.Equal(expected, logits, "in place");
    });

    [Fact]
    public void LogSumExpBackward_is_the_scaled_softmax() => Prop.ForAll(_batches, batch =>
    {
        (int columns, float[] logits) = batch;
        float[] sums = new float[logits.Length / columns], dSums = Gens.Ordinary(sums.Length, seed: 1), dLogits = new float[logits.Length];
        RowKernels.LogSumExp(logits, columns, sums);
        RowKernels.LogSumExpBackward(logits, columns, sums, dSums, dLogits);
        for (int i = 0; i < logits.Length; i++)
        {
            double difference = (double)logits[i] - sums[i / columns], expected = dSums[i / columns] * Math.Exp(difference);
            double bound = ((Rounding.Gamma(3) + (Math.Abs(difference) * Rounding.UnitRoundoff * (1 + 1e-4))) * Math.Abs(expected)) + (2 * float.Epsilon);
            Assert.True(Math.Abs(dLogits[i] - expected) <= bound, $"element {i}: {dLogits[i]} for {expected}");
            Bits.Equal(dSums[i / columns] * Exp(logits[i] - sums[i / columns]), dLogits[i]);
        }

        RowKernels.LogSumExpBackward(logits, columns, sums, dSums, logits);
        Bits.Equal(dLogits, logits, "in place");
    });

    [Fact]
    public void LogSoftmaxBackward_is_within_its_bound_and_has_the_contracts_order() => Prop.ForAll(_batches, batch =>
    {
        (int columns, float[] y) = batch;
        float[] dy = Gens.Ordinary(y.Length, seed: y.Length), dx = new float[y.Length];
        RowKernels.LogSoftmax(y, columns, y);
        RowKernels.LogSoftmaxBackward(y, columns, dy, dx);
        for (int i = 0; i < y.Length; i++)
        {
            float[] row = dy[(i / columns * columns)..((i / columns * columns) + columns)];
            double prob = Math.Exp(y[i]), expected = dy[i] - (prob * row.Sum(d => (double)d));
            double bound = (Rounding.Gamma(((columns + 63) / 64) + 7) * prob * row.Sum(d => Math.Abs((double)d))) + (Rounding.Gamma(1) * Math.Abs(expected)) + float.Epsilon;
            Assert.True(Math.Abs(dx[i] - expected) <= bound * (1 + 1e-4), $"element {i}: {dx[i]} for {expected}");
            if (i % columns == columns - 1)
                Bits.Equal(MathF.FusedMultiplyAdd(-Exp(y[i]), ReferenceReductions.InContractOrder(columns, (sum, j) => sum + row[j]), dy[i]), dx[i]);
        }

        foreach (bool ofY in new[] { true, false })
        {
            float[] y2 = [.. y], dy2 = [.. dy], inPlace = ofY ? y2 : dy2;
            RowKernels.LogSoftmaxBackward(y2, columns, dy2, inPlace);
            Bits.Equal(dx, inPlace, "in place");
        }
    });

    private static float Exp(float x) => F32x1.SumTree(LaneMath.Exp(F32x1.Broadcast(x)));

    private static float Log(float x) => F32x1.SumTree(LaneMath.Log(F32x1.Broadcast(x)));
}

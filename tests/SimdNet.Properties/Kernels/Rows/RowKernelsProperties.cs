using FsCheck;
using FsCheck.Fluent;
using SimdNet.Kernels;
using SimdNet.Lanes;

namespace SimdNet.Properties.Kernels.Rows;

public class RowKernelsProperties
{
    private static Gen<(int Columns, float[] Logits)> Batches(float scale) =>
        from rows in Gen.Choose(0, 5)
        from columns in Gens.Length.Where(length => length > 0)
        from logits in Gens.OrdinaryFloats(rows * columns)
        select (columns, logits.Select(x => x * scale).ToArray());

    private static Gen<(int Columns, float[] Logits)> AnyBatches => Gen.OneOf(Batches(1), Batches(20), Batches(90));

    // Softmax's stated bound: what rounding does to the exponents, the sum and the quotient; underflow adds 2^-149.
    private static double SoftmaxBound(double prob, double difference, int columns) =>
        (prob * (Rounding.Gamma(((columns + 63) / 64) + 11) + ((Math.Abs(difference) + Math.Log(columns)) * Rounding.UnitRoundoff * (1 + 1e-4)))) + (2 * float.Epsilon);

    [Fact]
    public void Softmax_is_within_its_bound() => Prop.ForAll(AnyBatches, batch =>
    {
        var probs = new float[batch.Logits.Length];
        RowKernels.Softmax(batch.Logits, batch.Columns, probs);
        double[] expected = ReferenceRows.Softmax(batch.Logits, batch.Columns);
        for (int i = 0; i < probs.Length; i++)
        {
            double difference = batch.Logits[i] - (double)ReferenceReductions.Max(batch.Logits.AsSpan(i / batch.Columns * batch.Columns, batch.Columns));
            Assert.True(Math.Abs(probs[i] - expected[i]) <= SoftmaxBound(expected[i], difference, batch.Columns), $"element {i}: {probs[i]} for {expected[i]}");
        }
    });

    [Fact]
    public void Softmax_has_the_contracts_order_bit_for_bit() => Prop.ForAll(AnyBatches, batch =>
    {
        var probs = new float[batch.Logits.Length];
        RowKernels.Softmax(batch.Logits, batch.Columns, probs);
        Bits.Equal(InOrder(batch.Logits, batch.Columns), probs, "probs");

        float[] inPlace = [.. batch.Logits];
        RowKernels.Softmax(inPlace, batch.Columns, inPlace);
        Bits.Equal(probs, inPlace, "in place");
    });

    [Fact]
    public void A_rows_softmax_has_the_bits_that_it_has_alone() => Prop.ForAll(AnyBatches, batch =>
    {
        var together = new float[batch.Logits.Length];
        RowKernels.Softmax(batch.Logits, batch.Columns, together);
        for (int row = 0; row < together.Length; row += batch.Columns)
        {
            var alone = new float[batch.Columns];
            RowKernels.Softmax(batch.Logits.AsSpan(row, batch.Columns), batch.Columns, alone);
            Bits.Equal(together.AsSpan(row, batch.Columns), alone, "the row");
        }
    });

    [Fact]
    public void SoftmaxBackward_is_within_the_bound_of_its_sum() => Prop.ForAll(Batches(4), batch =>
    {
        float[] probs = new float[batch.Logits.Length], dLogits = new float[probs.Length], dProbs = Gens.Ordinary(probs.Length, seed: probs.Length);
        RowKernels.Softmax(batch.Logits, batch.Columns, probs);
        RowKernels.SoftmaxBackward(probs, batch.Columns, dProbs, dLogits);
        double[] expected = ReferenceRows.SoftmaxBackward(probs, batch.Columns, dProbs);
        for (int i = 0; i < probs.Length; i++)
        {
            // y (dy - dot): dot's error, two roundings. The reference uses sum y = 1, which holds up to softmax's own error.
            int row = i / batch.Columns * batch.Columns;
            double magnitudes = Enumerable.Range(row, batch.Columns).Sum(j => Math.Abs((double)probs[j] * dProbs[j]));
            double bound = probs[i] * ((Rounding.Gamma(((batch.Columns + 63) / 64) + 8) * magnitudes) + (Rounding.Gamma(2) * Math.Abs(dProbs[i]))) + float.Epsilon;
            Assert.True(Math.Abs(dLogits[i] - expected[i]) <= bound, $"element {i}: {dLogits[i]} for {expected[i]}");
        }

        foreach (float[] target in new[] { probs, dProbs })
        {
            float[] probs2 = [.. probs], dProbs2 = [.. dProbs];
            float[] inPlace = target == probs ? probs2 : dProbs2;
            RowKernels.SoftmaxBackward(probs2, batch.Columns, dProbs2, inPlace);
            Bits.Equal(dLogits, inPlace, "in place");
        }
    });

    [Fact]
    public void SoftmaxBackward_has_the_contracts_order_bit_for_bit() => Prop.ForAll(Batches(4), batch =>
    {
        float[] y = batch.Logits, dy = Gens.Ordinary(y.Length, seed: y.Length), dx = new float[y.Length];
        RowKernels.SoftmaxBackward(y, batch.Columns, dy, dx);
        float[] expected = new float[y.Length];
        for (int row = 0; row < y.Length; row += batch.Columns)
        {
            float dot = ReferenceReductions.InContractOrder(batch.Columns, (sum, j) => MathF.FusedMultiplyAdd(y[row + j], dy[row + j], sum));
            for (int i = row; i < row + batch.Columns; i++) expected[i] = y[i] * (dy[i] - dot);
        }
        Bits.Equal(expected, dx, "dLogits");
    });

    [Fact]
    public void SoftmaxCrossEntropy_is_within_the_bound_of_its_parts() => Prop.ForAll(AnyBatches, batch =>
    {
        (int columns, float[] logits) = batch;
        int[] labels = Labels(logits.Length / columns, columns);
        float[] losses = new float[labels.Length], dLogits = new float[logits.Length];
        RowKernels.SoftmaxCrossEntropy(logits, columns, labels, losses, dLogits);
        (double[] expectedLosses, double[] gradient) = ReferenceRows.SoftmaxCrossEntropy(logits, columns, labels);
        double[] probs = ReferenceRows.Softmax(logits, columns);
        for (int i = 0; i < labels.Length; i++)
        {
            double max = ReferenceReductions.Max(logits.AsSpan(i * columns, columns)), difference = logits[(i * columns) + labels[i]] - max;
            double logSum = expectedLosses[i] + difference;
            double bound = SoftmaxBound(1, 0, columns) + (Rounding.Gamma(2) * logSum) + (Rounding.Gamma(1) * (Math.Abs(difference) + expectedLosses[i])) * (1 + 1e-4);
            Assert.True(Math.Abs(losses[i] - expectedLosses[i]) <= bound, $"loss {i}: {losses[i]} for {expectedLosses[i]}");
            for (int j = i * columns; j < (i + 1) * columns; j++)
            {
                double ofProbs = SoftmaxBound(probs[j], logits[j] - max, columns) / labels.Length;
                Assert.True(Math.Abs(dLogits[j] - gradient[j]) <= ofProbs * (1 + 1e-5) + Rounding.Gamma(2) * Math.Abs(gradient[j]) + float.Epsilon, $"element {j}: {dLogits[j]} for {gradient[j]}");
            }
        }
    });

    [Fact]
    public void SoftmaxCrossEntropy_has_the_contracts_order_bit_for_bit() => Prop.ForAll(AnyBatches, batch =>
    {
        (int columns, float[] logits) = batch;
        int rows = logits.Length / columns;
        int[] labels = Labels(rows, columns);
        float[] losses = new float[rows], dLogits = new float[logits.Length], expectedLosses = new float[rows], expected = InOrder(logits, columns);
        for (int i = 0; i < rows; i++)
        {
            (float[] exp, float max) = Exponentials(logits.AsSpan(i * columns, columns));
            expectedLosses[i] = Log(ReferenceReductions.InContractOrder(columns, (sum, j) => sum + exp[j])) - (logits[(i * columns) + labels[i]] - max);
            expected[(i * columns) + labels[i]] -= 1;
            foreach (ref float value in expected.AsSpan(i * columns, columns)) value /= rows;
        }

        RowKernels.SoftmaxCrossEntropy(logits, columns, labels, losses, dLogits);
        Bits.Equal(expectedLosses, losses, "losses");
        Bits.Equal(expected, dLogits, "dLogits");

        float[] inPlace = [.. logits];
        RowKernels.SoftmaxCrossEntropy(inPlace, columns, labels, losses, inPlace);
        Bits.Equal(expectedLosses, losses, "losses in place");
        Bits.Equal(expected, inPlace, "dLogits in place");
    });

    private static int[] Labels(int rows, int columns) => [.. Enumerable.Range(0, rows).Select(i => (i * 7919) % columns)];

    private static float[] InOrder(float[] logits, int columns)
    {
        var probs = new float[logits.Length];
        for (int row = 0; row < logits.Length; row += columns)
        {
            (float[] exp, _) = Exponentials(logits.AsSpan(row, columns));
            float scale = 1 / ReferenceReductions.InContractOrder(columns, (sum, j) => sum + exp[j]);
            for (int j = 0; j < columns; j++) probs[row + j] = exp[j] * scale;
        }
        return probs;
    }

    private static (float[] Exp, float Max) Exponentials(ReadOnlySpan<float> row)
    {
        float max = ReferenceReductions.Max(row);
        var exp = new float[row.Length];
        for (int j = 0; j < row.Length; j++) exp[j] = F32x1.SumTree(LaneMath.Exp(F32x1.Broadcast(row[j] - max)));
        return (exp, max);
    }

    private static float Log(float x) => F32x1.SumTree(LaneMath.Log(F32x1.Broadcast(x)));
}

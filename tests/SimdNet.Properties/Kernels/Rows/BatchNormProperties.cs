using FsCheck;
using FsCheck.Fluent;
using SimdNet.Kernels;

namespace SimdNet.Properties.Kernels.Rows;

public class BatchNormProperties
{
    private const float Epsilon = 1e-5f;

    // Rows around the groups of eight, columns around the strips of 256.
    private static readonly Gen<(int Columns, float[] X)> _batches =
        from rows in Gen.Choose(1, 35)
        from columns in Gen.Frequency((5, Gen.Choose(1, 40)), (1, Gen.Choose(250, 530)))
        from scale in Gen.Elements(1e-3f, 1f, 1000f)
        from offset in Gen.Elements(0f, 1f, -1000f)
        from x in Gens.OrdinaryFloats(rows * columns)
        select (columns, x.Select(value => (value * scale) + offset).ToArray());

    [Fact]
    public void Statistics_are_within_their_bounds() => Prop.ForAll(_batches, batch =>
    {
        (int columns, float[] x) = batch;
        (float[] mean, float[] variance) = Statistics(x, columns);
        (double[] expectedMean, double[] expectedVariance) = ReferenceNorms.BatchNormStatistics(Doubles(x), columns);
        int k = (((x.Length / columns) + 7) / 8) + 9;
        for (int j = 0; j < columns; j++)
        {
            double e = Rounding.Gamma(k) * ReferenceNorms.Column(Doubles(x), columns, j).Average(Math.Abs);
            Assert.True(Math.Abs(mean[j] - expectedMean[j]) <= e + float.Epsilon, $"mean {j}: {mean[j]} for {expectedMean[j]}");
            double bound = (Rounding.Gamma(k + 2) * (expectedVariance[j] + (e * e))) + (e * e) + float.Epsilon;
            Assert.True(Math.Abs(variance[j] - expectedVariance[j]) <= bound * (1 + 1e-4), $"variance {j}: {variance[j]} for {expectedVariance[j]}");
        }
    });

    [Fact]
    public void Statistics_have_the_documented_order_bit_for_bit() => Prop.ForAll(_batches, batch =>
    {
        (int columns, float[] x) = batch;
        int rows = x.Length / columns;
        (float[] mean, float[] variance) = Statistics(x, columns);
        for (int j = 0; j < columns; j++)
        {
            float m = InOrder(rows, (sum, i) => sum + x[(i * columns) + j]) / rows;
            Bits.Equal(m, mean[j], $"mean {j}");
            Bits.Equal(InOrder(rows, (sum, i) => MathF.FusedMultiplyAdd(x[(i * columns) + j] - m, x[(i * columns) + j] - m, sum)) / rows, variance[j], $"variance {j}");
        }
    });

    [Fact]
    public void The_output_is_within_its_bound_and_has_the_bits_of_its_formula() => Prop.ForAll(_batches, batch =>
    {
        (int columns, float[] x) = batch;
        (float[] mean, float[] variance) = Statistics(x, columns);
        float[] gamma = Gens.Ordinary(columns, seed: 1), beta = Gens.Ordinary(columns, seed: 2), y = new float[x.Length];
        RowKernels.BatchNorm(x, columns, mean, variance, gamma, beta, Epsilon, y);
        double[] expected = ReferenceNorms.BatchNorm(Doubles(x), columns, Doubles(mean), Doubles(variance), Doubles(gamma), Doubles(beta), Epsilon);
        for (int i = 0; i < x.Length; i++)
        {
            int j = i % columns;
            double bound = (Rounding.Gamma(5) * Math.Abs(expected[i] - beta[j])) + (Rounding.UnitRoundoff * Math.Abs(expected[i])) + float.Epsilon;
            Assert.True(Math.Abs(y[i] - expected[i]) <= bound * (1 + 1e-4), $"element {i}: {y[i]} for {expected[i]}");
            Bits.Equal(MathF.FusedMultiplyAdd((x[i] - mean[j]) * (1 / MathF.Sqrt(variance[j] + Epsilon)), gamma[j], beta[j]), y[i]);
        }

        RowKernels.BatchNorm(x, columns, mean, variance, gamma, beta, Epsilon, x);
        Bits.Equal(y, x, "in place");
    });

    [Fact]
    public void The_running_statistics_take_their_share_of_the_batchs() => Prop.ForAll(_batches, batch =>
    {
        (int columns, float[] x) = batch;
        int rows = (x.Length / columns) + 1;
        (float[] mean, float[] variance) = Statistics(x, columns);
        float[] runningMean = Gens.Ordinary(columns, seed: 1), runningVariance = Gens.Ordinary(columns, seed: 2), oldMean = [.. runningMean], oldVariance = [.. runningVariance];
        RowKernels.BatchNormRunning(mean, variance, rows, 0.1f, runningMean, runningVariance);
        for (int j = 0; j < columns; j++)
        {
            Check(oldMean[j], mean[j], runningMean[j]);
            Check(oldVariance[j], variance[j] * (double)rows / (rows - 1), runningVariance[j]);
        }

        // 1 - momentum, rows / (rows - 1), two products, the sum
        static void Check(double old, double added, double actual) =>
            Assert.InRange(actual - ((0.1f * added) + ((1.0 - 0.1f) * old)), -Rounding.Gamma(4) * (Math.Abs(old) + Math.Abs(added)), Rounding.Gamma(4) * (Math.Abs(old) + Math.Abs(added)));
    });

    [Fact]
    public void The_gradients_are_within_their_bounds() => Prop.ForAll(_batches, batch =>
    {
        (int columns, float[] x) = batch;
        int rows = x.Length / columns;
        (float[] mean, float[] variance) = Statistics(x, columns);
        float[] gamma = Gens.Ordinary(columns, seed: 1), dy = Gens.Ordinary(x.Length, seed: 3);
        double gammaK = Rounding.Gamma(((rows + 7) / 8) + 14);
        foreach (bool ofBatch in new[] { true, false })
        {
            float[] dx = new float[x.Length], dGamma = new float[columns], dBeta = new float[columns];
            RowKernels.BatchNormBackward(x, columns, mean, variance, ofBatch, gamma, Epsilon, dy, dx, dGamma, dBeta);
            for (int j = 0; j < columns; j++)
            {
                double rstd = 1 / Math.Sqrt((double)variance[j] + Epsilon);
                double[] xhat = [.. ReferenceNorms.Column(Doubles(x), columns, j).Select(value => (value - mean[j]) * rstd)];
                double[] column = ReferenceNorms.Column(Doubles(dy), columns, j), g = [.. column.Select(value => value * gamma[j])];
                (double[] expected, double[] magnitude) = ofBatch
                    ? ReferenceNorms.Backward(xhat, rstd, g, isCentred: true)
                    : ([.. g.Select(value => value * rstd)], [.. g.Select(value => Math.Abs(value) * rstd)]);
                for (int i = 0; i < rows; i++)
                    Assert.True(Math.Abs(dx[(i * columns) + j] - expected[i]) <= (gammaK * magnitude[i]) + float.Epsilon, $"row {i}, column {j}: {dx[(i * columns) + j]} for {expected[i]}");
                double[] terms = [.. xhat.Zip(column, (a, b) => a * b)];
                Assert.True(Math.Abs(dGamma[j] - terms.Sum()) <= (gammaK * terms.Sum(Math.Abs)) + float.Epsilon, $"dGamma {j}: {dGamma[j]} for {terms.Sum()}");
                Assert.True(Math.Abs(dBeta[j] - column.Sum()) <= (gammaK * column.Sum(Math.Abs)) + float.Epsilon, $"dBeta {j}: {dBeta[j]} for {column.Sum()}");
            }

            float[] inPlace = [.. dy], dGammaTwice = [.. dGamma], dBetaTwice = [.. dBeta];
            RowKernels.BatchNormBackward(x, columns, mean, variance, ofBatch, gamma, Epsilon, inPlace, inPlace, new float[columns], new float[columns]);
            Bits.Equal(dx, inPlace, "in place");
            RowKernels.BatchNormBackward(x, columns, mean, variance, ofBatch, gamma, Epsilon, dy, [], dGammaTwice, dBetaTwice);
            Bits.Equal(Array.ConvertAll(dGamma, value => 2 * value), dGammaTwice, "dGamma added to");
            Bits.Equal(Array.ConvertAll(dBeta, value => 2 * value), dBetaTwice, "dBeta added to");
        }
    });

    private static (float[] Mean, float[] Variance) Statistics(float[] x, int columns)
    {
        float[] mean = new float[columns], variance = new float[columns];
        RowKernels.BatchNormStatistics(x, columns, mean, variance);
        return (mean, variance);
    }

    private static float InOrder(int rows, Func<float, int, float> step)
    {
        float sum = 0;
        foreach (int[] group in Enumerable.Range(0, rows).Chunk(8))
            sum += group.Aggregate(0f, step);
        return sum;
    }

    private static double[] Doubles(float[] x) => Array.ConvertAll(x, value => (double)value);
}

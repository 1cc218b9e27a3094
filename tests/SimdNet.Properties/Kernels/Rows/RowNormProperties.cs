using FsCheck;
using FsCheck.Fluent;
using SimdNet.Kernels;

namespace SimdNet.Properties.Kernels.Rows;

/// <summary>Layer norm and RMS norm</summary>
public class RowNormProperties
{
    private const float Epsilon = 1e-5f;

    private static readonly Gen<(int Columns, float[] X)> _batches =
        from rows in Gen.Choose(0, 6)
        from columns in Gens.Length.Where(length => length > 0)
        from scale in Gen.Elements(1e-3f, 1f, 1000f)
        from offset in Gen.Elements(0f, 1f, -1000f)
        from x in Gens.OrdinaryFloats(rows * columns)
        select (columns, x.Select(value => (value * scale) + offset).ToArray());

    [Fact]
    public void LayerNorm_is_within_its_bound() => Prop.ForAll(_batches, batch =>
    {
        (int columns, float[] x) = batch;
        float[] gamma = Gens.Ordinary(columns, seed: 1), beta = Gens.Ordinary(columns, seed: 2), y = new float[x.Length];
        RowKernels.LayerNorm(x, columns, gamma, beta, Epsilon, y, [], []);
        (double[] expected, double[] mean, double[] rstd) = ReferenceNorms.LayerNorm(Doubles(x), columns, Doubles(gamma), Doubles(beta), Epsilon);
        int n = (columns + 63) / 64;
        for (int i = 0; i < x.Length; i++)
        {
            int row = i / columns, j = i % columns;
            double h = Rounding.Gamma(n + 6) * rstd[row] * x.AsSpan(row * columns, columns).ToArray().Average(value => Math.Abs((double)value));
            double z = Math.Abs(x[i] - mean[row]) * rstd[row];
            double bound = (Math.Abs(gamma[j]) * (h + ((z + h) * (Rounding.Gamma((n / 2) + 10) + (h * h))))) + (Rounding.UnitRoundoff * Math.Abs(expected[i])) + (4 * float.Epsilon);
            Assert.True(Math.Abs(y[i] - expected[i]) <= bound * (1 + 1e-4), $"element {i}: {y[i]} for {expected[i]}");
        }
    });

    [Fact]
    public void LayerNorm_has_the_contracts_order_bit_for_bit() => Prop.ForAll(_batches, batch =>
    {
        (int columns, float[] x) = batch;
        int rows = x.Length / columns;
        float[] gamma = Gens.Ordinary(columns, seed: 1), beta = Gens.Ordinary(columns, seed: 2);
        float[] y = new float[x.Length], mean = new float[rows], rstd = new float[rows], expected = new float[x.Length];
        RowKernels.LayerNorm(x, columns, gamma, beta, Epsilon, y, mean, rstd);
        for (int i = 0; i < rows; i++)
        {
            int row = i * columns;
            float m = ReferenceReductions.InContractOrder(columns, (sum, j) => sum + x[row + j]) / columns;
            float r = 1 / MathF.Sqrt((ReferenceReductions.InContractOrder(columns, (sum, j) => MathF.FusedMultiplyAdd(x[row + j] - m, x[row + j] - m, sum)) / columns) + Epsilon);
            Bits.Equal(m, mean[i], "mean");
            Bits.Equal(r, rstd[i], "rstd");
            for (int j = 0; j < columns; j++) expected[row + j] = MathF.FusedMultiplyAdd((x[row + j] - m) * r, gamma[j], beta[j]);
        }

        Bits.Equal(expected, y, "y");
        RowKernels.LayerNorm(x, columns, gamma, beta, Epsilon, x, [], []);
        Bits.Equal(expected, x, "in place");
    });

    [Fact]
    public void LayerNormBackward_is_within_its_bound() => Prop.ForAll(_batches, batch =>
    {
        (int columns, float[] x) = batch;
        int rows = x.Length / columns;
        float[] gamma = Gens.Ordinary(columns, seed: 1), beta = Gens.Ordinary(columns, seed: 2), dy = Gens.Ordinary(x.Length, seed: 3);
        float[] y = new float[x.Length], mean = new float[rows], rstd = new float[rows], dx = new float[x.Length], dGamma = new float[columns], dBeta = new float[columns];
        RowKernels.LayerNorm(x, columns, gamma, beta, Epsilon, y, mean, rstd);
        RowKernels.LayerNormBackward(x, columns, gamma, mean, rstd, dy, dx, dGamma, dBeta);

        double[] xhat = [.. x.Select((value, i) => ((double)value - mean[i / columns]) * rstd[i / columns])];
        AssertRows(columns, xhat, rstd, gamma, dy, dx, isCentred: true);
        AssertSums(columns, xhat, dy, dGamma);
        AssertSums(columns, [.. xhat.Select(_ => 1.0)], dy, dBeta);

        float[] inPlace = [.. dy], dGammaAgain = [.. dGamma], dBetaAgain = [.. dBeta];
        RowKernels.LayerNormBackward(x, columns, gamma, mean, rstd, inPlace, inPlace, new float[columns], new float[columns]);
        Bits.Equal(dx, inPlace, "in place");
        RowKernels.LayerNormBackward(x, columns, gamma, mean, rstd, dy, [], dGammaAgain, dBetaAgain);
        for (int j = 0; j < columns; j++)
        {
            for (int i = j; i < x.Length; i += columns)
            {
                dGamma[j] = MathF.FusedMultiplyAdd(dy[i], (x[i] - mean[i / columns]) * rstd[i / columns], dGamma[j]);
                dBeta[j] += dy[i];
            }
        }

        Bits.Equal(dGamma, dGammaAgain, "dGamma added to");
        Bits.Equal(dBeta, dBetaAgain, "dBeta added to");
    });

    [Fact]
    public void RmsNorm_is_within_its_bound_and_has_the_contracts_order() => Prop.ForAll(_batches, batch =>
    {
        (int columns, float[] x) = batch;
        float[] gamma = Gens.Ordinary(columns, seed: 1), y = new float[x.Length], rstd = new float[x.Length / columns];
        RowKernels.RmsNorm(x, columns, gamma, Epsilon, y, rstd);
        (double[] expected, _) = ReferenceNorms.RmsNorm(Doubles(x), columns, Doubles(gamma), Epsilon);
        for (int i = 0; i < x.Length; i++)
        {
            double bound = (Rounding.Gamma(((columns + 63) / 64 / 2) + 9) * Math.Abs(expected[i])) + (4 * float.Epsilon);
            Assert.True(Math.Abs(y[i] - expected[i]) <= bound, $"element {i}: {y[i]} for {expected[i]}");
        }

        for (int row = 0; row < x.Length; row += columns)
        {
            float r = 1 / MathF.Sqrt((ReferenceReductions.InContractOrder(columns, (sum, j) => MathF.FusedMultiplyAdd(x[row + j], x[row + j], sum)) / columns) + Epsilon);
            Bits.Equal(r, rstd[row / columns], "rstd");
            Bits.Equal(x[row] * r * gamma[0], y[row], "the row's first");
        }

        RowKernels.RmsNorm(x, columns, gamma, Epsilon, x, []);
        Bits.Equal(y, x, "in place");
    });

    [Fact]
    public void RmsNormBackward_is_within_its_bound() => Prop.ForAll(_batches, batch =>
    {
        (int columns, float[] x) = batch;
        float[] gamma = Gens.Ordinary(columns, seed: 1), dy = Gens.Ordinary(x.Length, seed: 3);
        float[] y = new float[x.Length], rstd = new float[x.Length / columns], dx = new float[x.Length], dGamma = new float[columns];
        RowKernels.RmsNorm(x, columns, gamma, Epsilon, y, rstd);
        RowKernels.RmsNormBackward(x, columns, gamma, rstd, dy, dx, dGamma);

        double[] xhat = [.. x.Select((value, i) => (double)value * rstd[i / columns])];
        AssertRows(columns, xhat, rstd, gamma, dy, dx, isCentred: false);
        AssertSums(columns, xhat, dy, dGamma);

        float[] inPlace = [.. dy], once = [.. dGamma];
        RowKernels.RmsNormBackward(x, columns, gamma, rstd, inPlace, inPlace, new float[columns]);
        Bits.Equal(dx, inPlace, "in place");
        RowKernels.RmsNormBackward(x, columns, gamma, rstd, dy, [], once);
        for (int i = 0; i < x.Length; i++) dGamma[i % columns] = MathF.FusedMultiplyAdd(dy[i], x[i] * rstd[i / columns], dGamma[i % columns]);
        Bits.Equal(dGamma, once, "dGamma added to");
    });

    private static double[] Doubles(float[] x) => Array.ConvertAll(x, value => (double)value);

    private static void AssertRows(int columns, double[] xhat, float[] rstd, float[] gamma, float[] dy, float[] dx, bool isCentred)
    {
        for (int row = 0; row < dx.Length; row += columns)
        {
            double[] g = [.. gamma.Select((factor, j) => (double)factor * dy[row + j])];
            (double[] expected, double[] magnitude) = ReferenceNorms.Backward(xhat[row..(row + columns)], rstd[row / columns], g, isCentred);
            for (int j = 0; j < columns; j++)
            {
                double bound = (Rounding.Gamma(((columns + 63) / 64) + 14) * magnitude[j]) + (4 * float.Epsilon * (1 + rstd[row / columns]));
                Assert.True(Math.Abs(dx[row + j] - expected[j]) <= bound, $"element {row + j}: {dx[row + j]} for {expected[j]}");
            }
        }
    }

    private static void AssertSums(int columns, double[] factors, float[] dy, float[] sums)
    {
        for (int j = 0; j < columns; j++)
        {
            double[] terms = [.. Enumerable.Range(0, dy.Length / columns).Select(i => factors[(i * columns) + j] * dy[(i * columns) + j])];
            double bound = (Rounding.Gamma(terms.Length + 2) * terms.Sum(Math.Abs)) + float.Epsilon;
            Assert.True(Math.Abs(sums[j] - terms.Sum()) <= bound, $"sum {j}: {sums[j]} for {terms.Sum()}");
        }
    }
}

using FsCheck;
using FsCheck.Fluent;
using SimdNet.Kernels;

namespace SimdNet.Properties.Kernels.Rows;

public class EntropyProperties
{
    // Rows past the blocks of 1024 too; some probabilities are 0, some subnormal.
    private static readonly Gen<(int Columns, float[] Probs)> _rows =
        from columns in Gen.Frequency((5, Gens.Length), (1, Gen.Choose(1000, 2100)))
        from rows in Gen.Choose(1, 3)
        from seed in Gen.Choose(0, int.MaxValue)
        select (columns + 1, Probabilities(seed, rows * (columns + 1)));

    [Fact]
    public void Entropy_is_within_its_bound() => Prop.ForAll(_rows, c =>
    {
        (int columns, float[] probs) = c;
        var entropies = new float[probs.Length / columns];
        RowKernels.Entropy(probs, columns, entropies);
        double[] expected = ReferenceRows.Entropy(probs, columns);
        for (int i = 0; i < entropies.Length; i++)
        {
            double bound = Rounding.Gamma(((columns + 63) / 64) + 9) * expected[i]; // every term is positive; below 2^-126 one is rounded to 2^-149
            Assert.True(Math.Abs(entropies[i] - expected[i]) <= bound + (columns * (double)float.Epsilon), $"row {i}: {entropies[i]} for {expected[i]}");
        }
    });

    [Fact]
    public void It_has_the_contracts_order_bit_for_bit() => Prop.ForAll(_rows, c =>
    {
        (int columns, float[] probs) = c;
        var entropies = new float[probs.Length / columns];
        RowKernels.Entropy(probs, columns, entropies);
        var logs = new float[probs.Length];
        ElementwiseKernels.Log(probs, logs);
        for (int i = 0; i < entropies.Length; i++)
        {
            int row = i * columns;
            Bits.Equal(ReferenceReductions.InContractOrder(columns, (sum, j) => sum + (probs[row + j] == 0 ? 0 : -probs[row + j] * logs[row + j])), entropies[i], $"row {i}");
        }
    });

    private static float[] Probabilities(int seed, int length)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.Next(6) switch
        {
            0 => 0f,
            1 => MathF.ScaleB((float)random.NextDouble(), -random.Next(1, 149)),
            _ => (float)random.NextDouble(),
        })];
    }
}

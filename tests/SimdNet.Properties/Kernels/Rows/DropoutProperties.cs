using FsCheck;
using FsCheck.Fluent;
using SimdNet.Kernels;

namespace SimdNet.Properties.Kernels.Rows;

public class DropoutProperties
{
    // Past the blocks of 256 too.
    private static readonly Gen<(float P, float[] X)> _cases =
        from p in Gen.Elements(0f, 0.1f, 0.5f, 0.75f, MathF.BitDecrement(1))
        from length in Gen.Frequency((5, Gens.Length), (1, Gen.Choose(250, 800)))
        from x in Gens.FiniteFloats(length)
        select (p, x);

    [Fact]
    public void An_element_is_zero_or_scaled_by_what_its_random_number_says() => Prop.ForAll(_cases, c =>
    {
        (float p, float[] x) = c;
        var bits = new uint[x.Length];
        Philox.Fill(7, 9, 0, bits);
        float[] expected = [.. x.Select((value, i) => (bits[i] >> 8) / (double)(1 << 24) >= p ? value * (1 / (1 - p)) : 0)];
        var y = new float[x.Length];

        RowKernels.Dropout(x, p, seed: 7, stream: 9, y);
        Bits.Equal(expected, y);

        RowKernels.DropoutBackward(x, p, seed: 7, stream: 9, x);
        Bits.Equal(expected, x, "in place");
    });

    [Fact]
    public void One_mask_for_all_rows_makes_of_each_what_it_would_be_alone() => Prop.ForAll(_cases, c =>
    {
        (float p, float[] row) = c;
        if (row.Length == 0)
            return;
        float[] other = Gens.Ordinary(row.Length, seed: 1), alone = new float[row.Length], otherAlone = new float[row.Length], y = new float[3 * row.Length];
        RowKernels.Dropout(row, p, seed: 7, stream: 9, alone);
        RowKernels.Dropout(other, p, seed: 7, stream: 9, otherAlone);
        float[] x = [.. row, .. other, .. row];

        RowKernels.Dropout(x, row.Length, p, seed: 7, stream: 9, y);
        Bits.Equal([.. alone, .. otherAlone, .. alone], y);

        RowKernels.Dropout(x, row.Length, p, seed: 7, stream: 9, x);
        Bits.Equal(y, x, "in place");
    });
}

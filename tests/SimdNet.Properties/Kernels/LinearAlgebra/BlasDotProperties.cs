using FsCheck.Fluent;
using SimdNet.Kernels;

namespace SimdNet.Properties.Kernels.LinearAlgebra;

public class BlasDotProperties
{
    [Fact]
    public void Dot_is_within_its_bound() =>
        Prop.ForAll(from length in Gen.Choose(0, 3000) from x in Gens.OrdinaryFloats(length) from y in Gens.OrdinaryFloats(length) select (x, y), data =>
        {
            double magnitudes = data.x.Zip(data.y, (x, y) => Math.Abs((double)x * y)).Sum();
            double bound = Rounding.Gamma(((data.x.Length + 63) / 64) + 6) * magnitudes;
            Assert.InRange(Blas.Dot(data.x, data.y) - ReferenceBlas.Dot(data.x, data.y), -bound, bound);
        });

    [Fact]
    public void Dot_has_the_contracts_order_bit_for_bit()
    {
        int[] lengths = [.. Enumerable.Range(0, 301), 1000, 4096, 4097, 10007];
        foreach (int length in lengths)
        {
            float[] x = Gens.Ordinary(length, seed: length), y = Gens.Ordinary(length, seed: -1 - length);
            Bits.Equal(InOrder(x, y), Blas.Dot(x, y), $"the product of {length}");
        }
    }

    [Fact]
    public void Dot_keeps_the_contract_with_any_floats_at_any_alignment() =>
        Prop.ForAll(from length in Gens.Length from offset in Gen.Choose(0, 17) from x in Gens.AnyFloats(length + offset) from y in Gens.AnyFloats(length) select (x, y, offset), data =>
            Bits.Equal(InOrder(data.x[data.offset..], data.y), Blas.Dot(data.x.AsSpan(data.offset), data.y)));

    private static float InOrder(float[] x, float[] y) =>
        ReferenceReductions.InContractOrder(x.Length, (sum, i) => MathF.FusedMultiplyAdd(x[i], y[i], sum));
}

using FsCheck.Fluent;
using SimdNet.Kernels;

namespace SimdNet.Properties.Kernels.Reductions;

public class ReductionKernelsProperties
{
    [Fact]
    public void Sum_is_within_its_bound() =>
        Prop.ForAll(from length in Gen.Choose(0, 3000) from x in Gens.OrdinaryFloats(length) select x, x =>
        {
            double bound = Rounding.Gamma(((x.Length + 63) / 64) + 5) * x.Sum(value => Math.Abs((double)value));
            Assert.InRange(ReductionKernels.Sum(x) - ReferenceReductions.Sum(x), -bound, bound);
        });

    [Fact]
    public void Sum_has_the_contracts_order_bit_for_bit()
    {
        int[] lengths = [.. Enumerable.Range(0, 301), 1000, 4096, 4097, 10007];
        foreach (int length in lengths)
        {
            float[] x = Gens.Ordinary(length, seed: length);
            Bits.Equal(ReferenceReductions.InContractOrder(length, (sum, i) => sum + x[i]), ReductionKernels.Sum(x), $"the sum of {length}");
        }
    }

    [Fact]
    public void Sum_keeps_the_contract_with_any_floats_at_any_alignment() =>
        Prop.ForAll(from length in Gens.Length from offset in Gen.Choose(0, 17) from x in Gens.AnyFloats(length + offset) select (x, offset), data =>
        {
            float expected = ReferenceReductions.InContractOrder(data.x.Length - data.offset, (sum, i) => sum + data.x[i + data.offset]);
            Bits.Equal(expected, ReductionKernels.Sum(data.x.AsSpan(data.offset)));
        });

    [Fact]
    public void Max_is_the_references() =>
        Prop.ForAll(from length in Gens.Length from x in Gens.AnyFloats(length + 1) select x, x => Bits.Equal(ReferenceReductions.Max(x), ReductionKernels.Max(x)));

    [Fact]
    public void Max_and_ArgMax_agree_without_NaN() =>
        Prop.ForAll(from length in Gens.Length from x in Gens.FiniteFloats(length + 1) select x, x =>
        {
            float max = ReferenceReductions.Max(x);
            Bits.Equal(max, ReductionKernels.Max(x));
            Assert.Equal(System.Array.FindIndex(x, value => Bits.Same(value, max)), ReductionKernels.ArgMax(x));
        });
}

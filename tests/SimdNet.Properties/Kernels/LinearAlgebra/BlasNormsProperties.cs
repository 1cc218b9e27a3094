using FsCheck.Fluent;
using SimdNet.Kernels;

namespace SimdNet.Properties.Kernels.LinearAlgebra;

/// <summary>Asum, Norm2, Scale</summary>
public class BlasNormsProperties
{
    // Half the distance of subnormal numbers: what rounding a result among them adds.
    private static readonly double HalfSubnormal = Math.ScaleB(1, -150);

    private static int[] Lengths => [.. Enumerable.Range(0, 301), 1000, 4096, 4097, 10007];

    [Fact]
    public void Asum_is_within_its_bound() => Prop.ForAll(from length in Gen.Choose(0, 3000) from x in Gens.OrdinaryFloats(length) select x, x =>
    {
        double expected = ReferenceBlas.Asum(x), bound = Rounding.Gamma(((x.Length + 63) / 64) + 5) * expected;
        Assert.InRange(Blas.Asum(x) - expected, -bound, bound);
    });

    [Fact]
    public void Asum_and_Norm2_have_the_contracts_order_bit_for_bit()
    {
        foreach (int length in Lengths)
        {
            float[] x = Gens.Ordinary(length, seed: length);
            Bits.Equal(ReferenceReductions.InContractOrder(length, (sum, i) => sum + MathF.Abs(x[i])), Blas.Asum(x), $"the sum of {length}");
            Bits.Equal(Norm2InOrder(x), Blas.Norm2(x), $"the norm of {length}");
        }
    }

    [Fact]
    public void Asum_keeps_the_contract_with_any_floats_at_any_alignment() => Prop.ForAll(from x in Positions.Of(Gens.AnyFloats) from offset in Gen.Choose(0, 17) select x[offset..], x =>
        Bits.Equal(ReferenceReductions.InContractOrder(x.Length, (sum, i) => sum + MathF.Abs(x[i])), Blas.Asum(x)));

    [Fact]
    public void Norm2_is_within_its_bound_with_any_floats() => Prop.ForAll(from length in Gen.Choose(0, 3000) from x in Gen.OneOf(Gens.OrdinaryFloats(length), Gens.FiniteFloats(length)) select x, x =>
    {
        double expected = ReferenceBlas.Norm2(x), bound = (Rounding.Gamma(((x.Length + 63) / 64 / 2) + 5) * expected) + HalfSubnormal;
        float actual = Blas.Norm2(x);
        if (float.IsInfinity(actual)) Assert.True(expected + bound > float.MaxValue, $"infinite for {expected}");
        else Assert.InRange(actual - expected, -bound, bound);
    });

    [Fact]
    public void Norm2_of_x_times_a_power_of_two_is_its_norm_times_that_power_bit_for_bit()
    {
        // The multiples of 2^-24 that x holds stay exact down to 2^-149; above, the norm may overflow, the elements do not.
        int stride = Math.Max(1, 100 / Prop.Cases);
        for (int exponent = -125; exponent <= 127; exponent += stride)
        {
            foreach (int length in new[] { 1, 2, 17, 64, 200 })
            {
                float[] x = Gens.Ordinary(length, seed: exponent + length), scaled = [.. x.Select(value => MathF.ScaleB(value, exponent))];
                Bits.Equal(MathF.ScaleB(Norm2InOrder(x), exponent), Blas.Norm2(scaled), $"the norm of {length} near 2^{exponent}");
            }
        }
    }

    [Fact]
    public void Norm2_of_anything_that_is_not_finite() => Prop.ForAll(from length in Gens.Length from x in Gens.AnyFloats(length) select x, x =>
    {
        if (x.Any(float.IsNaN)) Bits.Equal(float.NaN, Blas.Norm2(x));
        else if (x.Any(float.IsInfinity)) Bits.Equal(float.PositiveInfinity, Blas.Norm2(x));
        else Assert.False(float.IsNaN(Blas.Norm2(x)));
    });

    [Fact]
    public void Scale_multiplies_each_element_at_any_position() => Prop.ForAll(from alpha in Gens.AnyFloat from x in Positions.Of(Gens.AnyFloats) select (alpha, x), data =>
        Positions.Check(data.x, (x, y) =>
        {
            x.CopyTo(y);
            Blas.Scale(data.alpha, y);
        }, x => data.alpha * x));

    private static float Norm2InOrder(float[] x) => MathF.Sqrt(ReferenceReductions.InContractOrder(x.Length, (sum, i) => MathF.FusedMultiplyAdd(x[i], x[i], sum)));
}

using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using SimdNet.Kernels;
using SimdNet.Lanes;

namespace SimdNet.Properties.Kernels.LinearAlgebra;

/// <summary>What holds for floats and doubles</summary>
public abstract class GemmProperties<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private protected static Gen<GemmProduct<T>> Products(int mostM, int mostN, int mostK, bool hasAnyNumbers = false) =>
        from transA in Gen.Elements(Transpose.No, Transpose.Yes)
        from transB in Gen.Elements(Transpose.No, Transpose.Yes)
        from m in Gen.Choose(0, mostM)
        from n in Gen.Choose(0, mostN)
        from k in Gen.Choose(0, mostK)
        from alpha in Gen.Elements(1, 0, -0.7)
        from beta in Gen.Elements(0, 1, 0.3)
        from extraA in Gen.Elements(0, 1, 9)
        from extraB in Gen.Elements(0, 1, 9)
        from extraC in Gen.Elements(0, 1, 9)
        from seed in Gen.Choose(0, 1 << 20)
        select new GemmProduct<T>(transA, transB, m, n, k, extraA, extraB, extraC, seed) { Alpha = T.CreateChecked(alpha), Beta = T.CreateChecked(beta), HasAnyNumbers = hasAnyNumbers };

    [Fact]
    public void Gemm_keeps_the_contract_bit_for_bit() => Prop.ForAll(Products(30, 70, 20), product => Bits.Equal<T>(product.Contract(), product.Run(), "C"));

    [Fact]
    public void Every_level_gives_the_chains_bits_with_any_numbers() => Prop.ForAll(Products(30, 70, 20, hasAnyNumbers: true), product =>
    {
        T[] expected = product.Chain();
        foreach (IsaLevel level in Enum.GetValues<IsaLevel>().Where(Isa.IsAvailable)) Bits.Equal<T>(expected, product.RunAt(level), $"C at {level}");
    });

    [Fact]
    public void A_row_computed_alone_has_the_bits_of_the_batch() => Prop.ForAll(Products(40, 70, 20), product => Bits.Equal<T>(product.Run(), product.RunRowByRow(), "C"));

    private protected static void CheckBound(GemmProduct<T> product, T[] c, (double[] C, double[] Magnitude) reference, int roundings, double u)
    {
        for (int i = 0; i < reference.C.Length; i++)
        {
            double actual = double.CreateChecked(c[(i / product.N * product.Ldc) + (i % product.N)]);
            Assert.True(Math.Abs(actual - reference.C[i]) <= Rounding.Gamma(roundings, u) * reference.Magnitude[i], $"element {i} is {actual:R} for {reference.C[i]:R}");
        }
    }
}

public class BlasGemmProperties : GemmProperties<float>
{
    [Fact]
    public void Gemm_is_within_its_bound() => Prop.ForAll(Products(40, 70, 60), product => CheckBound(product, product.Run(),
        ReferenceBlas.Gemm(product.TransA, product.TransB, product.M, product.N, product.K, product.Alpha, product.A(), product.Lda, product.B(), product.Ldb, product.Beta, product.C(), product.Ldc),
        product.K + 2, Rounding.UnitRoundoff));

    [Fact]
    public void A_packed_product_is_the_chain_from_the_bias() => Prop.ForAll(Products(30, 70, 20), product =>
    {
        product = product with { TransA = Transpose.No, Alpha = 1, Beta = 1 };
        float[] bias = Gens.Ordinary(product.N, product.Seed + 3), c = product.C();
        for (int i = 0; i < product.M && product.N > 0; i++) bias.CopyTo(c.AsSpan(i * product.Ldc));
        float[] actual = product.C();
        Blas.Gemm(product.TransA, product.TransB, product.M, product.N, product.K, 1, product.A(), product.Lda, product.B(), product.Ldb, 1, c, product.Ldc);
        using var b = new PackedMatrix(product.TransB, product.K, product.N, product.B(), product.Ldb);
        Blas.Gemm(product.M, product.A(), product.Lda, b, bias, actual, product.Ldc);
        Bits.Equal(c, actual, "C from the bias");

        product = product with { Beta = 0 };
        actual = product.C();
        Blas.Gemm(product.M, product.A(), product.Lda, b, [], actual, product.Ldc);
        Bits.Equal(product.Contract(), actual, "C without a bias");
    });
}

public class BlasGemmOfDoublesProperties : GemmProperties<double>
{
    [Fact]
    public void Gemm_is_within_its_bound() => Prop.ForAll(Products(40, 70, 60), product => CheckBound(product, product.Run(),
        ReferenceBlas.Gemm(product.TransA, product.TransB, product.M, product.N, product.K, product.Alpha, product.A(), product.Lda, product.B(), product.Ldb, product.Beta, product.C(), product.Ldc),
        product.K + 3, Rounding.UnitRoundoffOfDouble)); // one more for the reference's own
}

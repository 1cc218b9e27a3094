using FsCheck;
using FsCheck.Fluent;
using SimdNet.Kernels;
using SimdNet.Lanes;

namespace SimdNet.Properties.Kernels.LinearAlgebra;

public class BlasGemmProperties
{
    private static Gen<GemmProduct> Products(int mostM, int mostN, int mostK, bool hasAnyFloats = false) =>
        from transA in Gen.Elements(Transpose.No, Transpose.Yes)
        from transB in Gen.Elements(Transpose.No, Transpose.Yes)
        from m in Gen.Choose(0, mostM)
        from n in Gen.Choose(0, mostN)
        from k in Gen.Choose(0, mostK)
        from alpha in Gen.Elements(1f, 0f, -0.7f)
        from beta in Gen.Elements(0f, 1f, 0.3f)
        from extraA in Gen.Elements(0, 1, 9)
        from extraB in Gen.Elements(0, 1, 9)
        from extraC in Gen.Elements(0, 1, 9)
        from seed in Gen.Choose(0, 1 << 20)
        select new GemmProduct(transA, transB, m, n, k, alpha, beta, extraA, extraB, extraC, seed) { HasAnyFloats = hasAnyFloats };

    [Fact]
    public void Gemm_is_within_its_bound() => Prop.ForAll(Products(40, 70, 60), product =>
    {
        float[] c = product.Run();
        (double[] expected, double[] magnitude) = ReferenceBlas.Gemm(product.TransA, product.TransB, product.M, product.N, product.K, product.Alpha, product.A(), product.Lda, product.B(), product.Ldb, product.Beta, product.C(), product.Ldc);
        for (int i = 0; i < expected.Length; i++)
        {
            float actual = c[(i / product.N * product.Ldc) + (i % product.N)];
            Assert.True(Math.Abs(actual - expected[i]) <= Rounding.Gamma(product.K + 2) * magnitude[i], $"element {i} is {actual} for {expected[i]}");
        }
    });

    [Fact]
    public void Gemm_is_the_contracts_chain_bit_for_bit() => Prop.ForAll(Products(30, 70, 20), product => Bits.Equal(product.Chain(), product.Run(), "C"));

    [Fact]
    public void Every_level_gives_the_chains_bits_with_any_floats() => Prop.ForAll(Products(30, 70, 20, hasAnyFloats: true), product =>
    {
        float[] expected = product.Chain();
        foreach (IsaLevel level in Enum.GetValues<IsaLevel>().Where(Isa.IsAvailable)) Bits.Equal(expected, product.RunAt(level), $"C at {level}");
    });

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
        Bits.Equal(product.Chain(), actual, "C without a bias");
    });

    [Fact]
    public void A_row_computed_alone_has_the_bits_of_the_batch() => Prop.ForAll(Products(40, 70, 20), product =>
    {
        float[] together = product.Run(), a = product.A(), alone = product.C();
        for (int i = 0; i < product.M && product.N > 0; i++)
        {
            ReadOnlySpan<float> row = product.K == 0 ? [] : a.AsSpan(product.TransA == Transpose.No ? i * product.Lda : i);
            Blas.Gemm(product.TransA, product.TransB, 1, product.N, product.K, product.Alpha, row, product.Lda, product.B(), product.Ldb, product.Beta, alone.AsSpan(i * product.Ldc), product.Ldc);
        }
        Bits.Equal(together, alone, "C");
    });
}

using FsCheck;
using FsCheck.Fluent;
using SimdNet.Kernels;

namespace SimdNet.Properties.Kernels.LinearAlgebra;

public class BlasGemvProperties
{
    private sealed record Product(Transpose Trans, int M, int N, int Lda, float Alpha, float Beta, int Seed, bool HasAnyFloats)
    {
        public int Inputs => Trans == Transpose.No ? N : M;
        public int Outputs => Trans == Transpose.No ? M : N;

        public float[] A() => Floats(M == 0 || N == 0 ? 0 : ((M - 1) * Lda) + N, Seed);

        public float[] X() => Floats(Inputs, Seed + 1);

        public float[] Y() => Beta == 0 ? [.. Enumerable.Repeat(float.NaN, Outputs)] : Floats(Outputs, Seed + 2);

        public float[] Run()
        {
            float[] y = Y();
            Blas.Gemv(Trans, M, N, Alpha, A(), Lda, X(), Beta, y);
            return y;
        }

        private float[] Floats(int length, int seed) => HasAnyFloats ? Gens.Any(length, seed) : Gens.Ordinary(length, seed);
    }

    private static Gen<Product> Products(bool hasAnyFloats) =>
        from trans in Gen.Elements(Transpose.No, Transpose.Yes)
        from m in Gens.Length
        from n in Gens.Length
        from extra in Gen.Elements(0, 1, 5)
        from alpha in Gen.Elements(1f, 0f, -0.7f)
        from beta in Gen.Elements(0f, 1f, 0.3f)
        from seed in Gen.Choose(0, 1 << 20)
        select new Product(trans, m, n, Math.Max(1, n + extra), alpha, beta, seed, hasAnyFloats);

    [Fact]
    public void Gemv_is_within_its_bound() => Prop.ForAll(Products(hasAnyFloats: false), product =>
    {
        float[] y = product.Run();
        (double[] expected, double[] magnitude) = ReferenceBlas.Gemv(product.Trans, product.M, product.N, product.Alpha, product.A(), product.Lda, product.X(), product.Beta, product.Y());
        for (int i = 0; i < y.Length; i++)
            Assert.True(Math.Abs(y[i] - expected[i]) <= Rounding.Gamma(product.Inputs + 2) * magnitude[i], $"y[{i}] = {y[i]} for {expected[i]}");
    });

    [Fact]
    public void Gemv_keeps_the_contract_bit_for_bit() => Prop.ForAll(Products(hasAnyFloats: false), CheckBits);

    [Fact]
    public void Gemv_keeps_the_contract_with_any_floats() => Prop.ForAll(Products(hasAnyFloats: true), CheckBits);

    private static void CheckBits(Product product)
    {
        float[] a = product.A(), x = product.X(), expected = product.Y();
        for (int i = 0; i < expected.Length; i++)
        {
            float start = product.Beta == 0 ? 0 : product.Beta * expected[i];
            if (product.Trans == Transpose.No || GemmDots.Takes(product.N, product.M))
            {
                (int row, int step) = product.Trans == Transpose.No ? (i * product.Lda, 1) : (i, product.Lda);
                float dot = ReferenceReductions.InContractOrder(product.Inputs, (sum, p) => MathF.FusedMultiplyAdd(a[row + (p * step)], x[p], sum));
                expected[i] = MathF.FusedMultiplyAdd(product.Alpha, dot, start);
                continue;
            }
            expected[i] = start;
            for (int p = 0; p < product.M; p++) expected[i] = MathF.FusedMultiplyAdd(product.Alpha * x[p], a[(p * product.Lda) + i], expected[i]);
        }
        Bits.Equal(expected, product.Run(), "y");
    }
}

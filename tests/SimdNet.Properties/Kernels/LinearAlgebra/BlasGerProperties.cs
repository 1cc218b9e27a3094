using FsCheck;
using FsCheck.Fluent;
using SimdNet.Kernels;

namespace SimdNet.Properties.Kernels.LinearAlgebra;

public class BlasGerProperties
{
    private sealed record Update(int M, int N, int Lda, float Alpha, float[] X, float[] Y, float[] A)
    {
        public float[] Run()
        {
            float[] a = [.. A];
            Blas.Ger(M, N, Alpha, X, Y, a, Lda);
            return a;
        }
    }

    private static Gen<Update> Updates(Gen<float> alphas, Func<int, Gen<float[]>> floats) =>
        from m in Gen.Choose(0, 20)
        from n in Gens.Length
        from extra in Gen.Elements(0, 1, 9)
        from alpha in alphas
        from x in floats(m)
        from y in floats(n)
        from a in floats(m == 0 || n == 0 ? 0 : ((m - 1) * (n + extra)) + n)
        select new Update(m, n, Math.Max(1, n + extra), alpha, x, y, a);

    [Fact]
    public void Each_element_is_one_fused_multiply_add_and_gaps_stay() => Prop.ForAll(Updates(Gens.AnyFloat, Gens.AnyFloats), update =>
    {
        float[] expected = [.. update.A];
        for (int i = 0; i < update.M; i++)
        {
            for (int j = 0; j < update.N; j++)
                expected[(i * update.Lda) + j] = MathF.FusedMultiplyAdd(update.Alpha * update.X[i], update.Y[j], expected[(i * update.Lda) + j]);
        }
        Bits.Equal(expected, update.Run(), "A");
    });

    [Fact]
    public void Ger_is_within_its_bound() => Prop.ForAll(Updates(Gens.OrdinaryFloat, Gens.OrdinaryFloats), update =>
    {
        float[] a = update.Run();
        for (int i = 0; i < update.M; i++)
        {
            for (int j = 0; j < update.N; j++)
            {
                int at = (i * update.Lda) + j;
                double product = (double)update.Alpha * update.X[i] * update.Y[j];
                double bound = (Rounding.Gamma(2) * Math.Abs(product)) + (Rounding.UnitRoundoff * Math.Abs(update.A[at]));
                Assert.InRange(a[at] - (product + update.A[at]), -bound, bound);
            }
        }
    });
}

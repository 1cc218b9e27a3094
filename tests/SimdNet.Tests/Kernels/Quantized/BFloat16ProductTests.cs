using SimdNet.Buffers;
using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels.Quantized;

/// <summary>A product with a matrix in bfloat16 is the product of floats with that matrix rounded first, bit for bit</summary>
public class BFloat16ProductTests
{
    private static readonly int[] s_columns = [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 48, 65, 130];

    [Theory, InlineData(Transpose.No), InlineData(Transpose.Yes)]
    public void At_every_size_round_the_tiles_and_blocks(Transpose transB)
    {
        int[] depths = Prop.Cases < 100 ? [0, 5, 386] : [0, 1, 5, 290, 386, 600];
        foreach (int k in depths)
        {
            foreach (int n in s_columns)
            {
                float[] b = new GemmProduct<float>(Transpose.No, transB, 1, n, k, ExtraB: 2).B();
                using PackedMatrix rounded = Pack(transB, k, n, b, WeightFormat.BFloat16), floats = Pack(transB, k, n, [.. b.Select(Rounded)], WeightFormat.Float32);
                int stride = k < 100 && Prop.Cases >= 100 ? 1 : 4;
                for (int m = 0; m <= 17; m += stride)
                    Check(new GemmProduct<float>(Transpose.No, transB, m, n, k, ExtraA: 1, ExtraC: 3), rounded, floats);
            }
        }
    }

    [Fact]
    public void With_any_numbers_in_either_matrix()
    {
        foreach ((int m, int n, int k) in new[] { (1, 1, 70), (3, 40, 9), (17, 33, 400) })
        {
            var product = new GemmProduct<float>(Transpose.No, Transpose.Yes, m, n, k) { HasAnyNumbers = true };
            float[] b = product.B();
            using var rounded = new PackedMatrix(Transpose.Yes, k, n, b, product.Ldb, WeightFormat.BFloat16);
            using var floats = new PackedMatrix(Transpose.Yes, k, n, [.. b.Select(Rounded)], product.Ldb);
            Check(product, rounded, floats);
        }
    }

    [Fact]
    public void On_a_pool_too()
    {
        const int m = 60, n = 330, k = 400;
        var product = new GemmProduct<float>(Transpose.No, Transpose.Yes, m, n, k);
        using var b = new PackedMatrix(Transpose.Yes, k, n, product.B(), k, WeightFormat.BFloat16);
        using var pool = new WorkerPool(3);
        float[] alone = new float[m * n], shared = new float[m * n];
        Blas.Gemm(m, product.A(), k, b, [], alone, n);
        Blas.Gemm(m, product.A(), k, b, [], shared, n, pool);
        Bits.Equal(alone, shared);
    }

    [Fact]
    public void It_takes_half_the_memory_of_floats()
    {
        using PackedMatrix rounded = new(Transpose.Yes, 100, 64, new float[6400], 100, WeightFormat.BFloat16), floats = new(Transpose.Yes, 100, 64, new float[6400], 100);
        Assert.Equal((WeightFormat.BFloat16, 12_800L), (rounded.Format, rounded.Bytes));
        Assert.Equal((WeightFormat.Float32, 25_600L), (floats.Format, floats.Bytes));
    }

    private static PackedMatrix Pack(Transpose transB, int k, int n, float[] b, WeightFormat format) =>
        new(transB, k, n, b, int.Max(1, (transB == Transpose.No ? n : k) + 2), format);

    private static float Rounded(float value) => BFloat16.ToSingle(BFloat16.FromSingle(value));

    private static void Check(GemmProduct<float> product, PackedMatrix rounded, PackedMatrix floats)
    {
        float[] a = product.A(), bias = Gens.Ordinary(product.N, seed: 9);
        foreach (float[] start in new[] { bias, [] })
        {
            float[] expected = product.C(), actual = product.C();
            Blas.Gemm(product.M, a, product.Lda, floats, start, expected, product.Ldc);
            Blas.Gemm(product.M, a, product.Lda, rounded, start, actual, product.Ldc);
            Bits.Equal(expected, actual, product.ToString());
            Blas.GemmRelu(product.M, a, product.Lda, rounded, start, actual, product.Ldc);
            Bits.Equal(product.Relu(expected), actual, $"relu of {product}");
        }
    }
}

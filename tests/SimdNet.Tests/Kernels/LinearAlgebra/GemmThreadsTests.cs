using SimdNet.Buffers;
using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels.LinearAlgebra;

/// <summary>Any number of threads gives the bits of one</summary>
public class GemmThreadsTests
{
    // More than 4 million multiply-adds, so that the product really is split; tall, wide, square, one row, one column.
    private static readonly GemmProduct[] Products =
    [
        new(Transpose.No, Transpose.No, 131, 271, 150, Beta: 1, ExtraC: 3),
        new(Transpose.No, Transpose.Yes, 2003, 7, 311),
        new(Transpose.Yes, Transpose.No, 3, 4801, 293, Alpha: 0.3f, Beta: 0.3f),
        new(Transpose.Yes, Transpose.Yes, 257, 129, 391, Alpha: -0.7f, ExtraA: 2, ExtraB: 1),
        new(Transpose.No, Transpose.Yes, 1, 5003, 839),
        new(Transpose.No, Transpose.No, 4999, 1, 839),
    ];

    private static IEnumerable<GemmProduct> Some => Products.Take(Prop.Cases < 100 ? 3 : Products.Length);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_product_has_the_bits_of_one_thread(int threads)
    {
        using var pool = new WorkerPool(threads);
        foreach (GemmProduct product in Some) Bits.Equal(product.Run(), product.Run(pool), product.ToString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_packed_product_has_the_bits_of_one_thread(int threads)
    {
        using var pool = new WorkerPool(threads);
        foreach (GemmProduct product in Some.Select(each => each with { TransA = Transpose.No, Alpha = 1, Beta = 0 }))
        {
            using var b = new PackedMatrix(product.TransB, product.K, product.N, product.B(), product.Ldb);
            float[] expected = product.Run(), c = product.C();
            Blas.Gemm(product.M, product.A(), product.Lda, b, [], c, product.Ldc, pool);
            Bits.Equal(expected, c, product.ToString());

            c.AsSpan().Fill(float.NaN);
            float[] fromBias = Gens.Ordinary(product.N, seed: 9), alone = product.C();
            Blas.Gemm(product.M, product.A(), product.Lda, b, fromBias, c, product.Ldc, pool);
            Blas.Gemm(product.M, product.A(), product.Lda, b, fromBias, alone, product.Ldc);
            for (int i = 0; i < product.M; i++) Bits.Equal(alone.AsSpan(i * product.Ldc, product.N), c.AsSpan(i * product.Ldc, product.N), product.ToString());
        }
    }

    [Fact]
    public void A_disposed_pool_is_refused()
    {
        var pool = new WorkerPool(2);
        pool.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Products[0].Run(pool));
    }
}

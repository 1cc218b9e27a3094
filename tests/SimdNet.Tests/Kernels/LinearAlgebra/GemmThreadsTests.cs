using System.Numerics;
using SimdNet.Buffers;
using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels.LinearAlgebra;

/// <summary>Any number of threads gives the bits of one</summary>
public abstract class GemmThreads<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // More than 4 million multiply-adds, so that the product really is split; tall, wide, square, one row, one column.
    private static readonly GemmProduct<T>[] Products =
    [
        new(Transpose.No, Transpose.No, 131, 271, 150, ExtraC: 3) { Beta = T.One },
        new(Transpose.No, Transpose.Yes, 2003, 7, 311),
        new(Transpose.Yes, Transpose.No, 3, 4801, 293) { Alpha = T.CreateChecked(0.3), Beta = T.CreateChecked(0.3) },
        new(Transpose.Yes, Transpose.Yes, 257, 129, 391, ExtraA: 2, ExtraB: 1) { Alpha = T.CreateChecked(-0.7) },
        new(Transpose.No, Transpose.Yes, 1, 5003, 839),
        new(Transpose.No, Transpose.No, 4999, 1, 839),
    ];

    private protected static IEnumerable<GemmProduct<T>> Some => Products.Take(Prop.Cases < 100 || typeof(T) == typeof(double) ? 3 : Products.Length);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_product_has_the_bits_of_one_thread(int threads)
    {
        using var pool = new WorkerPool(threads);
        foreach (GemmProduct<T> product in Some) Bits.Equal<T>(product.Run(), product.Run(pool), product.ToString());
    }

    [Fact]
    public void A_disposed_pool_is_refused()
    {
        var pool = new WorkerPool(2);
        pool.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Products[0].Run(pool));
    }
}

public class GemmThreadsOfDoublesTests : GemmThreads<double>;

public class GemmThreadsTests : GemmThreads<float>
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_packed_product_has_the_bits_of_one_thread(int threads)
    {
        using var pool = new WorkerPool(threads);
        foreach (GemmProduct<float> product in Some.Select(each => each with { TransA = Transpose.No, Alpha = 1, Beta = 0 }))
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
}

using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels.LinearAlgebra;

public class PackedMatrixTests
{
    [Fact]
    public void Packed_products_equal_unpacked_ones_at_every_size_round_the_tiles_and_blocks()
    {
        int[] depths = Prop.Cases < 100 ? [0, 5, 386] : [0, 1, 5, 383, 384, 385, 386, 770];
        foreach (int k in depths)
        {
            foreach (int n in new[] { 0, 1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 65, 130 })
            {
                foreach (Transpose transB in new[] { Transpose.No, Transpose.Yes })
                {
                    foreach (bool forOneRow in new[] { false, true })
                    {
                        using var b = new PackedMatrix(transB, k, n, new GemmProduct<float>(Transpose.No, transB, 1, n, k, ExtraB: 2).B(), Math.Max(1, (transB == Transpose.No ? n : k) + 2), forOneRow: forOneRow);
                        Assert.Equal((k, n), (b.Rows, b.Columns));
                        foreach (int m in new[] { 0, 1, 3, 17 })
                        {
                            var product = new GemmProduct<float>(Transpose.No, transB, m, n, k, ExtraA: 1, ExtraB: 2, ExtraC: 3);
                            float[] c = product.C();
                            Blas.Gemm(m, product.A(), product.Lda, b, [], c, product.Ldc);
                            Bits.Equal(product.Run(), c, product.ToString());
                            Blas.GemmRelu(m, product.A(), product.Lda, b, [], c, product.Ldc);
                            Bits.Equal(product.Relu(product.Run()), c, $"relu of {product}");
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public void A_matrix_does_not_change_with_the_span_that_it_was_packed_from()
    {
        float[] memory = [1, 2, 3, 4], c = new float[2];
        using var b = new PackedMatrix(Transpose.No, 2, 2, memory, 2);
        memory.AsSpan().Clear();
        Blas.Gemm(1, [1, 1], 2, b, [10, 20], c, 2);
        Bits.Equal([14, 26], c);
    }

    [Fact]
    public void Its_arguments_are_checked()
    {
        float[] b = new float[40];
        Assert.Throws<ArgumentOutOfRangeException>("k", () => new PackedMatrix(Transpose.No, -1, 6, b, 6).Dispose());
        Assert.Throws<ArgumentOutOfRangeException>("n", () => new PackedMatrix(Transpose.No, 8, -1, b, 6).Dispose());
        Refused.With("b holds 40 floats, but k = 8 rows of n = 6 with ldb = 6 need 48.", "b", () => new PackedMatrix(Transpose.No, 8, 6, b, 6).Dispose());
        Refused.With("b holds 40 floats, but n = 6 rows of k = 8 with ldb = 8 need 48.", "b", () => new PackedMatrix(Transpose.Yes, 8, 6, b, 8).Dispose());
        Refused.With("ldb = 5 is shorter than a row of b, n = 6.", "ldb", () => new PackedMatrix(Transpose.No, 8, 6, b, 5).Dispose());
        Refused.With("ldb = 7 is shorter than a row of b, k = 8.", "ldb", () => new PackedMatrix(Transpose.Yes, 8, 6, b, 7).Dispose());
    }

    [Fact]
    public void The_products_arguments_are_checked()
    {
        float[] a = new float[15], c = Gens.Ordinary(30, 1), bias = new float[6], memory = Gens.Ordinary(40, 2);
        using var b = new PackedMatrix(Transpose.No, 3, 6, new float[18], 6);
        Assert.Throws<ArgumentNullException>("b", () => Blas.Gemm(5, a, 3, null!, bias, c, 6));
        Assert.Throws<ArgumentOutOfRangeException>("m", () => Blas.Gemm(-5, a, 3, b, bias, c, 6));
        Refused.Untouched("a holds 14 floats, but m = 5 rows of k = 3 with lda = 3 need 15.", "a", () => Blas.Gemm(5, a.AsSpan(1), 3, b, bias, c, 6), c);
        Refused.Untouched("lda = 2 is shorter than a row of a, k = 3.", "lda", () => Blas.Gemm(5, a, 2, b, bias, c, 6), c);
        Refused.Untouched("c holds 29 floats, but m = 5 rows of n = 6 with ldc = 6 need 30.", "c", () => Blas.Gemm(5, a, 3, b, bias, c.AsSpan(1), 6), c);
        Refused.Untouched("ldc = 5 is shorter than a row of c, n = 6.", "ldc", () => Blas.Gemm(5, a, 3, b, bias, c, 5), c);
        Refused.Untouched("bias holds 5 elements, but n = 6.", "bias", () => Blas.Gemm(5, a, 3, b, bias.AsSpan(1), c, 6), c);
        Refused.Untouched("c overlaps a (it starts 10 elements from it); they must be disjoint.", "c", () => Blas.Gemm(5, memory.AsSpan(0, 15), 3, b, bias, memory.AsSpan(10, 30), 6), memory);
        Refused.Untouched("c overlaps bias (it starts 5 elements from it); they must be disjoint.", "c", () => Blas.Gemm(5, a, 3, b, memory.AsSpan(0, 6), memory.AsSpan(5, 30), 6), memory);
    }

    [Fact]
    public void A_disposed_matrix_is_refused()
    {
        var b = new PackedMatrix(Transpose.No, 1, 1, [1], 1);
        b.Dispose();
        b.Dispose();
        float[] c = [7];
        Assert.Throws<ObjectDisposedException>(() => Blas.Gemm(1, [1], 1, b, [], c, 1));
        Assert.Equal(7, c[0]);
    }
}

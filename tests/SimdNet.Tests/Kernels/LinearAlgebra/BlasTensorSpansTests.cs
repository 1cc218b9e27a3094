using System.Numerics.Tensors;
using SimdNet.Buffers;
using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels.LinearAlgebra;

/// <summary>Products of tensor spans</summary>
public class BlasTensorSpansTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 40, 3)]
    [InlineData(40, 1, 3)]
    [InlineData(5, 9, 1)]
    [InlineData(23, 37, 50)]
    [InlineData(0, 3, 2)]
    [InlineData(3, 0, 2)]
    [InlineData(3, 2, 0)]
    [InlineData(0, 0, 0)]
    public void Dense_and_row_strided_tensors_give_the_bits_of_spans(int m, int n, int k)
    {
        using var pool = new WorkerPool(2);
        foreach (int extra in new[] { 0, 1, 7 })
        {
            foreach (float beta in new[] { 0f, 0.3f })
            {
                var product = new GemmProduct<float>(Transpose.No, Transpose.No, m, n, k, extra, extra, extra) { Alpha = -0.7f, Beta = beta };
                float[] a = product.A(), b = product.B(), c = product.C(), onPool = product.C();
                Blas.Gemm(-0.7f, Tensor(a, m, k, product.Lda), Tensor(b, k, n, product.Ldb), beta, Writable(c, m, n, product.Ldc));
                Bits.Equal(product.Run(), c, product.ToString());
                Blas.Gemm(-0.7f, Tensor(a, m, k, product.Lda), Tensor(b, k, n, product.Ldb), beta, Writable(onPool, m, n, product.Ldc), pool);
                Bits.Equal(c, onPool, product.ToString());
            }
        }
    }

    [Fact]
    public void Slices_of_larger_tensors_are_products_of_their_parts()
    {
        float[] a = Gens.Ordinary(9 * 11, 1), b = Gens.Ordinary(8 * 20, 2), c = Gens.Ordinary(10 * 30, 3), expected = [.. c];
        Blas.Gemm(2, Tensor(a, 9, 11, 11).Slice([1..6, 3..10]), Tensor(b, 8, 20, 20).Slice([1..8, 2..20]), 1, Writable(c, 10, 30, 30).Slice([4..9, 5..23]));
        Blas.Gemm(Transpose.No, Transpose.No, 5, 18, 7, 2, a.AsSpan((1 * 11) + 3), 11, b.AsSpan((1 * 20) + 2), 20, 1, expected.AsSpan((4 * 30) + 5), 30);
        Bits.Equal(expected, c);
    }

    [Fact]
    public void A_product_large_enough_for_threads_has_the_same_bits()
    {
        var product = new GemmProduct<float>(Transpose.No, Transpose.No, 131, 271, 150, ExtraC: 3) { Beta = 1 };
        float[] c = product.C();
        using var pool = new WorkerPool(3);
        Blas.Gemm(1, Tensor(product.A(), 131, 150, 150), Tensor(product.B(), 150, 271, 271), 1, Writable(c, 131, 271, 274), pool);
        Bits.Equal(product.Run(), c);
    }

    [Fact]
    public void A_matrix_has_two_dimensions()
    {
        float[] x = new float[8], c = Gens.Ordinary(4, 1);
        Refused.Untouched("a has 1 dimensions; a matrix has 2.", "a", () => Blas.Gemm(1, new ReadOnlyTensorSpan<float>(x), Tensor(x, 2, 2, 2), 0, Writable(c, 2, 2, 2)), c);
        Refused.Untouched("b has 3 dimensions; a matrix has 2.", "b", () => Blas.Gemm(1, Tensor(x, 2, 2, 2), new ReadOnlyTensorSpan<float>(x, [2, 2, 2]), 0, Writable(c, 2, 2, 2)), c);
        Refused.Untouched("c has 1 dimensions; a matrix has 2.", "c", () => Blas.Gemm(1, Tensor(x, 2, 2, 2), Tensor(x, 2, 2, 2), 0, new TensorSpan<float>(c)), c);
    }

    [Fact]
    public void Rows_must_be_in_one_piece()
    {
        float[] x = new float[9], c = Gens.Ordinary(8, 1);
        Refused.Untouched("a's elements stand 2 apart within a row; they must be neighbours.", "a", () => Blas.Gemm(1, new ReadOnlyTensorSpan<float>(x, [2, 2], [4, 2]), Tensor(x, 2, 2, 2), 0, Writable(c, 2, 2, 2)), c);
        Refused.Untouched("b's elements stand 0 apart within a row; they must be neighbours.", "b", () => Blas.Gemm(1, Tensor(x, 2, 2, 2), new ReadOnlyTensorSpan<float>(x, [2, 2], [1, 0]), 0, Writable(c, 2, 2, 2)), c);
        Refused.Untouched("b's rows stand 0 apart, but have 2 columns.", "b", () => Blas.Gemm(1, Tensor(x, 2, 2, 2), new ReadOnlyTensorSpan<float>(x, [2, 2], [0, 1]), 0, Writable(c, 2, 2, 2)), c);
        Refused.Untouched("c's elements stand 2 apart within a row; they must be neighbours.", "c", () => Blas.Gemm(1, Tensor(x, 2, 2, 2), Tensor(x, 2, 2, 2), 0, new TensorSpan<float>(c, [2, 2], [4, 2])), c);
    }

    [Theory]
    [InlineData(2, 3, 4, 5, 2, 5)]
    [InlineData(2, 3, 3, 5, 3, 5)]
    [InlineData(2, 3, 3, 5, 2, 4)]
    public void Shapes_must_fit(int m, int k, int bRows, int n, int cRows, int cColumns)
    {
        float[] x = new float[20], c = Gens.Ordinary(15, 1);
        Refused.Untouched($"a is {m} x {k} and b is {bRows} x {n}, but c is {cRows} x {cColumns}.", "c",
            () => Blas.Gemm(1, Tensor(x, m, k, k), Tensor(x, bRows, n, n), 0, Writable(c, cRows, cColumns, cColumns)), c);
    }

    [Fact]
    public void C_must_not_overlap_A_or_B()
    {
        float[] memory = Gens.Ordinary(30, 1), other = Gens.Ordinary(9, 2);
        Refused.Untouched("c overlaps a (it starts 0 elements from it); they must be disjoint.", "c", () => Blas.Gemm(1, Tensor(memory, 3, 3, 3), Tensor(other, 3, 3, 3), 0, Writable(memory, 3, 3, 3)), memory);
        Refused.Untouched("c overlaps b (it starts 8 elements from it); they must be disjoint.", "c", () => Blas.Gemm(1, Tensor(other, 3, 3, 3), Tensor(memory, 3, 3, 3), 0, Writable(memory.AsSpan(8), 3, 3, 3)), memory);
    }

    // An empty tensor has no strides, a side of one element a stride of 0: else the constructor refuses them.
    private static ReadOnlyTensorSpan<float> Tensor(ReadOnlySpan<float> x, nint rows, nint columns, nint stride) =>
        rows == 0 || columns == 0 ? new(x, [rows, columns]) : new(x, [rows, columns], [rows > 1 ? stride : 0, columns > 1 ? 1 : 0]);

    private static TensorSpan<float> Writable(Span<float> x, nint rows, nint columns, nint stride) =>
        rows == 0 || columns == 0 ? new(x, [rows, columns]) : new(x, [rows, columns], [rows > 1 ? stride : 0, columns > 1 ? 1 : 0]);
}

using System.Numerics.Tensors;
using SimdNet.Buffers;

namespace SimdNet.Kernels;

public static unsafe partial class Blas
{
    /// <summary>C = alpha*A*B + beta*C on two-dimensional tensor spans.</summary>
    /// <param name="alpha">the factor of the product</param>
    /// <param name="a">m x k, elements of a row next to each other; rows may be further apart than a row is long</param>
    /// <param name="b">k x n</param>
    /// <param name="beta">0 overwrites C without reading it</param>
    /// <param name="c">m x n; must not overlap A or B</param>
    /// <param name="pool">threads to share the work among; null: the caller's alone</param>
    /// <remarks>As <see cref="Gemm(Transpose, Transpose, int, int, int, float, ReadOnlySpan{float}, int, ReadOnlySpan{float}, int, float, Span{float}, int)"/>, bit for bit.</remarks>
    /// <exception cref="ArgumentException">a tensor is not two-dimensional or has gaps within its rows, the shapes do not fit, or C overlaps A or B; the message has the numbers</exception>
    public static void Gemm(float alpha, in ReadOnlyTensorSpan<float> a, in ReadOnlyTensorSpan<float> b, float beta, in TensorSpan<float> c, WorkerPool? pool = null)
    {
        ReadOnlyTensorSpan<float> product = c;
        (int m, int k, int lda) = Shape(a, nameof(a));
        (int bRows, int n, int ldb) = Shape(b, nameof(b));
        (int cRows, int cColumns, int ldc) = Shape(product, nameof(c));
        if (bRows != k || cRows != m || cColumns != n)
            Guard.Throw($"a is {m} x {k} and b is {bRows} x {n}, but c is {cRows} x {cColumns}.", nameof(c));

        fixed (float* pa = a, pb = b, pc = c)
        {
            Gemm(Transpose.No, Transpose.No, m, n, k, alpha, Rows(pa, m, k, lda), lda, Rows(pb, k, n, ldb), ldb, beta, new Span<float>(pc, Rows(pc, m, n, ldc).Length), ldc, pool);
        }
    }

    private static (int Rows, int Columns, int Stride) Shape(in ReadOnlyTensorSpan<float> matrix, string name)
    {
        if (matrix.Rank != 2)
            Guard.Throw($"{name} has {matrix.Rank} dimensions; a matrix has 2.", name);
        (nint rows, nint columns) = (matrix.Lengths[0], matrix.Lengths[1]);
        if (columns > 1 && matrix.Strides[1] != 1)
            Guard.Throw($"{name}'s elements stand {matrix.Strides[1]} apart within a row; they must be neighbours.", name);
        nint stride = rows > 1 ? matrix.Strides[0] : columns;
        if (stride < columns)
            Guard.Throw($"{name}'s rows stand {stride} apart, but have {columns} columns.", name);
        return (checked((int)rows), checked((int)columns), int.Max(1, checked((int)stride)));
    }

    private static ReadOnlySpan<float> Rows(float* first, int rows, int columns, int stride) =>
        new(first, rows == 0 || columns == 0 ? 0 : checked(((rows - 1) * stride) + columns));
}

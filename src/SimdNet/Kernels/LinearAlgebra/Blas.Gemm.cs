using System.Numerics;
using SimdNet.Buffers;

namespace SimdNet.Kernels;

public static unsafe partial class Blas
{
    /// <summary>C = alpha*op(A)*op(B) + beta*C</summary>
    /// <param name="transA">op(A): A as it stands, or transposed</param>
    /// <param name="transB">op(B)</param>
    /// <param name="m">rows of op(A) and C</param>
    /// <param name="n">columns of op(B) and C</param>
    /// <param name="k">columns of op(A), rows of op(B)</param>
    /// <param name="alpha">the factor of the product</param>
    /// <param name="a">m x k, row-major, lda >= k (transposed: k x m, lda >= m)</param>
    /// <param name="lda">elements between the starts of A's rows</param>
    /// <param name="b">k x n, row-major, ldb >= n (transposed: n x k, ldb >= k)</param>
    /// <param name="ldb">elements between the starts of B's rows</param>
    /// <param name="beta">0 overwrites C without reading it</param>
    /// <param name="c">m x n, row-major, ldc >= n; must not overlap A or B</param>
    /// <param name="ldc">elements between the starts of C's rows</param>
    /// <remarks>
    /// Allocates nothing after a thread's first call of a size, which sets up its scratch memory. Each element is the chain
    /// beta*c, then fma(alpha*a[i,p], b[p,j], .) for p = 0 .. k-1: the same bits on every CPU, for every m, and for any number of threads.
    /// A product with few columns (n = 1, or n up to 16 with k from 128 on) is fma(alpha, <see cref="Dot(ReadOnlySpan{float}, ReadOnlySpan{float})"/> of row i and column j, beta*c),
    /// which does not wait on one chain.
    /// Error per element: at most gamma_(k+2) (|alpha||A||B| + |beta||C|), gamma_k = k u / (1 - k u), u = 2^-24.
    /// Method: Goto and van de Geijn 2008; loop names as in BLIS.
    /// </remarks>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, a leading dimension shorter than a row, or C overlaps A or B; the message has the numbers</exception>
    public static void Gemm(Transpose transA, Transpose transB, int m, int n, int k, float alpha, ReadOnlySpan<float> a, int lda, ReadOnlySpan<float> b, int ldb, float beta, Span<float> c, int ldc) =>
        Gemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc, pool: null);

    /// <summary>C = alpha*op(A)*op(B) + beta*C, shared among the threads of a pool.</summary>
    /// <param name="transA">op(A): A as it stands, or transposed</param>
    /// <param name="transB">op(B)</param>
    /// <param name="m">rows of op(A) and C</param>
    /// <param name="n">columns of op(B) and C</param>
    /// <param name="k">columns of op(A), rows of op(B)</param>
    /// <param name="alpha">the factor of the product</param>
    /// <param name="a">m x k, row-major, lda >= k (transposed: k x m, lda >= m)</param>
    /// <param name="lda">elements between the starts of A's rows</param>
    /// <param name="b">k x n, row-major, ldb >= n (transposed: n x k, ldb >= k)</param>
    /// <param name="ldb">elements between the starts of B's rows</param>
    /// <param name="beta">0 overwrites C without reading it</param>
    /// <param name="c">m x n, row-major, ldc >= n; must not overlap A or B</param>
    /// <param name="ldc">elements between the starts of C's rows</param>
    /// <param name="pool">null: the calling thread alone</param>
    /// <remarks>As the product on one thread, bit for bit: threads split m and n, never k.</remarks>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, a leading dimension shorter than a row, or C overlaps A or B; the message has the numbers</exception>
    public static void Gemm(Transpose transA, Transpose transB, int m, int n, int k, float alpha, ReadOnlySpan<float> a, int lda, ReadOnlySpan<float> b, int ldb, float beta, Span<float> c, int ldc, WorkerPool? pool) =>
        Product(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc, pool);

    /// <summary>C = alpha*op(A)*op(B) + beta*C in double, on the calling thread or shared among the threads of a pool.</summary>
    /// <param name="transA">op(A): A as it stands, or transposed</param>
    /// <param name="transB">op(B)</param>
    /// <param name="m">rows of op(A) and C</param>
    /// <param name="n">columns of op(B) and C</param>
    /// <param name="k">columns of op(A), rows of op(B)</param>
    /// <param name="alpha">the factor of the product</param>
    /// <param name="a">m x k, row-major, lda >= k (transposed: k x m, lda >= m)</param>
    /// <param name="lda">elements between the starts of A's rows</param>
    /// <param name="b">k x n, row-major, ldb >= n (transposed: n x k, ldb >= k)</param>
    /// <param name="ldb">elements between the starts of B's rows</param>
    /// <param name="beta">0 overwrites C without reading it</param>
    /// <param name="c">m x n, row-major, ldc >= n; must not overlap A or B</param>
    /// <param name="ldc">elements between the starts of C's rows</param>
    /// <param name="pool">null: the calling thread alone</param>
    /// <remarks>As in float, with u = 2^-53; one chain for each element, also where there are few columns.</remarks>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, a leading dimension shorter than a row, or C overlaps A or B; the message has the numbers</exception>
    public static void Gemm(Transpose transA, Transpose transB, int m, int n, int k, double alpha, ReadOnlySpan<double> a, int lda, ReadOnlySpan<double> b, int ldb, double beta, Span<double> c, int ldc, WorkerPool? pool = null) =>
        Product(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc, pool);

    /// <summary>C = bias + A*B with B packed once: the product of a layer, y = x W^T + bias.</summary>
    /// <param name="m">rows of A and C</param>
    /// <param name="a">m x k, row-major, lda >= k; k and n are the packed matrix's rows and columns</param>
    /// <param name="lda">elements between the starts of A's rows</param>
    /// <param name="b">k x n</param>
    /// <param name="bias">n numbers that every row of C starts from; empty: zeros</param>
    /// <param name="c">m x n, row-major, ldc >= n, overwritten; must not overlap A or the bias</param>
    /// <param name="ldc">elements between the starts of C's rows</param>
    /// <param name="pool">null: the calling thread alone</param>
    /// <remarks>
    /// Allocates nothing. Each element is the chain bias[j], then fma(a[i,p], b[p,j], .) for p = 0 .. k-1: the bits of
    /// <see cref="Gemm(Transpose, Transpose, int, int, int, float, ReadOnlySpan{float}, int, ReadOnlySpan{float}, int, float, Span{float}, int)"/>
    /// with beta = 1 on a C whose rows are the bias. Error as there. With B in bfloat16, a[i,p] times the rounded b[p,j]; with B in int8 each row of A is
    /// rounded to int8 too, sums are exact, and the calling thread does the work alone (see <see cref="WeightFormat"/>): the same bits on every CPU.
    /// </remarks>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, a leading dimension shorter than a row, or C overlaps an input; the message has the numbers</exception>
    /// <exception cref="ObjectDisposedException">the packed matrix was disposed</exception>
    public static void Gemm(int m, ReadOnlySpan<float> a, int lda, PackedMatrix b, ReadOnlySpan<float> bias, Span<float> c, int ldc, WorkerPool? pool = null) =>
        Product(m, a, lda, b, bias, isRelu: false, c, ldc, pool);

    /// <summary>C = relu(bias + A*B) with B packed once: relu is applied in the registers in which a sum ends.</summary>
    /// <param name="m">rows of A and C</param>
    /// <param name="a">m x k, row-major, lda >= k; k and n are the packed matrix's rows and columns</param>
    /// <param name="lda">elements between the starts of A's rows</param>
    /// <param name="b">k x n</param>
    /// <param name="bias">n numbers that every row of C starts from; empty: zeros</param>
    /// <param name="c">m x n, row-major, ldc >= n, overwritten; must not overlap A or the bias</param>
    /// <param name="ldc">elements between the starts of C's rows</param>
    /// <param name="pool">null: the calling thread alone</param>
    /// <remarks>
    /// Allocates nothing. The bits of <see cref="Gemm(int, ReadOnlySpan{float}, int, PackedMatrix, ReadOnlySpan{float}, Span{float}, int, WorkerPool)"/> with
    /// <see cref="Activation.Relu"/> after it: NaN stays NaN, -0 stays -0. Error as there.
    /// </remarks>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, a leading dimension shorter than a row, or C overlaps an input; the message has the numbers</exception>
    /// <exception cref="ObjectDisposedException">the packed matrix was disposed</exception>
    public static void GemmRelu(int m, ReadOnlySpan<float> a, int lda, PackedMatrix b, ReadOnlySpan<float> bias, Span<float> c, int ldc, WorkerPool? pool = null) =>
        Product(m, a, lda, b, bias, isRelu: true, c, ldc, pool);

    private static void Product(int m, ReadOnlySpan<float> a, int lda, PackedMatrix b, ReadOnlySpan<float> bias, bool isRelu, Span<float> c, int ldc, WorkerPool? pool)
    {
        ArgumentNullException.ThrowIfNull(b);
        Guard.NotNegative(m);
        int n = b.Columns;
        int k = b.Rows;
        Guard.Matrix<float>(a, m, k, lda, "m", "k");
        Guard.Matrix<float>(c, m, n, ldc, "m", "n");
        if (!bias.IsEmpty)
            Guard.SameLength(bias.Length, n);
        Guard.Disjoint(a, c);
        Guard.Disjoint(bias, c);

        fixed (float* pa = a, pbias = bias, pc = c)
        {
            var operands = new GemmOperands<float>
            {
                M = m,
                N = n,
                K = k,
                Alpha = 1f,
                A = pa,
                ARow = lda,
                AStep = 1,
                B = b.Pointer,
                Ldb = n,
                BIsPacked = true,
                BIsForOneRow = b.IsForOneRow,
                BIsBFloat16 = b.Format == WeightFormat.BFloat16,
                Beta = bias.IsEmpty ? 0f : 1f,
                Start = pbias,
                StartRow = 0,
                IsRelu = isRelu,
                C = pc,
                Ldc = ldc,
            };
            if (b.Format == WeightFormat.Int8)
                Int8Product.Run(operands);
            else
                GemmThreads<float>.Run(operands, pool);
        }

        GC.KeepAlive(b);
    }

    private static void Product<T>(Transpose transA, Transpose transB, int m, int n, int k, T alpha, ReadOnlySpan<T> a, int lda, ReadOnlySpan<T> b, int ldb, T beta, Span<T> c, int ldc, WorkerPool? pool)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Guard.NotNegative(m);
        Guard.NotNegative(n);
        Guard.NotNegative(k);
        if (transA == Transpose.No)
            Guard.Matrix<T>(a, m, k, lda, "m", "k");
        else
            Guard.Matrix<T>(a, k, m, lda, "k", "m");
        if (transB == Transpose.No)
            Guard.Matrix<T>(b, k, n, ldb, "k", "n");
        else
            Guard.Matrix<T>(b, n, k, ldb, "n", "k");
        Guard.Matrix<T>(c, m, n, ldc, "m", "n");
        Guard.Disjoint(a, c);
        Guard.Disjoint(b, c);

        fixed (T* pa = a, pb = b, pc = c)
        {
            var operands = new GemmOperands<T>
            {
                M = m,
                N = n,
                K = k,
                Alpha = alpha,
                A = pa,
                ARow = transA == Transpose.No ? lda : 1,
                AStep = transA == Transpose.No ? 1 : lda,
                B = pb,
                Ldb = ldb,
                BIsTransposed = transB == Transpose.Yes,
                Beta = beta,
                Start = pc,
                StartRow = ldc,
                C = pc,
                Ldc = ldc,
            };
            GemmThreads<T>.Run(operands, pool);
        }
    }
}

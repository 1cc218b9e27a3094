namespace SimdNet.Kernels;

public static unsafe partial class Blas
{
    /// <summary>y = alpha*op(A)*x + beta*y</summary>
    /// <param name="trans">op(A): A as it stands, or transposed</param>
    /// <param name="m">rows of A</param>
    /// <param name="n">columns of A</param>
    /// <param name="alpha">the factor of the product</param>
    /// <param name="a">m x n, row-major, lda >= n</param>
    /// <param name="lda">elements between the starts of A's rows</param>
    /// <param name="x">n numbers (transposed: m)</param>
    /// <param name="beta">0 overwrites y without reading it</param>
    /// <param name="y">m numbers (transposed: n); must not overlap A or x</param>
    /// <remarks>
    /// Allocates nothing after a thread's first call of a size. The same bits on every CPU. As it stands: y[i] = fma(alpha, <see cref="Dot(ReadOnlySpan{float}, ReadOnlySpan{float})"/> of row i
    /// and x, beta*y[i]); so it is transposed with few columns (n = 1, or n up to 16 with m from 128 on). Else transposed: the chain beta*y[j], then fma(alpha*x[i], a[i,j], .) for i = 0 .. m-1, as in the general product.
    /// Error per element: at most gamma_(K+2) (|alpha||op(A)||x| + |beta||y|), K the number of terms.
    /// </remarks>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, lda shorter than a row, or y overlaps A or x; the message has the numbers</exception>
    public static void Gemv(Transpose trans, int m, int n, float alpha, ReadOnlySpan<float> a, int lda, ReadOnlySpan<float> x, float beta, Span<float> y)
    {
        Guard.NotNegative(m);
        Guard.NotNegative(n);
        Guard.Matrix(a, m, n, lda, "m", "n");
        (int inputs, int outputs) = trans == Transpose.No ? (n, m) : (m, n);
        Guard.Holds(x.Length, inputs, "op(A)", "columns");
        Guard.Holds(y.Length, outputs, "op(A)", "rows");
        Guard.Disjoint(a, y);
        Guard.Disjoint(x, y);

        fixed (float* pa = a, px = x, py = y)
        {
            // As it stands: a product with the one column x. Transposed: one with the one row x.
            bool isRow = trans == Transpose.Yes;
            var operands = new GemmOperands<float>
            {
                M = isRow ? 1 : m,
                N = isRow ? n : 1,
                K = inputs,
                Alpha = alpha,
                A = isRow ? px : pa,
                ARow = isRow ? inputs : lda,
                AStep = 1,
                B = isRow ? pa : px,
                Ldb = isRow ? lda : 1,
                Beta = beta,
                Start = py,
                StartRow = isRow ? outputs : 1,
                C = py,
                Ldc = isRow ? outputs : 1,
            };
            GemmThreads<float>.Run(operands, pool: null);
        }
    }
}

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
    /// and x, beta*y[i]). Transposed: the chain beta*y[j], then fma(alpha*x[i], a[i,j], .) for i = 0 .. m-1, as in the general product.
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
            if (trans == Transpose.Yes)
            {
                var operands = new GemmOperands<float>
                {
                    M = 1,
                    N = n,
                    K = m,
                    Alpha = alpha,
                    A = px,
                    ARow = m,
                    AStep = 1,
                    B = pa,
                    Ldb = lda,
                    Beta = beta,
                    Start = py,
                    StartRow = n,
                    C = py,
                    Ldc = n,
                };
                GemmThreads<float>.Run(operands, pool: null);
                return;
            }

            for (nint i = 0; i < m; i++)
            {
                float product = Dot(pa + (i * lda), px, n);
                py[i] = MathF.FusedMultiplyAdd(alpha, product, beta == 0f ? 0f : beta * py[i]);
            }
        }
    }
}

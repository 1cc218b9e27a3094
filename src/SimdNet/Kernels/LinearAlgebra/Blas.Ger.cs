namespace SimdNet.Kernels;

public static unsafe partial class Blas
{
    /// <summary>A = alpha x y^T + A: a[i,j] = fma(alpha*x[i], y[j], a[i,j])</summary>
    /// <param name="m">rows of A</param>
    /// <param name="n">columns of A</param>
    /// <param name="alpha">the factor of the product</param>
    /// <param name="x">m numbers</param>
    /// <param name="y">n numbers</param>
    /// <param name="a">m x n, row-major, lda >= n, updated; must not overlap x or y</param>
    /// <param name="lda">elements between the starts of A's rows</param>
    /// <remarks>Allocates nothing. The same bits on every CPU. Error per element: two roundings, at most gamma_2 |alpha x y| + u |a|.</remarks>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, lda shorter than a row, or A overlaps x or y; the message has the numbers</exception>
    public static void Ger(int m, int n, float alpha, ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> a, int lda)
    {
        Guard.NotNegative(m);
        Guard.NotNegative(n);
        Guard.Matrix<float>(a, m, n, lda, "m", "n");
        Guard.Holds(x.Length, m, "A", "rows");
        Guard.Holds(y.Length, n, "A", "columns");
        Guard.Disjoint(x, a);
        Guard.Disjoint(y, a);
        fixed (float* py = y, pa = a)
        {
            for (int i = 0; i < m; i++)
                ElementwiseLoop.Run(new AxpyKernel(alpha * x[i], py, pa + ((nint)i * lda)), n);
        }
    }
}

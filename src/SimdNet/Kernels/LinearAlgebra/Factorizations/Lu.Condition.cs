using System.Numerics;
using SimdNet.Buffers;

namespace SimdNet.Kernels;

public static unsafe partial class Lu
{
    /// <summary>An estimate of 1 / (|A| |A^-1|) in the 1-norm: about how much of a solution's relative accuracy is left. 1 is best; below u the matrix is singular to working precision.</summary>
    /// <param name="n">rows and columns</param>
    /// <param name="lu">what <c>Factor</c> made of A</param>
    /// <param name="ldlu">elements between the starts of its rows</param>
    /// <param name="pivots">as <c>Factor</c> left them</param>
    /// <param name="norm">the <see cref="OneNorm"/> of A before it was factored</param>
    /// <returns>in [0, 1] but for roundings; 1 for n = 0, 0 where a number is not finite on the way</returns>
    /// <remarks>Scratch: 2n elements. Four to eleven solutions. Never too low but for roundings, mostly less than 3 times too high. Source: Hager 1984, Higham 1988.</remarks>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs, or a pivot is no row; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static double ReciprocalCondition<T>(int n, ReadOnlySpan<T> lu, int ldlu, ReadOnlySpan<int> pivots, double norm)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(n, lu, ldlu, pivots, nameof(lu));
        CheckPivots(n, pivots);
        if (n == 0)
            return 1;
        fixed (T* plu = lu)
        fixed (int* pp = pivots)
            return OneNormEstimator<T>.Reciprocal(norm, OneNormEstimator<T>.Estimate(new FactoredInverse<T>(n, plu, ldlu, pp), n, ThreadScratch.RentOuter<T>(2L * n)));
    }

    /// <summary>The 1-norm of a square matrix: the largest sum of magnitudes of a column; NaN if one is.</summary>
    /// <param name="n">rows and columns</param>
    /// <param name="a">n x n, row-major, lda >= n</param>
    /// <param name="lda">elements between the starts of A's rows</param>
    /// <remarks>Scratch: n doubles. Sums in double, row after row.</remarks>
    /// <exception cref="ArgumentException">a span is shorter than its shape needs; the message has the numbers</exception>
    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static double OneNorm<T>(int n, ReadOnlySpan<T> a, int lda)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Precision<T>.Check();
        Guard.NotNegative(n);
        Guard.Matrix(a, n, n, lda, "n", "n");
        double* sums = ThreadScratch.RentOuter<double>(n);
        new Span<double>(sums, n).Clear();
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<T> row = a.Slice(i * lda, n);
            for (int j = 0; j < row.Length; j++)
                sums[j] += Math.Abs(double.CreateTruncating(row[j]));
        }

        double norm = 0;
        for (int j = 0; j < n; j++)
            norm = Math.Max(norm, sums[j]);
        return norm;
    }

    private readonly struct FactoredInverse<T>(int n, T* lu, nint ldlu, int* pivots) : IInverse<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Solve(Transpose transA, T* x) => SolveFactored(transA, n, 1, lu, ldlu, pivots, x, 1, pool: null);
    }
}

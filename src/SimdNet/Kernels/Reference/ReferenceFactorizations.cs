using System.Numerics;

namespace SimdNet.Kernels;

/// <summary>
/// Factorizations as textbooks write them, with fused multiply-adds: in double the oracle for floats, in the type itself the bits that <see cref="Lu"/> and
/// <see cref="Cholesky"/> promise. Dense n x n, row-major.
/// </summary>
internal static class ReferenceFactorizations
{
    /// <summary>P A = L U in place.</summary>
    /// <returns>the first column whose pivot is 0 or not finite; -1: none</returns>
    public static int Lu<T>(int n, T[] a, int[] pivots)
        where T : IFloatingPointIeee754<T>
    {
        for (int k = 0; k < n; k++)
        {
            int pivot = k;
            for (int i = k; i < n; i++)
            {
                T magnitude = T.Abs(a[(i * n) + k]);
                if (magnitude > T.Abs(a[(pivot * n) + k]) || T.IsNaN(magnitude))
                    pivot = i;
                if (T.IsNaN(magnitude))
                    break;
            }

            pivots[k] = pivot;
            for (int j = 0; j < n && pivot != k; j++)
                (a[(k * n) + j], a[(pivot * n) + j]) = (a[(pivot * n) + j], a[(k * n) + j]);
            T value = a[(k * n) + k];
            if (value == T.Zero || !T.IsFinite(value))
                return k;
            for (int i = k + 1; i < n; i++)
            {
                a[(i * n) + k] /= value;
                for (int j = k + 1; j < n; j++)
                    a[(i * n) + j] = T.FusedMultiplyAdd(-a[(i * n) + k], a[(k * n) + j], a[(i * n) + j]);
            }
        }

        return -1;
    }

    /// <summary>A = L L^T in place of the lower triangle.</summary>
    /// <returns>the first column whose pivot is not positive and finite; -1: none</returns>
    public static int Cholesky<T>(int n, T[] a)
        where T : IFloatingPointIeee754<T>
    {
        for (int j = 0; j < n; j++)
        {
            for (int i = j; i < n; i++)
            {
                for (int p = 0; p < j; p++)
                    a[(i * n) + j] = T.FusedMultiplyAdd(-a[(i * n) + p], a[(j * n) + p], a[(i * n) + j]);
            }

            T pivot = a[(j * n) + j];
            if (!(pivot > T.Zero && T.IsFinite(pivot)))
                return j;
            a[(j * n) + j] = T.Sqrt(pivot);
            for (int i = j + 1; i < n; i++)
                a[(i * n) + j] /= a[(j * n) + j];
        }

        return -1;
    }

    /// <summary>x from L U x = P b.</summary>
    public static double[] Solve(int n, double[] lu, int[] pivots, double[] b)
    {
        double[] x = [.. b];
        for (int k = 0; k < n; k++)
            (x[k], x[pivots[k]]) = (x[pivots[k]], x[k]);
        for (int i = 0; i < n; i++)
            for (int p = 0; p < i; p++)
                x[i] -= lu[(i * n) + p] * x[p];
        for (int i = n - 1; i >= 0; i--)
        {
            for (int p = i + 1; p < n; p++)
                x[i] -= lu[(i * n) + p] * x[p];
            x[i] /= lu[(i * n) + i];
        }

        return x;
    }

    /// <summary>A B of m x k and k x n.</summary>
    public static double[] Multiply(int m, int n, int k, double[] a, double[] b)
    {
        var c = new double[m * n];
        for (int i = 0; i < m; i++)
            for (int p = 0; p < k; p++)
                for (int j = 0; j < n; j++)
                    c[(i * n) + j] += a[(i * k) + p] * b[(p * n) + j];
        return c;
    }

    /// <summary>The transpose of m x n.</summary>
    public static double[] Transposed(int m, int n, double[] a)
    {
        var transposed = new double[m * n];
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++)
                transposed[(j * m) + i] = a[(i * n) + j];
        return transposed;
    }

    /// <summary>The largest sum of magnitudes of a column of m x n.</summary>
    public static double OneNorm(int m, int n, double[] a)
    {
        double norm = 0;
        for (int j = 0; j < n; j++)
        {
            double sum = 0;
            for (int i = 0; i < m; i++)
                sum += Math.Abs(a[(i * n) + j]);
            norm = Math.Max(norm, sum);
        }

        return norm;
    }
}

using System.Numerics;

namespace SimdNet.Kernels;

/// <summary>Solves with a factored A and its transpose, for one vector.</summary>
internal unsafe interface IInverse<T>
    where T : unmanaged
{
    void Solve(Transpose transA, T* x);
}

/// <summary>The 1-norm of an inverse from below, mostly within a factor of 3 (Hager 1984; Higham 1988, algorithm 4.1, with its five steps and its alternating vector).</summary>
internal static unsafe class OneNormEstimator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Steps = 5;

    /// <param name="inverse">x becomes A^-1 x</param>
    /// <param name="n">at least 1</param>
    /// <param name="x">2 n elements of scratch memory</param>
    public static double Estimate<TInverse>(TInverse inverse, int n, T* x)
        where TInverse : struct, IInverse<T>
    {
        T* signs = x + n;
        for (int i = 0; i < n; i++)
            x[i] = T.One / T.CreateTruncating(n);
        inverse.Solve(Transpose.No, x);
        double estimate = SumOfMagnitudes(n, x);
        if (n == 1)
            return estimate;
        TakeSigns(n, x, signs);
        inverse.Solve(Transpose.Yes, x);
        int column = PivotSearch.IndexOfLargest(x, n);
        for (int step = 1; step < Steps; step++)
        {
            new Span<T>(x, n).Clear();
            x[column] = T.One;
            inverse.Solve(Transpose.No, x);
            double next = SumOfMagnitudes(n, x);
            bool isRepeated = !TakeSigns(n, x, signs);
            if (!(next > estimate))
                break;
            estimate = next;
            if (isRepeated)
                break;
            inverse.Solve(Transpose.Yes, x);
            int last = column;
            column = PivotSearch.IndexOfLargest(x, n);
            if (T.Abs(x[last]) == T.Abs(x[column]))
                break;
        }

        for (int i = 0; i < n; i++)
            x[i] = T.CreateTruncating((i % 2 == 0 ? 1 : -1) * (1 + ((double)i / (n - 1))));
        inverse.Solve(Transpose.No, x);
        return NotLess(2 * SumOfMagnitudes(n, x) / (3.0 * n), estimate);
    }

    /// <summary>1 / (norm * inverseNorm), 0 where one of them is not finite or the matrix is 0.</summary>
    public static double Reciprocal(double norm, double inverseNorm) =>
        norm > 0 && inverseNorm > 0 && double.IsFinite(norm) && double.IsFinite(inverseNorm) ? 1 / norm / inverseNorm : 0;

    private static double NotLess(double value, double floor) => value > floor || double.IsNaN(value) ? value : floor;

    private static double SumOfMagnitudes(int n, T* x)
    {
        double sum = 0;
        for (int i = 0; i < n; i++)
            sum += Math.Abs(double.CreateTruncating(x[i]));
        return sum;
    }

    // x becomes its signs; false if they are those of the last time.
    private static bool TakeSigns(int n, T* x, T* signs)
    {
        bool isNew = false;
        for (int i = 0; i < n; i++)
        {
            T sign = x[i] < T.Zero ? -T.One : T.One;
            isNew |= sign != signs[i];
            (x[i], signs[i]) = (sign, sign);
        }

        return isNew;
    }
}

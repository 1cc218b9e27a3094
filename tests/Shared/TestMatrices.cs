using System.Numerics;
using SimdNet.Kernels;

namespace SimdNet.Testing;

/// <summary>Square matrices that LAPACK's testers would choose: of every condition, and near the ends of the range</summary>
internal static class TestMatrices
{
    public static readonly string[] Kinds = ["random", "graded", "graded columns", "near-singular", "hilbert", "large", "small", "diagonal", "lower", "ties"];

    /// <summary>Every size up to 40, then those round powers of two and blocks, then some large ones</summary>
    public static IEnumerable<int> Sizes(int most) => Enumerable.Range(0, 41).Concat([47, 48, 49, 63, 64, 65, 79, 80, 81, 95, 97, 127, 128, 129, 160, 200, 255, 256, 257, 300]).Where(n => n <= most);

    /// <summary>The power of two near which numbers are large but sums of their products with numbers of about 1 are safe</summary>
    public static int LargeExponent<T>() => typeof(T) == typeof(float) ? 100 : 960;

    public static T[] Create<T>(string kind, int n, int seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] a = Gens.Ordinary<T>(n * n, seed);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                ref T x = ref a[(i * n) + j];
                x = kind switch
                {
                    "graded" => T.ScaleB(x, -(20 * i / n)),
                    "graded columns" => T.ScaleB(x, -(20 * j / n)),
                    "near-singular" when j == n - 1 && n > 1 => a[i * n] + T.ScaleB(x, typeof(T) == typeof(float) ? -18 : -45),
                    "hilbert" => T.One / T.CreateChecked(i + j + 1),
                    "large" => T.ScaleB(x, LargeExponent<T>()),
                    "small" => T.ScaleB(x, -LargeExponent<T>()),
                    "diagonal" => i == j ? x : T.Zero,
                    "lower" => j <= i ? x : T.Zero,
                    "ties" => T.Round(x * T.CreateChecked(2)) + (i == j ? T.ScaleB(x, -3) : T.Zero), // pivots of equal magnitude
                    _ => x,
                };
            }
        }

        return a;
    }

    /// <summary>A A^T of such a matrix, in its type, with n u |A||A^T| added to the diagonal so that roundings leave it positive definite</summary>
    public static T[] PositiveDefinite<T>(string kind, int n, int seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] a = Create<T>(kind is "large" or "small" ? "random" : kind, n, seed);
        double[] wide = Wide(a);
        double[] square = ReferenceFactorizations.Multiply(n, n, n, wide, ReferenceFactorizations.Transposed(n, n, wide));
        double shift = 4 * n * Unit<T>() * ReferenceFactorizations.OneNorm(n, n, square);
        int exponent = kind == "large" ? LargeExponent<T>() : kind == "small" ? -LargeExponent<T>() : 0;
        for (int i = 0; i < n; i++) square[(i * n) + i] += shift;
        return [.. square.Select(x => T.CreateChecked(Math.ScaleB(x, exponent)))];
    }

    public static double[] Wide<T>(T[] a)
        where T : IFloatingPointIeee754<T> => [.. a.Select(double.CreateChecked)];

    public static double Unit<T>() => typeof(T) == typeof(float) ? Rounding.UnitRoundoff : Rounding.UnitRoundoffOfDouble;

    /// <summary>Asserts |difference| at most 30 count |scale| u in the 1-norm, LAPACK's threshold</summary>
    public static void AssertResidual<T>(int m, int n, double[] difference, double count, double scale, string what)
    {
        double norm = ReferenceFactorizations.OneNorm(m, n, difference);
        double bound = 30 * Math.Max(count, 1) * scale * Unit<T>();
        if (!(norm <= bound)) Assert.Fail($"{what}: the residual is {norm:g4}, {30 * norm / bound:g4} units where less than 30 are expected.");
    }

    public static double[] Minus(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x - y)];

    public static double[] Identity(int n)
    {
        var identity = new double[n * n];
        for (int i = 0; i < n; i++) identity[(i * n) + i] = 1;
        return identity;
    }

    /// <summary>A dense matrix inside a wider one, NaN between the rows</summary>
    public static T[] Widened<T>(T[] a, int rows, int columns, int ld)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var wide = new T[rows * ld];
        wide.AsSpan().Fill(T.NaN);
        for (int i = 0; i < rows; i++) a.AsSpan(i * columns, columns).CopyTo(wide.AsSpan(i * ld));
        return wide;
    }

    public static T[] Narrowed<T>(T[] wide, int rows, int columns, int ld)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var a = new T[rows * columns];
        for (int i = 0; i < rows; i++)
        {
            wide.AsSpan(i * ld, columns).CopyTo(a.AsSpan(i * columns));
            foreach (T gap in wide.AsSpan((i * ld) + columns, ld - columns)) Assert.True(T.IsNaN(gap), $"row {i}: a number between the rows was written");
        }

        return a;
    }
}

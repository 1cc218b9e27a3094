using System.Numerics;
using SimdNet.Buffers;
using SimdNet.Kernels;
using static SimdNet.Testing.TestMatrices;

namespace SimdNet.Tests.Kernels.LinearAlgebra;

/// <summary>Cholesky's factorization of floats and of doubles: residuals as LAPACK's testers define them, and the textbook's bits</summary>
public abstract class CholeskyOf<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [Theory]
    [MemberData(nameof(LuOfFloatsTests.Matrices), MemberType = typeof(LuOfFloatsTests))]
    public void Factors_have_the_bits_of_the_textbook_loops_and_nothing_above_the_diagonal_is_touched(string kind)
    {
        foreach (int n in Sizes(160))
        {
            T[] a = PositiveDefinite<T>(kind, n, n), expected = [.. a];
            Assert.Equal(-1, ReferenceFactorizations.Cholesky(n, expected));
            foreach (T above in new[] { T.NaN, T.One })
            {
                for (int i = 0; i < n; i++) a.AsSpan((i * n) + i + 1, n - i - 1).Fill(above);
                T[] actual = Widened(a, n, n, n + 3);
                Assert.True(Cholesky.Factor<T>(n, actual, n + 3).IsComplete);
                for (int i = 0; i < n; i++) expected.AsSpan((i * n) + i + 1, n - i - 1).Fill(above);
                Bits.Equal<T>(expected, Narrowed(actual, n, n, n + 3), $"{kind}, n = {n}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(LuOfFloatsTests.Matrices), MemberType = typeof(LuOfFloatsTests))]
    public void Residuals_of_factor_solutions_and_inverse(string kind)
    {
        foreach (int n in Sizes(Prop.Cases < 100 ? 65 : 300))
        {
            string what = $"{kind}, n = {n}";
            T[] a = PositiveDefinite<T>(kind, n, n + 1000), l = [.. a], inverse = new T[n * n];
            double[] wideA = Wide(a), wideL = new double[n * n];
            double norm = ReferenceFactorizations.OneNorm(n, n, wideA);
            Assert.True(Cholesky.Factor<T>(l, n).IsComplete, what);
            for (int i = 0; i < n; i++)
                for (int j = 0; j <= i; j++)
                    wideL[(i * n) + j] = double.CreateChecked(l[(i * n) + j]);
            AssertResidual<T>(n, n, Minus(ReferenceFactorizations.Multiply(n, n, n, wideL, ReferenceFactorizations.Transposed(n, n, wideL)), wideA), n, norm, $"{what}, factor");

            const int columns = 3;
            T[] b = Gens.Ordinary<T>(n * columns, seed: n), x = new T[n * columns];
            Assert.True(Cholesky.TrySolve<T>(n, columns, a, int.Max(n, 1), b, columns, x, columns, out FactorizationResult result), $"{what}: {result}");
            AssertResidual<T>(n, columns, Minus(ReferenceFactorizations.Multiply(n, columns, n, wideA, Wide(x)), Wide(b)), 1,
                norm * ReferenceFactorizations.OneNorm(n, columns, Wide(x)), $"{what}, solution");

            Assert.True(Cholesky.TryInverse<T>(a, n, inverse, out result), $"{what}: {result}");
            double[] wide = Wide(inverse);
            AssertResidual<T>(n, n, Minus(ReferenceFactorizations.Multiply(n, n, n, wideA, wide), Identity(n)), n, norm * ReferenceFactorizations.OneNorm(n, n, wide), $"{what}, inverse");
            Assert.Equal(ReferenceFactorizations.Transposed(n, n, wide), wide);
        }
    }

    [Fact]
    public void What_is_not_positive_definite_or_not_finite_is_reported_with_its_pivot()
    {
        foreach (int n in new[] { 1, 2, 16, 17, 33, 70, 130 })
        {
            foreach (int pivot in new[] { 0, n / 2, n - 1 })
            {
                T[] a = PositiveDefinite<T>("random", n, n), x = new T[n], b = Gens.Ordinary<T>(n, seed: 1);
                a[(pivot * n) + pivot] = -T.One;
                Assert.False(Cholesky.TrySolve<T>(a, n, b, x, out FactorizationResult result));
                Assert.Equal((FactorizationOutcome.NotPositive, pivot), (result.Outcome, result.Pivot));
                Assert.InRange(result.Value, double.NegativeInfinity, -1);
                Assert.StartsWith($"The matrix is not positive definite: pivot {pivot} is -", result.ToString(), StringComparison.Ordinal);
                Assert.False(Cholesky.TryInverse<T>(a, n, new T[n * n], out result));
                Assert.Equal(pivot, result.Pivot);

                foreach (T bad in new[] { T.NaN, T.PositiveInfinity })
                {
                    a[(pivot * n) + pivot] = bad;
                    Assert.False(Cholesky.TrySolve<T>(a, n, b, x, out result));
                    Assert.Equal((FactorizationOutcome.NotFinite, pivot), (result.Outcome, result.Pivot));
                }
            }
        }

        // Singular exactly
        Assert.False(Cholesky.TrySolve<T>([T.One, T.One, T.One, T.One], 2, [T.One, T.One], new T[2], out FactorizationResult zero));
        Assert.Equal(new FactorizationResult(FactorizationOutcome.NotPositive, 1, 0), zero);
    }

    [Fact]
    public void The_same_bits_on_a_pool_and_for_a_column_alone()
    {
        using var pool = new WorkerPool(2);
        foreach (int n in new[] { 5, 33, 100, 257 })
        {
            const int columns = 5;
            T[] a = PositiveDefinite<T>("random", n, n), shared = [.. a], b = Gens.Ordinary<T>(n * columns, seed: 3), together = [.. b];
            Assert.True(Cholesky.Factor<T>(a, n).IsComplete);
            Assert.True(Cholesky.Factor<T>(n, shared, n, pool).IsComplete);
            Bits.Equal<T>(a, shared, "on a pool");
            Cholesky.SolveFactored<T>(n, columns, a, n, together, columns, pool);
            T[] alone = [.. Enumerable.Range(0, n).Select(i => b[(i * columns) + 2])];
            Cholesky.SolveFactored<T>(n, 1, a, n, alone, 1);
            Bits.Equal<T>([.. Enumerable.Range(0, n).Select(i => together[(i * columns) + 2])], alone, "alone");
        }
    }

    [Fact]
    public void A_matrix_that_threads_share_has_the_same_bits_and_nothing_above_the_diagonal_is_written()
    {
        // 600: products of lower triangles are large enough for several parts. Rows 1024 apart share cache sets.
        using var pool = new WorkerPool(2);
        int n = Prop.Cases < 100 ? 200 : 600;
        T[] shared = Gens.Ordinary<T>(n * n, seed: 1);
        for (int i = 0; i < n; i++)
        {
            shared[(i * n) + i] = T.CreateChecked(2 * n);
            shared.AsSpan((i * n) + i + 1, n - i - 1).Fill(T.NaN);
        }

        T[] expected = [.. shared], alone = Widened(shared, n, n, 1024);
        Assert.Equal(-1, ReferenceFactorizations.Cholesky(n, expected));
        Assert.True(Cholesky.Factor<T>(n, alone, 1024).IsComplete);
        Assert.True(Cholesky.Factor<T>(n, shared, n, pool).IsComplete);
        Bits.Equal<T>(expected, shared, "on a pool");
        Bits.Equal<T>(expected, Narrowed(alone, n, n, 1024), "alone");
    }

    [Fact]
    public void Determinant_condition_and_the_empty_matrix()
    {
        T[] a = [T.CreateChecked(4), T.NaN, T.CreateChecked(2), T.CreateChecked(10)];
        Assert.True(Cholesky.Factor<T>(a, 2).IsComplete);
        Assert.Equal(36, Cholesky.Determinant<T>(2, a, 2).Value);
        Assert.True(Cholesky.Factor<T>([], 0).IsComplete);
        Assert.True(Cholesky.TrySolve<T>([], 0, [], [], out _));
        Assert.True(Cholesky.TryInverse<T>([], 0, [], out _));
        Assert.Equal(1, Cholesky.ReciprocalCondition<T>(0, [], 1, 0));
        foreach (int n in new[] { 1, 2, 17, 60 })
        {
            T[] b = PositiveDefinite<T>("random", n, n), inverse = new T[n * n];
            Assert.True(Cholesky.TryInverse<T>(b, n, inverse, out _));
            double norm = Lu.OneNorm<T>(n, b, n), exact = 1 / norm / ReferenceFactorizations.OneNorm(n, n, Wide(inverse));
            Assert.True(Cholesky.Factor<T>(b, n).IsComplete);
            Assert.InRange(Cholesky.ReciprocalCondition<T>(n, b, n, norm) / exact, 0.99, 3);
        }
    }

    [Fact]
    public void Arguments_are_checked_and_nothing_is_allocated()
    {
        T[] memory = new T[12];
        string type = typeof(T) == typeof(float) ? "floats" : "doubles";
        Assert.Throws<ArgumentOutOfRangeException>("n", () => Cholesky.Factor<T>(-1, memory, 3));
        Refused.With($"a holds 12 {type}, but n = 3 rows of n = 3 with lda = 5 need 13.", "a", () => Cholesky.Factor<T>(3, memory, 5));
        Refused.With("b overlaps l (it starts 8 elements from it); they must be disjoint.", "b", () => Cholesky.SolveFactored<T>(3, 1, memory.AsSpan(0, 9), 3, memory.AsSpan(8, 3), 1));

        const int n = 100;
        T[] a = PositiveDefinite<T>("random", n, 1), l = new T[n * n], x = new T[n], b = new T[n], inverse = new T[n * n];
        Assert.Equal(0, Allocation.Measure(
            () =>
            {
                a.CopyTo(l, 0);
                Cholesky.Factor<T>(l, n);
                Cholesky.ReciprocalCondition<T>(n, l, n, 1);
                Cholesky.Determinant<T>(n, l, n);
                Cholesky.TrySolve<T>(a, n, b, x, out _);
                Cholesky.TryInverse<T>(a, n, inverse, out _);
            },
            3));
    }
}

public class CholeskyOfFloatsTests : CholeskyOf<float>;

public class CholeskyOfDoublesTests : CholeskyOf<double>;

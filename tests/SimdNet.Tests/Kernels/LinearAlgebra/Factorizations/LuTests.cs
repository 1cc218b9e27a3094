using System.Numerics;
using SimdNet.Buffers;
using SimdNet.Kernels;
using static SimdNet.Testing.TestMatrices;

namespace SimdNet.Tests.Kernels.LinearAlgebra;

/// <summary>LU of floats and of doubles: residuals as LAPACK's testers define them, and the textbook's bits</summary>
public abstract class LuOf<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [Theory]
    [MemberData(nameof(LuOfFloatsTests.Matrices), MemberType = typeof(LuOfFloatsTests))]
    public void Factors_have_the_bits_of_the_textbook_loops(string kind)
    {
        foreach (int n in Sizes(160))
        {
            T[] a = Create<T>(kind, n, n), expected = [.. a], actual = Widened(a, n, n, n + 3);
            int[] pivots = new int[n], expectedPivots = new int[n];
            int failed = ReferenceFactorizations.Lu(n, expected, expectedPivots);
            FactorizationResult result = Lu.Factor<T>(n, actual, n + 3, pivots);
            Assert.Equal(failed, result.Pivot);
            if (failed >= 0) continue;
            Assert.Equal(expectedPivots, pivots);
            Bits.Equal<T>(expected, Narrowed(actual, n, n, n + 3), $"{kind}, n = {n}");
        }
    }

    [Theory]
    [MemberData(nameof(LuOfFloatsTests.Matrices), MemberType = typeof(LuOfFloatsTests))]
    public void Residuals_of_factors_solutions_and_inverse(string kind)
    {
        foreach (int n in Sizes(Prop.Cases < 100 ? 65 : 300))
        {
            string what = $"{kind}, n = {n}";
            T[] a = Create<T>(kind, n, n + 1000), lu = [.. a], inverse = new T[n * n];
            double[] wideA = Wide(a);
            double norm = ReferenceFactorizations.OneNorm(n, n, wideA);
            int[] pivots = new int[n];
            FactorizationResult result = Lu.Factor<T>(lu, n, pivots);
            if (!result.IsComplete)
            {
                Assert.Contains(kind, new[] { "hilbert", "ties" });
                continue;
            }

            // P A - L U
            (double[] l, double[] u) = Split(n, Wide(lu));
            double[] pa = [.. wideA];
            for (int k = 0; k < n; k++)
                for (int j = 0; j < n; j++)
                    (pa[(k * n) + j], pa[(pivots[k] * n) + j]) = (pa[(pivots[k] * n) + j], pa[(k * n) + j]);
            AssertResidual<T>(n, n, Minus(ReferenceFactorizations.Multiply(n, n, n, l, u), pa), n, norm, $"{what}, factors");

            // B - op(A) X
            const int columns = 3;
            T[] b = Gens.Ordinary<T>(n * columns, seed: n);
            foreach (Transpose trans in Enum.GetValues<Transpose>())
            {
                T[] x = [.. b];
                Lu.SolveFactored<T>(trans, n, columns, lu, int.Max(n, 1), pivots, x, columns);
                Assert.True(x.All(T.IsFinite), $"{what}, solution {trans}");
                double[] op = trans == Transpose.No ? wideA : ReferenceFactorizations.Transposed(n, n, wideA);
                AssertResidual<T>(n, columns, Minus(ReferenceFactorizations.Multiply(n, columns, n, op, Wide(x)), Wide(b)), 1,
                    ReferenceFactorizations.OneNorm(n, n, op) * ReferenceFactorizations.OneNorm(n, columns, Wide(x)), $"{what}, solution {trans}");
            }

            // I - A X
            Assert.True(Lu.TryInverse<T>(a, n, inverse, out result), $"{what}: {result}");
            AssertResidual<T>(n, n, Minus(ReferenceFactorizations.Multiply(n, n, n, wideA, Wide(inverse)), Identity(n)), n,
                norm * ReferenceFactorizations.OneNorm(n, n, Wide(inverse)), $"{what}, inverse");
        }
    }

    [Fact]
    public void Solutions_are_those_of_double_within_the_condition()
    {
        foreach (int n in Sizes(129))
        {
            T[] a = Create<T>("random", n, n), b = Gens.Ordinary<T>(n, seed: n), x = new T[n], refined = new T[n];
            double[] lu = Wide(a);
            int[] pivots = new int[n];
            Assert.Equal(-1, ReferenceFactorizations.Lu(n, lu, pivots));
            double[] expected = ReferenceFactorizations.Solve(n, lu, pivots, Wide(b));
            Assert.True(Lu.TrySolve<T>(a, n, b, x, out _));
            Assert.True(Lu.TrySolve<T>(n, 1, a, int.Max(n, 1), b, 1, refined, 1, out _, refinements: 2));
            double condition = n == 0 ? 1 : 1 / Lu.ReciprocalCondition(n, lu, n, pivots, Lu.OneNorm<T>(n, a, n));
            double norm = ReferenceFactorizations.OneNorm(n, 1, expected);
            AssertResidual<T>(n, 1, Minus(Wide(x), expected), 3 * n, norm * condition, $"n = {n}");
            if (typeof(T) == typeof(float)) AssertResidual<T>(n, 1, Minus(Wide(refined), expected), 1, norm, $"n = {n}, refined");
        }
    }

    [Fact]
    public void A_column_alone_has_the_bits_that_it_has_beside_others_on_any_number_of_threads()
    {
        using var pool = new WorkerPool(2);
        foreach (int n in new[] { 1, 2, 5, 16, 17, 31, 32, 33, 40, 64, 100, 130, 257 })
        {
            const int columns = 37;
            T[] a = Create<T>("random", n, n), lu = [.. a], shared = [.. a], b = Gens.Ordinary<T>(n * columns, seed: 7), together = [.. b], sharedX = [.. b];
            int[] pivots = new int[n];
            Assert.True(Lu.Factor<T>(n, lu, n, pivots).IsComplete);
            Assert.True(Lu.Factor<T>(n, shared, n, pivots, pool).IsComplete);
            Bits.Equal<T>(lu, shared, $"factors on a pool, n = {n}");
            foreach (Transpose trans in Enum.GetValues<Transpose>())
            {
                b.CopyTo(together, 0);
                b.CopyTo(sharedX, 0);
                Lu.SolveFactored<T>(trans, n, columns, lu, n, pivots, together, columns);
                Lu.SolveFactored<T>(trans, n, columns, lu, n, pivots, sharedX, columns, pool);
                Bits.Equal<T>(together, sharedX, $"solutions on a pool, n = {n}");
                for (int j = 0; j < columns; j += 9)
                {
                    T[] alone = [.. Enumerable.Range(0, n).Select(i => b[(i * columns) + j])];
                    Lu.SolveFactored<T>(trans, n, 1, lu, n, pivots, alone, 1);
                    Bits.Equal<T>([.. Enumerable.Range(0, n).Select(i => together[(i * columns) + j])], alone, $"{trans}, n = {n}, column {j}");
                }
            }

            T[] inverse = new T[n * n], inPlace = [.. a], onPool = new T[n * n];
            Assert.True(Lu.TryInverse<T>(a, n, inverse, out _));
            Assert.True(Lu.TryInverse<T>(inPlace, n, inPlace, out _));
            Assert.True(Lu.TryInverse<T>(n, a, n, onPool, n, out _, pool));
            Bits.Equal<T>(inverse, inPlace, "the inverse in place");
            Bits.Equal<T>(inverse, onPool, "the inverse on a pool");
        }
    }

    [Fact]
    public void Bits_do_not_depend_on_how_far_apart_rows_stand()
    {
        // 512 to 1024 elements: right-hand sides are solved in copies of strips, rows share cache sets.
        const int columns = 150;
        using var pool = new WorkerPool(2);
        foreach (int n in new[] { 33, 70, 200 })
        {
            T[] a = Create<T>("random", n, n), lu = [.. a], b = Gens.Ordinary<T>(n * columns, seed: 5), inverse = new T[n * n];
            int[] pivots = new int[n], pivotsOfWide = new int[n];
            Assert.True(Lu.Factor<T>(n, lu, n, pivots).IsComplete);
            Assert.True(Lu.TryInverse<T>(a, n, inverse, out _));
            foreach (int ld in new[] { 512, 515, 1024 })
            {
                T[] wide = Widened(a, n, n, ld), wideInverse = Widened(a, n, n, ld);
                Assert.True(Lu.TryInverse<T>(n, wideInverse, ld, wideInverse, ld, out _, pool));
                Bits.Equal<T>(inverse, Narrowed(wideInverse, n, n, ld), $"inverse, n = {n}, lda = {ld}");
                Assert.True(Lu.Factor<T>(n, wide, ld, pivotsOfWide).IsComplete);
                Assert.Equal(pivots, pivotsOfWide);
                Bits.Equal<T>(lu, Narrowed(wide, n, n, ld), $"factors, n = {n}, lda = {ld}");
                foreach (Transpose trans in Enum.GetValues<Transpose>())
                {
                    T[] x = [.. b], wideX = Widened(b, n, columns, ld), onPool = [.. wideX];
                    Lu.SolveFactored<T>(trans, n, columns, lu, n, pivots, x, columns);
                    Lu.SolveFactored<T>(trans, n, columns, wide, ld, pivots, wideX, ld);
                    Lu.SolveFactored<T>(trans, n, columns, wide, ld, pivots, onPool, ld, pool);
                    Bits.Equal<T>(x, Narrowed(wideX, n, columns, ld), $"{trans}, n = {n}, ldb = {ld}");
                    Bits.Equal<T>(x, Narrowed(onPool, n, columns, ld), $"{trans}, n = {n}, ldb = {ld} on a pool");
                }
            }
        }
    }

    [Fact]
    public void A_few_columns_of_a_large_system_are_chains_on_a_pool_too()
    {
        // Enough work for several threads, in a shape that Gemm computes as dot products.
        const int n = 1024, columns = 16;
        using var pool = new WorkerPool(2);
        T[] lu = [.. Gens.Ordinary<T>(n * n, seed: 1).Select(x => T.ScaleB(x, -10))], b = Gens.Ordinary<T>(n * columns, seed: 2), shared = [.. b];
        for (int i = 0; i < n; i++) lu[(i * n) + i] = T.One;
        int[] pivots = [.. Enumerable.Range(0, n)];
        Lu.SolveFactored<T>(Transpose.No, n, columns, lu, n, pivots, b, columns);
        Lu.SolveFactored<T>(Transpose.No, n, columns, lu, n, pivots, shared, columns, pool);
        Bits.Equal<T>(b, shared);
    }

    [Fact]
    public void What_is_singular_or_not_finite_is_reported_with_its_pivot()
    {
        foreach (int n in new[] { 1, 2, 16, 17, 33, 70 })
        {
            foreach (int column in new[] { 0, n / 2, n - 1 })
            {
                T[] a = Create<T>("random", n, n), x = new T[n], b = Gens.Ordinary<T>(n, seed: 1);
                for (int i = 0; i < n; i++) a[(i * n) + column] = T.Zero;
                Assert.False(Lu.TrySolve<T>(a, n, b, x, out FactorizationResult result));
                Assert.Equal(new FactorizationResult(FactorizationOutcome.ZeroPivot, column, 0), result);
                Assert.False(Lu.TryInverse<T>(a, n, new T[n * n], out result));
                Assert.Equal(column, result.Pivot);
                var thrown = Assert.Throws<FactorizationException>(() => Lu.Inverse<T>(a, n, new T[n * n]));
                Assert.Equal($"The matrix is singular: pivot {column} is 0.", thrown.Message);
                Assert.Equal(result, thrown.Result);

                // NaN above everything: found in its column at the latest.
                foreach (T bad in new[] { T.NaN, T.PositiveInfinity, T.NegativeInfinity })
                {
                    a = Create<T>("random", n, n);
                    a[(n / 3 * n) + column] = bad;
                    Assert.False(Lu.TrySolve<T>(a, n, b, x, out result));
                    Assert.Equal(FactorizationOutcome.NotFinite, result.Outcome);
                    Assert.Equal(column, result.Pivot);
                }
            }
        }
    }

    [Fact]
    public void A_result_that_leaves_the_range_is_reported()
    {
        T tiny = T.Epsilon;
        Assert.False(Lu.TryInverse<T>([T.One, T.Zero, T.Zero, tiny], 2, new T[4], out FactorizationResult result));
        Assert.Equal(new FactorizationResult(FactorizationOutcome.NotFinite, -1, 0), result);
        Assert.False(Lu.TrySolve<T>([tiny], 1, [T.One], new T[1], out result));
        Assert.Equal("The result is not finite: it left the range of its type.", result.ToString());

        // In a batch: every third of the systems 1 x = 1 and tiny x = 1
        const int count = 50;
        T[] systems = [.. Enumerable.Range(0, count).Select(i => i % 3 == 0 ? T.One : tiny)], ones = [.. systems.Select(_ => T.One)];
        var results = new FactorizationResult[count];
        Assert.False(Lu.TrySolveBatch<T>(count, 1, 1, systems, ones, new T[count], results));
        for (int i = 0; i < count; i++) Assert.Equal(i % 3 == 0 ? FactorizationOutcome.Complete : FactorizationOutcome.NotFinite, results[i].Outcome);
    }

    [Theory]
    [MemberData(nameof(LuOfFloatsTests.Matrices), MemberType = typeof(LuOfFloatsTests))]
    public void Systems_of_a_batch_have_the_bits_and_results_that_they_have_alone(string kind)
    {
        using var pool = new WorkerPool(2);
        foreach (int n in new[] { 1, 2, 3, 7, 8, 16, 17, 31, 32, 33 })
        {
            foreach ((int count, int columns) in new[] { (1, 1), (4, 1), (16, 2), (37, 1), (150, 3), (17, 33) })
            {
                // Every fifth system is singular or not finite, each in its own way.
                T[] a = [.. Enumerable.Range(0, count).SelectMany(s => Create<T>(kind, n, seed: (100 * n) + s))], b = Gens.Ordinary<T>(count * n * columns, seed: 3);
                for (int s = 2; s < count; s += 5)
                {
                    for (int i = 0; i < n; i++) a[(s * n * n) + (i * n) + (s % n)] = (s / 5 % 3) switch { 0 => T.Zero, 1 when i == 0 => T.NaN, 2 when i == n - 1 => T.NegativeInfinity, _ => T.One };
                }

                T[] x = new T[b.Length], onPool = new T[b.Length], alone = new T[n * columns];
                FactorizationResult[] results = new FactorizationResult[count], resultsOnPool = new FactorizationResult[count];
                bool areComplete = Lu.TrySolveBatch<T>(count, n, columns, a, b, x, results);
                Assert.Equal(results.All(r => r.IsComplete), areComplete);
                Assert.Equal(areComplete, Lu.TrySolveBatch<T>(count, n, columns, a, b, onPool, resultsOnPool, pool));
                Assert.Equal(results, resultsOnPool);
                for (int s = 0; s < count; s++)
                {
                    bool isComplete = Lu.TrySolve<T>(n, columns, a.AsSpan(s * n * n, n * n), n, b.AsSpan(s * n * columns, n * columns), columns, alone, columns, out FactorizationResult expected);
                    Assert.Equal(expected, results[s]);
                    if (!isComplete) continue;
                    Bits.Equal<T>(alone, x.AsSpan(s * n * columns, n * columns), $"{kind}, n = {n}, system {s} of {count}");
                    Bits.Equal<T>(alone, onPool.AsSpan(s * n * columns, n * columns), $"{kind}, n = {n}, system {s} of {count} on a pool");
                }
            }
        }
    }

    [Fact]
    public void A_batch_without_systems_unknowns_or_right_hand_sides()
    {
        var results = new FactorizationResult[3];
        Assert.True(Lu.TrySolveBatch<T>(0, 5, 1, [], [], [], []));
        Assert.True(Lu.TrySolveBatch<T>(3, 0, 1, [], [], [], results));
        Assert.All(results, r => Assert.True(r.IsComplete));
        T[] singular = new T[3];
        Assert.False(Lu.TrySolveBatch<T>(3, 1, 0, singular, [], [], results));
        Assert.All(results, r => Assert.Equal(FactorizationOutcome.ZeroPivot, r.Outcome));
    }

    [Fact]
    public void A_batchs_arguments_are_checked()
    {
        T[] a = new T[8], b = new T[4], x = new T[4];
        var results = new FactorizationResult[2];
        Assert.Throws<ArgumentOutOfRangeException>("count", () => Lu.TrySolveBatch<T>(-1, 2, 1, a, b, x, results));
        Refused.With("a holds 8 numbers, but count = 3 matrices of n = 2 rows and n = 2 columns need 12.", "a", () => Lu.TrySolveBatch<T>(3, 2, 1, a, b, x, results));
        Refused.With("b holds 4 numbers, but count = 2 matrices of n = 2 rows and columns = 2 columns need 8.", "b", () => Lu.TrySolveBatch<T>(2, 2, 2, a, b, x, results));
        Refused.With("a holds 8 numbers, but count = 2147483647 matrices of n = 2147483647 rows and n = 2147483647 columns need 9903520300447984150353281023.", "a",
            () => Lu.TrySolveBatch<T>(int.MaxValue, int.MaxValue, 0, a, b, x, results));
        Refused.With("results holds 1 results, but count = 2 systems need as many.", "results", () => Lu.TrySolveBatch<T>(2, 2, 1, a, b, x, results.AsSpan(0, 1)));
        Refused.With("x overlaps b (it starts 0 elements from it); they must be disjoint.", "x", () => Lu.TrySolveBatch<T>(2, 2, 1, a, b, b, results));
    }

    [Fact]
    public void The_empty_matrix()
    {
        Assert.True(Lu.Factor<T>([], 0, []).IsComplete);
        Assert.True(Lu.TryInverse<T>([], 0, [], out _));
        Assert.True(Lu.TrySolve<T>([], 0, [], [], out _));
        Assert.Equal(Determinant.One, Lu.Determinant<T>(0, [], 1, []));
        Assert.Equal(1, Lu.ReciprocalCondition<T>(0, [], 1, [], 0));
        Assert.Equal(0, Lu.OneNorm<T>(0, [], 1));
    }

    [Fact]
    public void The_condition_is_estimated_within_a_factor_of_three_and_not_too_low()
    {
        foreach (string kind in Kinds.Except(["hilbert", "ties"]))
        {
            foreach (int n in new[] { 1, 2, 3, 8, 17, 33, 60, 100 })
            {
                T[] a = Create<T>(kind, n, n), lu = [.. a], inverse = new T[n * n];
                int[] pivots = new int[n];
                Assert.True(Lu.Factor<T>(lu, n, pivots).IsComplete);
                if (!Lu.TryInverse<T>(a, n, inverse, out _)) continue;
                double norm = Lu.OneNorm<T>(n, a, n), exact = 1 / norm / ReferenceFactorizations.OneNorm(n, n, Wide(inverse));
                Assert.Equal(ReferenceFactorizations.OneNorm(n, n, Wide(a)), norm, norm * 1e-14);
                double estimate = Lu.ReciprocalCondition<T>(n, lu, n, pivots, norm);
                Assert.InRange(estimate / exact, 0.99, 3);
            }
        }
    }

    [Fact]
    public void Determinants()
    {
        T[] a = [T.Zero, T.CreateChecked(2), T.CreateChecked(3), T.CreateChecked(4)];
        int[] pivots = new int[2];
        Assert.True(Lu.Factor<T>(a, 2, pivots).IsComplete);
        Determinant determinant = Lu.Determinant<T>(2, a, 2, pivots);
        Assert.Equal((-1.5, 2L, -1, -6.0), (determinant.Mantissa, determinant.Exponent, determinant.Sign, determinant.Value));
        Assert.Equal(Math.Log(6), determinant.LogMagnitude, 1e-15);

        // 2^-LargeExponent to the 200th: far outside the range of double.
        const int n = 200;
        T[] scaled = new T[n * n];
        for (int i = 0; i < n; i++) scaled[(i * n) + i] = T.ScaleB(T.CreateChecked(-1.5), -LargeExponent<T>());
        int[] rows = [.. Enumerable.Range(0, n)];
        determinant = Lu.Determinant<T>(n, scaled, n, rows);
        Assert.Equal(n * (Math.Log(1.5) - (LargeExponent<T>() * Math.Log(2))), determinant.LogMagnitude, 1e-9);
        Assert.Equal((1, 0.0), (determinant.Sign, determinant.Value));
    }

    [Fact]
    public void Arguments_are_checked()
    {
        T[] a = new T[12], b = new T[9];
        int[] pivots = new int[3];
        string type = typeof(T) == typeof(float) ? "floats" : "doubles";
        Assert.Throws<ArgumentOutOfRangeException>("n", () => Lu.Factor<T>(-1, a, 3, pivots));
        Refused.With($"a holds 12 {type}, but n = 3 rows of n = 3 with lda = 5 need 13.", "a", () => Lu.Factor<T>(3, a, 5, pivots));
        Refused.With("lda = 2 is shorter than a row of a, n = 3.", "lda", () => Lu.Factor<T>(3, a, 2, pivots));
        Refused.With("pivots holds 2 numbers, but n = 3 rows need 3.", "pivots", () => Lu.Factor<T>(3, a, 3, pivots.AsSpan(0, 2)));
        Refused.With("pivots[1] = 0, but row 1 is exchanged with one of rows 1 to 2.", "pivots", () => Lu.SolveFactored<T>(Transpose.No, 3, 1, a, 3, pivots, b, 1));
        Refused.With($"b holds 9 {type}, but n = 3 rows of columns = 4 with ldb = 4 need 12.", "b", () => Lu.SolveFactored<T>(Transpose.No, 3, 4, a, 3, [0, 1, 2], b, 4));
        Refused.With("inverse overlaps a (it starts 1 elements from it, lda = 3, ldi = 3); they must be the same or disjoint.", "inverse", () => Lu.TryInverse<T>(a.AsSpan(0, 9), 3, a.AsSpan(1, 9), out _));
        Refused.With("x overlaps b (it starts 0 elements from it); they must be disjoint.", "x", () => Lu.TrySolve<T>(a, 3, b, b, out _));
        Assert.Throws<NotSupportedException>(() => Lu.Factor<Half>([], 0, []));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        foreach (int n in new[] { 16, 100 })
        {
            T[] a = Create<T>("random", n, 1), lu = new T[n * n], b = Gens.Ordinary<T>(n, seed: 2), x = new T[n], inverse = new T[n * n];
            int[] pivots = new int[n];
            FactorizationResult[] many = new FactorizationResult[20];
            T[] systems = [.. many.SelectMany(_ => a)], sides = new T[many.Length * n], solutions = new T[many.Length * n];
            Assert.Equal(0, Allocation.Measure(
                () =>
                {
                    a.CopyTo(lu, 0);
                    Lu.Factor<T>(lu, n, pivots);
                    Lu.ReciprocalCondition<T>(n, lu, n, pivots, Lu.OneNorm<T>(n, a, n));
                    Lu.Determinant<T>(n, lu, n, pivots);
                    Lu.SolveFactored<T>(Transpose.Yes, n, 1, lu, n, pivots, x, 1);
                    Lu.TrySolve<T>(n, 1, a, n, b, 1, x, 1, out _, refinements: 1);
                    Lu.TryInverse<T>(a, n, inverse, out _);
                    Lu.TrySolveBatch<T>(many.Length, n, 1, systems, sides, solutions, many);
                },
                3));
        }
    }

    private static (double[] L, double[] U) Split(int n, double[] lu)
    {
        double[] l = Identity(n), u = new double[n * n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                (j < i ? l : u)[(i * n) + j] = lu[(i * n) + j];
        return (l, u);
    }
}

public class LuOfFloatsTests : LuOf<float>
{
    public static TheoryData<string> Matrices => [.. Kinds];
}

public class LuOfDoublesTests : LuOf<double>;

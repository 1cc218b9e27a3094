using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using SimdNet.Kernels;
using static SimdNet.Testing.TestMatrices;

namespace SimdNet.Properties.Kernels.LinearAlgebra;

/// <summary>What holds for Cholesky's factorization of floats and doubles</summary>
public abstract class CholeskyProperties<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Most = 75;

    private static Gen<SquareSystem<T>> Systems(int least = 0) => SquareSystem<T>.Gen(least, Most, Kinds);

    [Fact]
    public void The_factor_has_the_bits_of_the_reference_and_what_is_not_the_lower_triangle_stays() => Prop.ForAll(Systems(), system =>
    {
        int n = system.N;
        T[] expected = system.PositiveDefinite(), other = Gens.Ordinary<T>(n * n, system.Seed);
        for (int i = 0; i < n; i++) other.AsSpan((i * n) + i + 1, n - i - 1).CopyTo(expected.AsSpan((i * n) + i + 1));
        T[] actual = Widened(expected, n, n, system.Lda);
        Assert.Equal(-1, ReferenceFactorizations.Cholesky(n, expected));
        Assert.True(Cholesky.Factor<T>(n, actual, system.Lda).IsComplete);
        Bits.Equal<T>(expected, Narrowed(actual, n, n, system.Lda), "L");
    });

    [Fact]
    public void Residuals_are_below_thirty_units_inputs_and_gaps_stay() => Prop.ForAll(Systems(), system =>
    {
        (int n, int columns) = (system.N, system.Columns);
        T[] a = system.PositiveDefinite(), b = system.B(), wideOfA = Widened(a, n, n, system.Lda), wideOfB = Widened(b, n, columns, system.Ldb), x = Widened(new T[n * columns], n, columns, system.Ldb);
        Assert.True(Cholesky.TrySolve<T>(n, columns, wideOfA, system.Lda, wideOfB, system.Ldb, x, system.Ldb, out FactorizationResult result), result.ToString());
        double[] solution = Wide(Narrowed(x, n, columns, system.Ldb)), dense = Wide(a);
        Bits.Equal<T>(a, Narrowed(wideOfA, n, n, system.Lda), "A");
        Bits.Equal<T>(b, Narrowed(wideOfB, n, columns, system.Ldb), "B");
        AssertResidual<T>(n, columns, Minus(ReferenceFactorizations.Multiply(n, columns, n, dense, solution), Wide(b)), n,
            ReferenceFactorizations.OneNorm(n, n, dense) * ReferenceFactorizations.OneNorm(n, columns, solution), "B - A X");
    });

    [Fact]
    public void Rows_and_columns_scaled_by_powers_of_two_scale_the_factor() => Prop.ForAll(SquareSystem<T>.Gen(0, Most, SquareSystem<T>.KindsThatScale), system =>
    {
        // D A D = (D L) (D L)^T, and no rounding is another.
        int n = system.N;
        int[] exponents = system.Drawn(-6, 6);
        T[] l = system.PositiveDefinite(), scaled = [.. l.Select((value, at) => T.ScaleB(value, exponents[at / n] + exponents[at % n]))];
        Assert.True(Cholesky.Factor<T>(l, n).IsComplete);
        Assert.True(Cholesky.Factor<T>(scaled, n).IsComplete);
        for (int i = 0; i < n; i++)
            Bits.Equal<T>([.. l[(i * n)..((i * n) + i + 1)].Select(value => T.ScaleB(value, exponents[i]))], scaled.AsSpan(i * n, i + 1), $"row {i} of L");
    });

    [Fact]
    public void The_determinant_is_that_of_LU() => Prop.ForAll(SquareSystem<T>.Gen(1, Most, "random", "graded"), system =>
    {
        int n = system.N;
        T[] a = system.PositiveDefinite(), lu = [.. a];
        int[] pivots = new int[n];
        double norm = Lu.OneNorm<T>(n, a, n);
        Assert.True(Cholesky.Factor<T>(a, n).IsComplete && Lu.Factor<T>(lu, n, pivots).IsComplete);
        double error = 30.0 * n * n * Unit<T>() * 3 / Cholesky.ReciprocalCondition<T>(n, a, n, norm);
        if (error < 0.1) Assert.Equal(Lu.Determinant<T>(n, lu, n, pivots).LogMagnitude, Cholesky.Determinant<T>(n, a, n).LogMagnitude, 2 * error);
    });

    [Fact]
    public void A_number_that_is_not_finite_in_the_lower_triangle_is_never_solved() => Prop.ForAll(Systems(least: 1), system =>
    {
        int n = system.N;
        var random = new Random(system.Seed);
        T[] a = system.PositiveDefinite(), b = Gens.Ordinary<T>(n, system.Seed), good = [.. a];
        int row = random.Next(n);
        T bad = random.Next(3) switch { 0 => T.NaN, 1 => T.PositiveInfinity, _ => T.NegativeInfinity };
        a[(row * n) + random.Next(row + 1)] = bad;
        Assert.False(Cholesky.TrySolve<T>(a, n, b, new T[n], out FactorizationResult result));
        Assert.True(result.Outcome == FactorizationOutcome.NotFinite, result.ToString());
        Assert.False(Cholesky.TryInverse<T>(a, n, new T[n * n], out _));

        b[random.Next(n)] = bad;
        Assert.False(Cholesky.TrySolve<T>(good, n, b, new T[n], out result));
        Assert.Equal(new FactorizationResult(FactorizationOutcome.NotFinite, -1, 0), result);
    });

    [Fact]
    public void What_is_not_positive_definite_exactly_is_refused() => Prop.ForAll(Systems(least: 2), system =>
    {
        // x^T A x is at most -2 max(a_ii, a_jj) for x = e_i - e_j, seen when the second of the two is reached at the latest.
        int n = system.N;
        var random = new Random(system.Seed);
        T[] a = system.PositiveDefinite();
        int i = random.Next(1, n), j = random.Next(i);
        a[(i * n) + j] = T.ScaleB(T.Max(a[(i * n) + i], a[(j * n) + j]), 1);
        Assert.False(Cholesky.TrySolve<T>(a, n, Gens.Ordinary<T>(n, system.Seed), new T[n], out FactorizationResult result));
        Assert.Equal(FactorizationOutcome.NotPositive, result.Outcome);
        Assert.InRange(result.Pivot, 1, i);
        Assert.True(result.Value <= 0, result.ToString());
    });
}

public class CholeskyOfFloatsProperties : CholeskyProperties<float>;

public class CholeskyOfDoublesProperties : CholeskyProperties<double>;

using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using SimdNet.Kernels;
using static SimdNet.Testing.TestMatrices;

namespace SimdNet.Properties.Kernels.LinearAlgebra;

/// <summary>What holds for LU of floats and doubles</summary>
public abstract class LuProperties<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Most = 75;

    private static Gen<SquareSystem<T>> Regular(int least = 0) => SquareSystem<T>.Gen(least, Most, SquareSystem<T>.RegularKinds);

    [Fact]
    public void Factors_have_the_bits_of_the_reference_and_gaps_stay() => Prop.ForAll(SquareSystem<T>.Gen(0, Most, Kinds), system =>
    {
        int n = system.N;
        T[] expected = system.A(), actual = Widened(expected, n, n, system.Lda);
        int[] pivots = new int[n], expectedPivots = new int[n];
        int failed = ReferenceFactorizations.Lu(n, expected, expectedPivots);
        Assert.Equal(failed, Lu.Factor<T>(n, actual, system.Lda, pivots).Pivot);
        T[] factors = Narrowed(actual, n, n, system.Lda);
        if (failed >= 0) return;
        Assert.Equal(expectedPivots, pivots);
        Bits.Equal<T>(expected, factors, "L and U");
    });

    [Fact]
    public void Residuals_are_below_thirty_units_inputs_and_gaps_stay() => Prop.ForAll(SquareSystem<T>.Gen(0, Most, Kinds), system =>
    {
        (int n, int columns) = (system.N, system.Columns);
        T[] a = system.A(), b = system.B(), wideOfA = Widened(a, n, n, system.Lda), wideOfB = Widened(b, n, columns, system.Ldb), x = Widened(new T[n * columns], n, columns, system.Ldb);
        bool isSolved = Lu.TrySolve<T>(n, columns, wideOfA, system.Lda, wideOfB, system.Ldb, x, system.Ldb, out FactorizationResult result);
        T[] solution = Narrowed(x, n, columns, system.Ldb), inverse = Widened(new T[n * n], n, n, system.Lda);
        bool isInverted = Lu.TryInverse<T>(n, wideOfA, system.Lda, inverse, system.Lda, out _);
        T[] inverted = Narrowed(inverse, n, n, system.Lda);
        Bits.Equal<T>(a, Narrowed(wideOfA, n, n, system.Lda), "A");
        Bits.Equal<T>(b, Narrowed(wideOfB, n, columns, system.Ldb), "B");
        if (!isSolved || !isInverted)
        {
            Assert.True(system.Kind is "hilbert" or "ties" or "lower", result.ToString()); // alone may be singular, or too nearly so
            return;
        }

        double[] dense = Wide(a);
        double norm = ReferenceFactorizations.OneNorm(n, n, dense);
        AssertResidual<T>(n, columns, Minus(ReferenceFactorizations.Multiply(n, columns, n, dense, Wide(solution)), Wide(b)), n,
            norm * ReferenceFactorizations.OneNorm(n, columns, Wide(solution)), "B - A X");
        AssertResidual<T>(n, n, Minus(ReferenceFactorizations.Multiply(n, n, n, dense, Wide(inverted)), Identity(n)), n,
            norm * ReferenceFactorizations.OneNorm(n, n, Wide(inverted)), "I - A A^-1");
    });

    [Fact]
    public void Columns_scaled_by_powers_of_two_scale_the_unknowns_and_nothing_else() => Prop.ForAll(Regular(), system =>
    {
        // Pivots, L and U's other bits are the same: no rounding is another.
        int n = system.N;
        int[] exponents = system.Drawn(-9, 9);
        T[] a = system.A(), scaled = [.. a.Select((value, at) => T.ScaleB(value, exponents[at % n]))], b = Gens.Ordinary<T>(n, system.Seed), x = new T[n], y = new T[n];
        Assert.True(Lu.TrySolve<T>(a, n, b, x, out _));
        Assert.True(Lu.TrySolve<T>(scaled, n, b, y, out _));
        Bits.Equal<T>([.. x.Select((value, j) => T.ScaleB(value, -exponents[j]))], y, "x");
    });

    [Fact]
    public void Equations_in_another_order_have_the_same_solution() => Prop.ForAll(Regular(), system =>
    {
        int n = system.N;
        int[] order = [.. Enumerable.Range(0, n)], pivots = new int[n], others = new int[n];
        new Random(system.Seed).Shuffle(order);
        T[] a = system.A(), permuted = [.. order.SelectMany(row => a[(row * n)..((row + 1) * n)])], b = Gens.Ordinary<T>(n, system.Seed), x = new T[n], y = new T[n];
        T[] permutedB = [.. order.Select(row => b[row])];
        Assert.True(Lu.TrySolve<T>(a, n, b, x, out _));
        Assert.True(Lu.TrySolve<T>(permuted, n, permutedB, y, out _));
        Assert.True(Lu.Factor<T>(a, n, pivots).IsComplete && Lu.Factor<T>(permuted, n, others).IsComplete);

        // Bit for bit if the pivots are the same rows. They are but for ties, which in doubles nobody will see.
        int[] chosen = Rows(pivots, [.. Enumerable.Range(0, n)]), chosenThere = Rows(others, order);
        if (typeof(T) == typeof(double)) Assert.Equal(chosen, chosenThere);
        if (chosen.SequenceEqual(chosenThere)) Bits.Equal<T>(x, y, "x");
    });

    [Fact]
    public void The_inverse_of_the_transpose_is_the_transpose_of_the_inverse() => Prop.ForAll(Regular(), system =>
    {
        int n = system.N;
        T[] a = system.A(), transposed = Transposed(n, a), inverse = new T[n * n], other = new T[n * n];
        Assert.True(Lu.TryInverse<T>(a, n, inverse, out _));
        Assert.True(Lu.TryInverse<T>(transposed, n, other, out _));

        // Each is off by at most |A^-1| times its residual; the norm of a transpose is at most n times as large.
        double[] wide = Wide(inverse), wideOther = Wide(other);
        double ofInverse = ReferenceFactorizations.OneNorm(n, n, wide), ofOther = ReferenceFactorizations.OneNorm(n, n, wideOther);
        double condition = ReferenceFactorizations.OneNorm(n, n, Wide(a)) * ofInverse, otherCondition = ReferenceFactorizations.OneNorm(n, n, Wide(transposed)) * ofOther;
        AssertResidual<T>(n, n, Minus(ReferenceFactorizations.Transposed(n, n, wide), wideOther), n, (n * condition * ofInverse) + (otherCondition * ofOther), "A^-T");
    });

    [Fact]
    public void The_determinant_of_a_product_is_the_product_of_determinants() => Prop.ForAll(SquareSystem<T>.Gen(1, 40, "random"), system =>
    {
        // Integers, so that the product is exact.
        int n = system.N;
        T[] a = [.. Gens.Ordinary<T>(n * n, system.Seed).Select(x => T.Round(x * T.CreateChecked(9)))], b = [.. Gens.Ordinary<T>(n * n, system.Seed + 1).Select(x => T.Round(x * T.CreateChecked(9)))];
        T[] product = [.. ReferenceFactorizations.Multiply(n, n, n, Wide(a), Wide(b)).Select(T.CreateChecked)];
        double error = 0;
        Determinant ofA = Determinant(a), ofB = Determinant(b), ofProduct = Determinant(product);

        // det(A + E) = det(A) (1 + trace(A^-1 E) + ...), and the trace is at most n |A^-1||E| with |E| of at most 30 n u |A|.
        if (!(error < 0.1)) return;
        Assert.Equal(ofA.Sign * ofB.Sign, ofProduct.Sign);
        Assert.Equal(ofA.LogMagnitude + ofB.LogMagnitude, ofProduct.LogMagnitude, 2 * error);

        Determinant Determinant(T[] matrix)
        {
            int[] pivots = new int[n];
            double norm = Lu.OneNorm<T>(n, matrix, n);
            if (!Lu.Factor<T>(matrix, n, pivots).IsComplete) error = double.PositiveInfinity;
            else error += 30.0 * n * n * Unit<T>() * 3 / Lu.ReciprocalCondition<T>(n, matrix, n, pivots, norm); // the condition's estimate is up to 3 times too low
            return Lu.Determinant<T>(n, matrix, n, pivots);
        }
    });

    [Fact]
    public void A_zero_column_and_a_repeated_row_are_singular_exactly() => Prop.ForAll(Regular(least: 2), system =>
    {
        (int n, int k) = (system.N, new Random(system.Seed).Next(system.N));
        T[] a = system.A(), b = Gens.Ordinary<T>(n, system.Seed), x = new T[n];
        for (int i = 0; i < n; i++) a[(i * n) + k] = T.Zero;
        Assert.False(Lu.TrySolve<T>(a, n, b, x, out FactorizationResult result));
        Assert.Equal(new FactorizationResult(FactorizationOutcome.ZeroPivot, k, 0), result);
        Assert.False(Lu.TryInverse<T>(a, n, new T[n * n], out result));
        Assert.Equal(new FactorizationResult(FactorizationOutcome.ZeroPivot, k, 0), result);

        // A row that is a power of two times another takes the same steps until one of them is the pivot's, then vanishes.
        a = Create<T>("random", n, system.Seed);
        int other = (k + 1 + (system.Seed % (n - 1))) % n;
        for (int j = 0; j < n; j++) a[(other * n) + j] = T.ScaleB(a[(k * n) + j], -3);
        Assert.False(Lu.TrySolve<T>(a, n, b, x, out result));
        Assert.Equal(FactorizationOutcome.ZeroPivot, result.Outcome);
    });

    [Fact]
    public void A_dependent_row_never_gives_numbers_that_are_not_finite() => Prop.ForAll(Regular(least: 2), system =>
    {
        // The sum of all others: roundings may leave a pivot.
        int n = system.N;
        T[] a = system.A(), b = Gens.Ordinary<T>(n, system.Seed), x = new T[n], inverse = new T[n * n];
        for (int j = 0; j < n; j++)
        {
            T sum = T.Zero;
            for (int i = 0; i < n - 1; i++) sum += a[(i * n) + j];
            a[((n - 1) * n) + j] = sum;
        }

        if (Lu.TrySolve<T>(a, n, b, x, out FactorizationResult result)) Assert.All(x, value => Assert.True(T.IsFinite(value)));
        else Assert.True(result.Outcome is FactorizationOutcome.ZeroPivot or FactorizationOutcome.NotFinite, result.ToString());
        if (Lu.TryInverse<T>(a, n, inverse, out _)) Assert.All(inverse, value => Assert.True(T.IsFinite(value)));
    });

    [Fact]
    public void A_number_that_is_not_finite_anywhere_is_never_solved() => Prop.ForAll(Regular(least: 1), system =>
    {
        int n = system.N;
        var random = new Random(system.Seed);
        T[] a = system.A(), b = Gens.Ordinary<T>(n, system.Seed), good = [.. a];
        T bad = random.Next(3) switch { 0 => T.NaN, 1 => T.PositiveInfinity, _ => T.NegativeInfinity };
        a[random.Next(n * n)] = bad;
        Assert.False(Lu.TrySolve<T>(a, n, b, new T[n], out FactorizationResult result));
        Assert.Equal(FactorizationOutcome.NotFinite, result.Outcome);
        Assert.False(Lu.TrySolve<T>(n, 1, a, n, b, 1, new T[n], 1, out _, refinements: 1));
        Assert.False(Lu.TryInverse<T>(a, n, new T[n * n], out result));
        Assert.Equal(FactorizationOutcome.NotFinite, result.Outcome);

        b[random.Next(n)] = bad;
        Assert.False(Lu.TrySolve<T>(good, n, b, new T[n], out result));
        Assert.Equal(FactorizationOutcome.NotFinite, result.Outcome);
    });

    [Fact]
    public void The_reciprocal_condition_is_between_the_true_one_and_1() => Prop.ForAll(Regular(least: 1), system =>
    {
        int n = system.N;
        T[] a = system.A(), lu = [.. a], inverse = new T[n * n];
        int[] pivots = new int[n];
        double norm = Lu.OneNorm<T>(n, a, n);
        Assert.True(Lu.Factor<T>(lu, n, pivots).IsComplete && Lu.TryInverse<T>(a, n, inverse, out _));
        double exact = 1 / norm / ReferenceFactorizations.OneNorm(n, n, Wide(inverse)), estimate = Lu.ReciprocalCondition<T>(n, lu, n, pivots, norm);
        Assert.True(estimate >= exact * (1 - Math.Min(0.9, 60 * n * Unit<T>() / exact)), $"{estimate} is less than {exact}");
        Assert.True(estimate <= 1 + (60 * n * Unit<T>()), $"{estimate} is more than 1");
    });

    private static T[] Transposed(int n, T[] a) => [.. Enumerable.Range(0, n * n).Select(at => a[(at % n * n) + (at / n)])];

    // The rows in the order in which they were pivots
    private static int[] Rows(int[] pivots, int[] rows)
    {
        for (int k = 0; k < pivots.Length; k++) (rows[k], rows[pivots[k]]) = (rows[pivots[k]], rows[k]);
        return rows;
    }
}

public class LuOfFloatsProperties : LuProperties<float>;

public class LuOfDoublesProperties : LuProperties<double>;

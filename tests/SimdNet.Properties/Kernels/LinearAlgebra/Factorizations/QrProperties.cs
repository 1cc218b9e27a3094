using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using SimdNet.Kernels;
using static SimdNet.Testing.TestMatrices;

namespace SimdNet.Properties.Kernels.LinearAlgebra;

/// <summary>What holds for QR of floats and doubles</summary>
public abstract class QrProperties<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private sealed record Problem(string Kind, int M, int N, int Columns, int ExtraA, int ExtraB, int Seed)
    {
        public int Lda => int.Max(1, N + ExtraA);

        public int Ldb => int.Max(1, Columns + ExtraB);

        public T[] A()
        {
            int size = int.Max(M, N);
            T[] square = Create<T>(Kind, size, Seed);
            return [.. Enumerable.Range(0, M).SelectMany(i => square[(i * size)..((i * size) + N)])];
        }

        public T[] B() => Gens.Ordinary<T>(M * Columns, Seed + 1);
    }

    private static Gen<Problem> Problems(string[] kinds, bool isTall = false, int least = 0) =>
        from kind in Gen.Elements(kinds)
        from m in Gen.Choose(least, 75)
        from n in Gen.Choose(least, isTall ? m : 75)
        from columns in Gen.Elements(0, 1, 3)
        from extraA in Gen.Elements(0, 1, 9)
        from extraB in Gen.Elements(0, 1, 9)
        from seed in Gen.Choose(0, 1 << 20)
        select new Problem(kind, m, n, columns, extraA, extraB, seed);

    [Fact]
    public void Q_is_orthogonal_QR_is_A_and_gaps_stay() => Prop.ForAll(Problems(Kinds), problem =>
    {
        (int m, int n) = (problem.M, problem.N);
        T[] a = problem.A(), qr = Widened(a, m, n, problem.Lda), tau = new T[int.Min(m, n)], q = Widened(new T[m * m], m, m, m + 1);
        Qr.Factor<T>(m, n, qr, problem.Lda, tau);
        Qr.FormQ<T>(m, n, qr, problem.Lda, tau, m, q, m + 1);
        Assert.All(tau, value => Assert.True(value == T.Zero || (value >= T.One && value <= T.One + T.One), $"tau has {value}"));
        double[] r = Wide(Narrowed(qr, m, n, problem.Lda)), wideQ = Wide(Narrowed(q, m, m, m + 1)), transposed = ReferenceFactorizations.Transposed(m, m, wideQ);
        for (int i = 0; i < m; i++) r.AsSpan(i * n, int.Min(i, n)).Clear();
        AssertResidual<T>(m, m, Minus(ReferenceFactorizations.Multiply(m, m, m, transposed, wideQ), Identity(m)), m, 1, "Q'Q - I");
        AssertResidual<T>(m, n, Minus(ReferenceFactorizations.Multiply(m, n, m, wideQ, r), Wide(a)), m, ReferenceFactorizations.OneNorm(m, n, Wide(a)), "Q R - A");
    });

    [Fact]
    public void The_first_columns_of_Q_have_the_bits_of_the_whole_and_Q_applied_to_nothing_is_nothing() => Prop.ForAll(Problems(Kinds), problem =>
    {
        (int m, int n, int columns) = (problem.M, problem.N, int.Min(problem.M, problem.N));
        T[] qr = problem.A(), tau = new T[columns], all = new T[m * m], first = new T[m * columns];
        Qr.Factor<T>(m, n, qr, int.Max(n, 1), tau);
        Qr.FormQ<T>(m, n, qr, int.Max(n, 1), tau, m, all, int.Max(m, 1));
        Qr.FormQ<T>(m, n, qr, int.Max(n, 1), tau, columns, first, int.Max(columns, 1));
        for (int i = 0; i < m; i++) Bits.Equal<T>(all.AsSpan(i * m, columns), first.AsSpan(i * columns, columns), $"row {i} of Q");
        T[] zeros = new T[m];
        Qr.ApplyQ<T>(Transpose.Yes, m, n, qr, int.Max(n, 1), tau, 1, zeros, 1);
        Assert.All(zeros, value => Assert.Equal(T.Zero, value));
    });

    [Fact]
    public void Columns_scaled_by_powers_of_two_scale_R_and_leave_Q() => Prop.ForAll(Problems(SquareSystem<T>.KindsThatScale), problem =>
    {
        (int m, int n) = (problem.M, problem.N);
        var random = new Random(problem.Seed);
        int[] exponents = [.. Enumerable.Range(0, n).Select(_ => random.Next(-6, 7))];
        T[] qr = problem.A(), scaled = [.. qr.Select((value, at) => T.ScaleB(value, exponents[at % n]))], tau = new T[int.Min(m, n)], other = new T[tau.Length];
        Qr.Factor<T>(m, n, qr, int.Max(n, 1), tau);
        Qr.Factor<T>(m, n, scaled, int.Max(n, 1), other);
        Bits.Equal<T>(tau, other, "tau");
        for (int at = 0; at < qr.Length; at++)
        {
            if (at % n >= at / n) qr[at] = T.ScaleB(qr[at], exponents[at % n]);
        }

        Bits.Equal<T>(qr, scaled, "R and the vectors");
    });

    [Fact]
    public void Least_squares_leave_a_residual_orthogonal_to_A() => Prop.ForAll(Problems(SquareSystem<T>.RegularKinds, isTall: true), problem =>
    {
        (int m, int n, int columns) = (problem.M, problem.N, problem.Columns);
        T[] a = problem.A(), b = problem.B(), wideOfA = Widened(a, m, n, problem.Lda), wideOfB = Widened(b, m, columns, problem.Ldb), x = Widened(new T[n * columns], n, columns, problem.Ldb);
        bool isSolved = Qr.TryLeastSquares<T>(m, n, columns, wideOfA, problem.Lda, wideOfB, problem.Ldb, x, problem.Ldb, out FactorizationResult result);
        double[] solution = Wide(Narrowed(x, n, columns, problem.Ldb)), dense = Wide(a);
        Bits.Equal<T>(a, Narrowed(wideOfA, m, n, problem.Lda), "A");
        Bits.Equal<T>(b, Narrowed(wideOfB, m, columns, problem.Ldb), "B");
        if (!isSolved)
        {
            // A diagonal with a small element, say; the largest r[j,j] is at most A's norm.
            Assert.Equal(FactorizationOutcome.Dependent, result.Outcome);
            Assert.InRange(Math.Abs(result.Value), 0, m * Unit<T>() * ReferenceFactorizations.OneNorm(m, n, dense));
            return;
        }

        double[] residual = Minus(ReferenceFactorizations.Multiply(m, columns, n, dense, solution), Wide(b));
        double norm = ReferenceFactorizations.OneNorm(m, n, dense), scale = ReferenceFactorizations.OneNorm(m, columns, Wide(b)) + (norm * ReferenceFactorizations.OneNorm(n, columns, solution));
        AssertResidual<T>(n, columns, ReferenceFactorizations.Multiply(n, columns, m, ReferenceFactorizations.Transposed(m, n, dense), residual), m, norm * scale, "A'(B - A X)");
    });

    [Fact]
    public void A_zero_column_depends_and_what_is_not_finite_is_never_solved() => Prop.ForAll(Problems(SquareSystem<T>.RegularKinds, isTall: true, least: 1), problem =>
    {
        (int m, int n) = (problem.M, problem.N);
        var random = new Random(problem.Seed);
        T[] good = Gens.Ordinary<T>(m * n, problem.Seed), a = [.. good], b = Gens.Ordinary<T>(m, problem.Seed + 1);
        int column = random.Next(n);
        for (int i = 0; i < m; i++) a[(i * n) + column] = T.Zero;
        Assert.False(Qr.TryLeastSquares<T>(m, n, 1, a, n, b, 1, new T[n], 1, out FactorizationResult result));
        Assert.Equal(FactorizationOutcome.Dependent, result.Outcome);

        T bad = random.Next(3) switch { 0 => T.NaN, 1 => T.PositiveInfinity, _ => T.NegativeInfinity };
        a = [.. good];
        a[random.Next(m * n)] = bad;
        Assert.False(Qr.TryLeastSquares<T>(m, n, 1, a, n, b, 1, new T[n], 1, out result));
        Assert.Equal(FactorizationOutcome.NotFinite, result.Outcome);

        b[random.Next(m)] = bad;
        Assert.False(Qr.TryLeastSquares<T>(m, n, 1, good, n, b, 1, new T[n], 1, out _));
    });
}

public class QrOfFloatsProperties : QrProperties<float>;

public class QrOfDoublesProperties : QrProperties<double>;

using System.Numerics;
using SimdNet.Buffers;
using SimdNet.Kernels;
using static SimdNet.Testing.TestMatrices;

namespace SimdNet.Tests.Kernels.LinearAlgebra;

/// <summary>QR of floats and of doubles: residuals as LAPACK's testers define them</summary>
public abstract class QrOf<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Square, tall and wide of every size up to 40, then round blocks of reflections
    private static IEnumerable<(int M, int N)> Shapes =>
        Sizes(Prop.Cases < 100 ? 65 : 300).SelectMany(n => new[] { (n, n), (n, (n + 1) / 2), (n / 2, n) }).Where(shape => shape.Item1 == shape.Item2 || shape.Item1 + shape.Item2 < 150)
            .Concat([(100, 7), (7, 100), (130, 70)]);

    [Theory]
    [MemberData(nameof(LuOfFloatsTests.Matrices), MemberType = typeof(LuOfFloatsTests))]
    public void Residuals(string kind)
    {
        foreach ((int m, int n) in Shapes)
        {
            int size = int.Max(m, n);
            T[] square = Create<T>(kind, size, size), a = new T[m * n], q = new T[m * (m + 1)], tau = new T[int.Min(m, n)];
            for (int i = 0; i < m; i++) square.AsSpan(i * size, n).CopyTo(a.AsSpan(i * n));
            T[] qr = Widened(a, m, n, n + 2);
            Qr.Factor<T>(m, n, qr, n + 2, tau);
            double[] r = Wide(Narrowed(qr, m, n, n + 2));
            for (int i = 0; i < m; i++) r.AsSpan(i * n, int.Min(i, n)).Clear();
            q.AsSpan().Fill(T.NaN);
            Qr.FormQ<T>(m, n, qr, n + 2, tau, m, q, m + 1);
            double[] wideQ = Wide(Narrowed(q, m, m, m + 1)), transposed = ReferenceFactorizations.Transposed(m, m, wideQ), wideA = Wide(a);
            double norm = ReferenceFactorizations.OneNorm(m, n, wideA);
            string what = $"{kind}, {m} x {n}";
            AssertResidual<T>(m, m, Minus(ReferenceFactorizations.Multiply(m, m, m, transposed, wideQ), Identity(m)), m, 1, $"{what}, Q'Q");
            double[] difference = Minus(ReferenceFactorizations.Multiply(m, n, m, transposed, wideA), r);
            AssertResidual<T>(m, n, difference, m, norm, $"{what}, R - Q'A");
            for (int j = 0; j < n; j++)
                AssertResidual<T>(m, 1, Column(m, n, difference, j), m, ReferenceFactorizations.OneNorm(m, 1, Column(m, n, wideA, j)), $"{what}, column {j} of R - Q'A");

            // Q' C and Q (Q' C)
            const int columns = 3;
            T[] c = Gens.Ordinary<T>(m * columns, seed: m), product = [.. c];
            Qr.ApplyQ<T>(Transpose.Yes, m, n, qr, n + 2, tau, columns, product, columns);
            AssertResidual<T>(m, columns, Minus(ReferenceFactorizations.Multiply(m, columns, m, transposed, Wide(c)), Wide(product)), m, ReferenceFactorizations.OneNorm(m, columns, Wide(c)), $"{what}, Q'C");
            Qr.ApplyQ<T>(Transpose.No, m, n, qr, n + 2, tau, columns, product, columns);
            AssertResidual<T>(m, columns, Minus(Wide(product), Wide(c)), m, ReferenceFactorizations.OneNorm(m, columns, Wide(c)), $"{what}, QQ'C");
        }
    }

    [Theory]
    [MemberData(nameof(LuOfFloatsTests.Matrices), MemberType = typeof(LuOfFloatsTests))]
    public void Least_squares(string kind)
    {
        int solved = 0;
        foreach ((int m, int n) in Shapes.Where(shape => shape.M >= shape.N && shape.M < 300))
        {
            // The second right-hand side is a product with A: its residual is 0.
            const int columns = 2;
            string what = $"{kind}, {m} x {n}";
            T[] square = Create<T>(kind, m, m), a = new T[m * n], b = Gens.Ordinary<T>(m * columns, seed: n), x = new T[n * columns];
            for (int i = 0; i < m; i++)
            {
                square.AsSpan(i * m, n).CopyTo(a.AsSpan(i * n));
                if (kind == "near-singular" && n > 1) a[(i * n) + n - 1] = square[(i * m) + m - 1];
                T sum = T.Zero;
                for (int j = 0; j < n; j++) sum += a[(i * n) + j];
                b[(i * columns) + 1] = sum;
            }

            if (!Qr.TryLeastSquares<T>(m, n, columns, a, int.Max(n, 1), b, columns, x, columns, out FactorizationResult result))
            {
                // r[j,j] is at most m u times the largest, and that at most A's norm.
                Assert.Equal(FactorizationOutcome.Dependent, result.Outcome);
                Assert.InRange(Math.Abs(result.Value), 0, m * Unit<T>() * ReferenceFactorizations.OneNorm(m, n, Wide(a)));
                continue;
            }

            // A has numbers of about 1 here, so that its products with itself are in range.
            solved++;
            int exponent = kind == "large" ? LargeExponent<T>() : kind == "small" ? -LargeExponent<T>() : 0;
            double[] wideA = [.. Wide(a).Select(value => Math.ScaleB(value, -exponent))], wideX = [.. Wide(x).Select(value => Math.ScaleB(value, exponent))];
            double[] residual = Minus(ReferenceFactorizations.Multiply(m, columns, n, wideA, wideX), Wide(b));
            double normOfA = ReferenceFactorizations.OneNorm(m, n, wideA);

            // The first is orthogonal to A's columns.
            double[] first = Column(m, columns, residual, 0), firstX = Column(n, columns, wideX, 0);
            double scale = ReferenceFactorizations.OneNorm(m, 1, Column(m, columns, Wide(b), 0)) + (normOfA * ReferenceFactorizations.OneNorm(n, 1, firstX));
            AssertResidual<T>(n, 1, ReferenceFactorizations.Multiply(n, 1, m, ReferenceFactorizations.Transposed(m, n, wideA), first), m, normOfA * scale, $"{what}, A'(b - Ax)");
            AssertResidual<T>(m, 1, Column(m, columns, residual, 1), m, normOfA * ReferenceFactorizations.OneNorm(n, 1, Column(n, columns, wideX, 1)), $"{what}, b - Ax");
        }

        Assert.InRange(solved, kind == "hilbert" ? 5 : 50, int.MaxValue);
    }

    [Fact]
    public void Dependent_columns_NaN_and_few_rows_are_reported()
    {
        foreach ((int m, int n) in new[] { (2, 2), (50, 40), (100, 33) })
        {
            T[] a = Gens.Ordinary<T>(m * n, seed: m), b = new T[m], x = new T[n];
            for (int i = 0; i < m; i++) a[(i * n) + n - 1] = a[i * n];
            Assert.False(Qr.TryLeastSquares<T>(m, n, 1, a, n, b, 1, x, 1, out FactorizationResult result));
            Assert.Equal((FactorizationOutcome.Dependent, n - 1), (result.Outcome, result.Pivot));
            foreach (T bad in new[] { T.NaN, T.PositiveInfinity })
            {
                a[n - 1] = bad;
                Assert.False(Qr.TryLeastSquares<T>(m, n, 1, a, n, b, 1, x, 1, out result));
                Assert.Equal(FactorizationOutcome.NotFinite, result.Outcome);
            }
        }

        Refused.With("m = 1 rows are fewer than n = 2 columns: the solution is not unique.", "m", () => Qr.TryLeastSquares<T>(1, 2, 1, new T[2], 2, new T[1], 1, new T[2], 1, out _));
        Refused.With("tau holds 1 numbers, but 2 reflections need as many.", "tau", () => Qr.Factor<T>(2, 2, new T[4], 2, new T[1]));
        Refused.With("columns = 3, but Q has m = 2.", "columns", () => Qr.FormQ<T>(2, 2, new T[4], 2, new T[2], 3, new T[6], 3));
    }

    [Fact]
    public void The_same_bits_on_a_pool_empty_matrices_and_no_allocation()
    {
        using var pool = new WorkerPool(2);
        const int m = 260, n = 150;
        T[] a = Gens.Ordinary<T>(m * n, seed: 1), alone = [.. a], shared = [.. a], tau = new T[n], b = Gens.Ordinary<T>(m, seed: 2), x = new T[n], q = new T[m * n];
        Qr.Factor<T>(m, n, alone, n, tau);
        Qr.Factor<T>(m, n, shared, n, tau, pool);
        Bits.Equal<T>(alone, shared);
        Qr.Factor<T>(0, 0, [], 1, []);
        Qr.Factor<T>(0, 3, [], 3, []);
        Qr.Factor<T>(3, 0, [], 1, []);
        Assert.True(Qr.TryLeastSquares<T>(3, 0, 1, [], 1, new T[3], 1, [], 1, out _));
        T[] two = new T[6];
        Qr.FormQ<T>(3, 0, [], 1, [], 2, two, 2);
        Assert.Equal([T.One, T.Zero, T.Zero, T.One, T.Zero, T.Zero], two);
        Assert.Equal(0, Allocation.Measure(
            () =>
            {
                a.CopyTo(alone, 0);
                Qr.Factor<T>(m, n, alone, n, tau);
                Qr.FormQ<T>(m, n, alone, n, tau, n, q, n);
                Qr.TryLeastSquares<T>(m, n, 1, a, n, b, 1, x, 1, out _);
            },
            3));
    }

    private static double[] Column(int rows, int columns, double[] a, int column) => [.. Enumerable.Range(0, rows).Select(i => a[(i * columns) + column])];
}

public class QrOfFloatsTests : QrOf<float>;

public class QrOfDoublesTests : QrOf<double>;

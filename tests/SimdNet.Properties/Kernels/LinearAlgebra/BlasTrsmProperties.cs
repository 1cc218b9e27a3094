using FsCheck;
using FsCheck.Fluent;
using SimdNet.Kernels;

namespace SimdNet.Properties.Kernels.LinearAlgebra;

public class BlasTrsmProperties
{
    private static readonly int[] SizesRoundBlocks = [0, 1, 2, 31, 32, 33, 63, 64, 65, 96, 97, 100];

    // A's other triangle, its diagonal if that is of ones, and what stands between its rows are NaN; what stands between B's rows are canaries.
    private sealed record System(Side Side, Triangle Triangle, Transpose TransA, Diagonal Diagonal, int M, int N, float Alpha, int ExtraA, int ExtraB, int Seed)
    {
        public int Size => Side == Side.Left ? M : N;
        public int Lda => Math.Max(1, Size + ExtraA);
        public int Ldb => Math.Max(1, N + ExtraB);

        public float[] A()
        {
            float[] random = Gens.Ordinary(Size * Size, Seed), a = [.. Enumerable.Repeat(float.NaN, Size == 0 ? 0 : ((Size - 1) * Lda) + Size)];
            for (int i = 0; i < Size; i++)
            {
                for (int j = 0; j < Size; j++)
                {
                    float value = random[(i * Size) + j];
                    if (i == j && Diagonal == Diagonal.Stored) a[(i * Lda) + j] = value + MathF.CopySign(0.5f, value);
                    if (Triangle == Triangle.Lower ? j < i : j > i) a[(i * Lda) + j] = value;
                }
            }
            return a;
        }

        public float[] B() => Gens.Ordinary(M == 0 || N == 0 ? 0 : ((M - 1) * Ldb) + N, Seed + 1);

        public float[] Solve()
        {
            float[] x = B();
            Blas.Trsm(Side, Triangle, TransA, Diagonal, M, N, Alpha, A(), Lda, x, Ldb);
            return x;
        }
    }

    private static Gen<System> Systems(Gen<int> sizes) =>
        from side in Gen.Elements(Side.Left, Side.Right)
        from triangle in Gen.Elements(Triangle.Lower, Triangle.Upper)
        from transA in Gen.Elements(Transpose.No, Transpose.Yes)
        from diagonal in Gen.Elements(Diagonal.Stored, Diagonal.Unit)
        from size in sizes
        from other in Gen.Choose(0, 40)
        from alpha in Gen.Elements(1f, 0f, -0.7f)
        from extraA in Gen.Elements(0, 1, 9)
        from extraB in Gen.Elements(0, 1, 9)
        from seed in Gen.Choose(0, 1 << 20)
        select new System(side, triangle, transA, diagonal, side == Side.Left ? size : other, side == Side.Left ? other : size, alpha, extraA, extraB, seed);

    [Fact]
    public void Residuals_are_within_their_bound() => Prop.ForAll(Systems(Gen.Choose(0, 100)), Check);

    [Fact]
    public void Every_combination_round_the_blocks_boundaries()
    {
        int seed = 0;
        foreach (int size in Prop.Cases < 100 ? [2, 33, 65] : SizesRoundBlocks)
        {
            foreach (int other in Prop.Cases < 100 ? [3] : new[] { 1, 19 })
            {
                for (int mix = 0; mix < 16; mix++)
                {
                    Side side = (Side)(mix & 1);
                    (int m, int n) = side == Side.Left ? (size, other) : (other, size);
                    Check(new System(side, (Triangle)(mix >> 1 & 1), (Transpose)(mix >> 2 & 1), (Diagonal)(mix >> 3), m, n, mix % 3 == 0 ? 0.3f : 1, ++seed % 4, seed % 3, seed));
                }
            }
        }
    }

    [Fact]
    public void A_column_or_row_solved_alone_has_the_bits_of_all() => Prop.ForAll(Systems(Gen.Choose(0, 100)), system =>
    {
        float[] together = system.Solve(), alone = system.B(), a = system.A();
        for (int i = 0; i < (system.Side == Side.Left ? system.N : system.M) && system.Size > 0; i++)
        {
            if (system.Side == Side.Left) Blas.Trsm(system.Side, system.Triangle, system.TransA, system.Diagonal, system.M, 1, system.Alpha, a, system.Lda, alone.AsSpan(i), system.Ldb);
            else Blas.Trsm(system.Side, system.Triangle, system.TransA, system.Diagonal, 1, system.N, system.Alpha, a, system.Lda, alone.AsSpan(i * system.Ldb), system.Ldb);
        }
        Bits.Equal(together, alone, "X");
    });

    [Fact]
    public void A_single_unknown_is_one_division() => Prop.ForAll(Systems(Gen.Constant(1)), system =>
    {
        system = system with { Diagonal = Diagonal.Stored, ExtraB = 0 };
        float a = system.A().FirstOrDefault();
        Bits.Equal([.. system.B().Select(b => (system.Alpha * b) / a)], system.Solve(), "X");
    });

    [Fact]
    public void Integers_are_solved_exactly() => Prop.ForAll(Systems(Gen.Choose(0, 100)), system =>
    {
        // B from a known X: the solution is that X, without a rounding.
        system = system with { Diagonal = Diagonal.Unit, Alpha = 1, ExtraB = 0 };
        float[] a = [.. system.A().Select(value => MathF.Round(value * 2))], x = [.. system.B().Select(value => MathF.Round(value * 100))];
        double[] triangular = ReferenceBlas.Triangular(system.Triangle, system.TransA, system.Diagonal, system.Size, a, system.Lda);
        float[] b = new float[x.Length];
        for (int i = 0; i < system.M; i++)
        {
            for (int j = 0; j < system.N; j++)
            {
                double sum = 0;
                for (int p = 0; p < system.Size; p++)
                    sum += system.Side == Side.Left ? triangular[(i * system.Size) + p] * x[(p * system.N) + j] : x[(i * system.N) + p] * triangular[(p * system.Size) + j];
                b[(i * system.N) + j] = (float)sum;
            }
        }
        Blas.Trsm(system.Side, system.Triangle, system.TransA, system.Diagonal, system.M, system.N, 1, a, system.Lda, b, system.Ldb);
        Assert.Equal(x, b); // -0 and 0 are equal here
    });

    private static void Check(System system)
    {
        float[] b = system.B(), x = system.Solve();
        (double[] residual, double[] magnitude) = ReferenceBlas.TrsmResidual(system.Side, system.Triangle, system.TransA, system.Diagonal, system.M, system.N, system.Alpha, system.A(), system.Lda, x, b, system.Ldb);
        for (int i = 0; i < b.Length; i++)
        {
            (int row, int column) = (i / system.Ldb, i % system.Ldb);
            if (column >= system.N)
            {
                Bits.Equal(b[i], x[i], $"between the rows, {i} of {system}");
                continue;
            }

            // Scaling B is a rounding of its own; the residual's own roundings are those of double.
            int at = (row * system.N) + column;
            double bound = (Rounding.Gamma(system.Size) * magnitude[at]) + (system.Alpha == 1 ? 0 : Rounding.UnitRoundoff * Math.Abs(system.Alpha * b[i]))
                + (Rounding.Gamma(system.Size + 2, Rounding.UnitRoundoffOfDouble) * (magnitude[at] + Math.Abs(b[i])));
            Assert.True(Math.Abs(residual[at]) <= bound, $"the residual of X[{row}, {column}] = {x[i]} is {residual[at]}, at most {bound} was promised for {system}");
        }
    }
}

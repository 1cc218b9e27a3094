using System.Runtime.InteropServices;
using SimdNet.Kernels;
using SimdNet.Lanes;

namespace SimdNet.Tests.Kernels.LinearAlgebra;

/// <summary>Every level that this process has gives the bits of the contract's chain, whatever the tile and the blocks</summary>
public class GemmLevelsTests
{
    private static readonly float[] Alphas = [1, 1, -0.7f, 0], Betas = [0, 1, 0.3f];

    public static TheoryData<IsaLevel> Levels => [.. Enum.GetValues<IsaLevel>()];

    [Theory]
    [MemberData(nameof(Levels))]
    public void Every_tile(IsaLevel level)
    {
        // All m and n past two of the largest tiles; with few property cases, every tenth of them.
        int stride = Math.Max(1, 100 / Prop.Cases);
        for (int shape = 0; shape < 31 * 71; shape += stride) Check(level, Product(shape / 71, shape % 71, (7 * shape) % 21, shape));
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Every_depth_round_the_blocks_boundaries(IsaLevel level)
    {
        int[] depths = [GemmBlocking.KC - 1, GemmBlocking.KC, GemmBlocking.KC + 1, GemmBlocking.KC + 2, (2 * GemmBlocking.KC) + 2];
        (int M, int N)[] shapes = Prop.Cases < 100 ? [(3, 7), (17, 33)] : [(1, 1), (2, 70), (5, 3), (13, 33), (17, 40), (30, 70)];
        int mix = 0;
        foreach (int k in depths)
        {
            foreach ((int m, int n) in shapes)
            {
                for (int i = 0; i < 4; i++) Check(level, Product(m, n, k, mix += 5));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Every_width_round_the_blocks_boundaries(IsaLevel level)
    {
        int mix = 0;
        foreach (int n in new[] { GemmBlocking.NC - 1, GemmBlocking.NC, GemmBlocking.NC + 1, GemmBlocking.NC + 35, (2 * GemmBlocking.NC) + 1 })
        {
            foreach (int m in new[] { 2, GemmBlocking.MaxRowsInPlace, GemmBlocking.MaxRowsInPlace + 1 }) Check(level, Product(m, n, 3, mix += 5));
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Every_mixture_of_transposes_factors_and_leading_dimensions(IsaLevel level)
    {
        for (int mix = 0; mix < 4 * 4 * 3; mix++)
        {
            Check(level, Product(7, 37, 5, mix));
            Check(level, Product(23, 37, 5, mix));
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Doubles(IsaLevel level)
    {
        Assert.SkipUnless(Isa.IsAvailable(level), $"This process has no {level}.");
        (int M, int N, int K)[] shapes = [(1, 9, 7), (3, 17, 6), (5, 13, 9), (12, 3, 11), (23, 37, 5), (20, GemmBlocking.MinColumnsToPackA + 3, 35), (17, 33, (GemmBlocking.KC / 2) + 3)];
        foreach ((int m, int n, int k) in shapes)
        {
            for (int mix = 0; mix < 12; mix++) CheckDoubles(level, m, n, k, transposedA: (mix & 1) != 0, transposedB: (mix & 2) != 0, Alphas[mix % 3], Betas[mix / 4]);
        }
    }

    // Transposes, factors and leading dimensions that run through all their combinations.
    private static GemmProduct Product(int m, int n, int k, int mix) => new(
        (mix & 1) == 0 ? Transpose.No : Transpose.Yes, (mix & 2) == 0 ? Transpose.No : Transpose.Yes, m, n, k,
        Alphas[mix / 4 % 4], Betas[mix % 3], ExtraA: mix % 5, ExtraB: mix % 7, ExtraC: mix % 11 % 4, Seed: mix);

    private static unsafe void CheckDoubles(IsaLevel level, int m, int n, int k, bool transposedA, bool transposedB, double alpha, double beta)
    {
        var random = new Random(m + n + k);
        double[] a = Numbers(m * k), b = Numbers(k * n), c = Numbers(m * n), chain = [.. c];
        (int aRow, int aStep, int bStep, int bColumn) = (transposedA ? 1 : k, transposedA ? m : 1, transposedB ? 1 : n, transposedB ? k : 1);
        for (int i = 0; i < m * n; i++)
        {
            double sum = beta == 0 ? 0 : beta * c[i];
            for (int p = 0; p < k; p++) sum = Math.FusedMultiplyAdd(alpha * a[(i / n * aRow) + (p * aStep)], b[(p * bStep) + (i % n * bColumn)], sum);
            chain[i] = sum;
        }

        fixed (double* pa = a, pb = b, pc = c)
        {
            GemmKernels<double>.Run(level, new GemmOperands<double>
            {
                M = m, N = n, K = k, Alpha = alpha, Beta = beta,
                A = pa, ARow = aRow, AStep = aStep,
                B = pb, Ldb = transposedB ? k : n, BIsTransposed = transposedB,
                Start = pc, StartRow = n, C = pc, Ldc = n,
            });
        }

        Assert.True(MemoryMarshal.AsBytes<double>(chain).SequenceEqual(MemoryMarshal.AsBytes<double>(c)), $"{m} x {n} x {k}, A transposed {transposedA}, B transposed {transposedB}, alpha {alpha}, beta {beta}");

        double[] Numbers(int length) => [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() - 0.5)];
    }

    private static void Check(IsaLevel level, GemmProduct product)
    {
        Assert.SkipUnless(Isa.IsAvailable(level), $"This process has no {level}.");
        Bits.Equal(product.Chain(), product.RunAt(level), product.ToString());
    }
}

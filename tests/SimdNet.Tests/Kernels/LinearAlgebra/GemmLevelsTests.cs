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

    // Transposes, factors and leading dimensions that run through all their combinations.
    private static GemmProduct Product(int m, int n, int k, int mix) => new(
        (mix & 1) == 0 ? Transpose.No : Transpose.Yes, (mix & 2) == 0 ? Transpose.No : Transpose.Yes, m, n, k,
        Alphas[mix / 4 % 4], Betas[mix % 3], ExtraA: mix % 5, ExtraB: mix % 7, ExtraC: mix % 11 % 4, Seed: mix);

    private static void Check(IsaLevel level, GemmProduct product)
    {
        Assert.SkipUnless(Isa.IsAvailable(level), $"This process has no {level}.");
        Bits.Equal(product.Chain(), product.RunAt(level), product.ToString());
    }
}

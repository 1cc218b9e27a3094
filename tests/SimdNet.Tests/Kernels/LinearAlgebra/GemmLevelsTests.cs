using System.Numerics;
using System.Runtime.CompilerServices;
using SimdNet.Kernels;
using SimdNet.Lanes;

namespace SimdNet.Tests.Kernels.LinearAlgebra;

/// <summary>Every level that this process has gives the bits of the contract's chain, whatever the tile and the blocks</summary>
public abstract class GemmLevels<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly T[] Alphas = [T.One, T.One, T.CreateChecked(-0.7), T.Zero], Betas = [T.Zero, T.One, T.CreateChecked(0.3)];

    // The most depth of one block
    private static readonly int KC = GemmBlocking.KC * sizeof(float) / Unsafe.SizeOf<T>();

    [Theory]
    [MemberData(nameof(GemmLevelsTests.Levels), MemberType = typeof(GemmLevelsTests))]
    public void Every_tile(IsaLevel level)
    {
        // All m and n past two of the largest tiles; with few property cases, every tenth of them.
        int stride = Math.Max(1, 100 / Prop.Cases), columns = (70 * sizeof(float) / Unsafe.SizeOf<T>()) + 1;
        for (int shape = 0; shape < 33 * columns; shape += stride) Check(level, Product(shape / columns, shape % columns, (7 * shape) % 21, shape));
    }

    [Theory]
    [MemberData(nameof(GemmLevelsTests.Levels), MemberType = typeof(GemmLevelsTests))]
    public void Every_depth_round_the_blocks_boundaries(IsaLevel level)
    {
        int[] depths = [KC - 1, KC, KC + 1, KC + 2, (2 * KC) + 2];
        Assert.Equal([KC - 1, KC, (KC / 2) + 1, (KC / 2) + 1, (2 * KC / 3) + 1], depths.Select(GemmBlocking.Depth<T>));
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
    [MemberData(nameof(GemmLevelsTests.Levels), MemberType = typeof(GemmLevelsTests))]
    public void Every_width_round_the_blocks_boundaries(IsaLevel level)
    {
        int mix = 0;
        foreach (int n in new[] { GemmBlocking.NC - 1, GemmBlocking.NC, GemmBlocking.NC + 1, GemmBlocking.NC + 35, (2 * GemmBlocking.NC) + 1 })
        {
            foreach (int m in new[] { 2, GemmBlocking.MaxRowsInPlace, GemmBlocking.MaxRowsInPlace + 1 }) Check(level, Product(m, n, 3, mix += 5));
        }
    }

    [Theory]
    [MemberData(nameof(GemmLevelsTests.Levels), MemberType = typeof(GemmLevelsTests))]
    public void Every_mixture_of_transposes_factors_and_leading_dimensions(IsaLevel level)
    {
        for (int mix = 0; mix < 4 * 4 * 3; mix++)
        {
            Check(level, Product(7, 37, 5, mix));
            Check(level, Product(23, 37, 5, mix));
        }
    }

    [Theory]
    [MemberData(nameof(GemmLevelsTests.Levels), MemberType = typeof(GemmLevelsTests))]
    public void Few_rows_times_a_transposed_matrix(IsaLevel level)
    {
        foreach ((int m, int n, int k) in new[] { (1, 40, 9), (3, 97, 13), (5, 230, 40), (4, 96, KC + 1), (17, 193, 60) })
        {
            Assert.True(GemmBlocking.ComputesTransposed(m, n, k));
            for (int mix = 0; mix < 4 * 4 * 3; mix++) Check(level, Product(m, n, k, mix));
        }
    }

    [Theory]
    [MemberData(nameof(GemmLevelsTests.Levels), MemberType = typeof(GemmLevelsTests))]
    public void Rows_of_B_that_stand_far_apart(IsaLevel level)
    {
        foreach ((int m, int k) in new[] { (4, 30), (5, 23), (5, 24), (9, 25), (16, 49) })
        {
            Assert.Equal(m > 4 ? 24 : k, GemmBlocking.DepthInPlace<T>(m, k, ldb: 530));
            for (int mix = 0; mix < 12; mix++) Check(level, Product(m, 530, k, mix));
        }
    }

    [Theory]
    [MemberData(nameof(GemmLevelsTests.Levels), MemberType = typeof(GemmLevelsTests))]
    public void Rows_of_A_that_share_a_cache_set(IsaLevel level)
    {
        Assert.True(GemmBlocking.PacksA<T>(260, row: 1024, step: 1, multipliesByLane: false));
        Assert.False(GemmBlocking.PacksA<T>(260, row: 1021, step: 1, multipliesByLane: false));
        Check(level, new GemmProduct<T>(Transpose.No, Transpose.No, 70, 260, 600, ExtraA: 1024 - 600, ExtraB: 0, ExtraC: 0, Seed: 1));
    }

    [Theory]
    [MemberData(nameof(GemmLevelsTests.Levels), MemberType = typeof(GemmLevelsTests))]
    public void Products_large_enough_to_fetch_ahead(IsaLevel level)
    {
        Assert.True(GemmBlocking.Prefetches<T>(900, 900));
        foreach (int mix in new[] { 0, 1, 6, 11 }) Check(level, Product(900, 900, 7, mix));
    }

    // Transposes, factors and leading dimensions that run through all their combinations.
    private static GemmProduct<T> Product(int m, int n, int k, int mix) => new(
        (mix & 1) == 0 ? Transpose.No : Transpose.Yes, (mix & 2) == 0 ? Transpose.No : Transpose.Yes, m, n, k,
        ExtraA: mix % 5, ExtraB: mix % 7, ExtraC: mix % 11 % 4, Seed: mix) { Alpha = Alphas[mix / 4 % 4], Beta = Betas[mix % 3] };

    private static void Check(IsaLevel level, GemmProduct<T> product)
    {
        Assert.SkipUnless(Isa.IsAvailable(level), $"This process has no {level}.");
        T[] chain = product.Chain();
        Bits.Equal<T>(chain, product.RunAt(level), product.ToString());
        Bits.Equal<T>(product.Relu(chain), product.RunAt(level, isRelu: true), $"relu of {product}");
    }
}

public class GemmLevelsTests : GemmLevels<float>
{
    public static TheoryData<IsaLevel> Levels => [.. Enum.GetValues<IsaLevel>()];
}

public class GemmLevelsOfDoublesTests : GemmLevels<double>;

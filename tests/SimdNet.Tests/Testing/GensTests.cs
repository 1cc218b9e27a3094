using FsCheck;
using FsCheck.Fluent;

namespace SimdNet.Tests.Testing;

public class GensTests
{
    private static readonly Rnd Seed = new(7);

    [Fact]
    public void Every_edge_length_is_generated()
    {
        int[] lengths = Gens.Length.Sample(2000, Seed, 100);
        Assert.Empty(Gens.EdgeLengths.Except(lengths));
        Assert.All(lengths, length => Assert.InRange(length, 0, 200));
    }

    [Fact]
    public void Any_float_covers_every_kind()
    {
        float[] values = Gens.AnyFloats(2000).Sample(1, Seed, 100)[0];
        Predicate<float>[] kinds =
        [
            x => x == 0 && float.IsNegative(x), x => x == 0 && float.IsPositive(x), float.IsSubnormal, x => x > 1e38f, x => x < -1e38f,
            float.IsPositiveInfinity, float.IsNegativeInfinity, float.IsNaN, x => x is > 0 and < 1, x => x is > -1 and < 0,
        ];
        Assert.All(kinds, kind => Assert.Contains(values, kind));
    }

    [Fact]
    public void Finite_and_ordinary_floats_keep_their_ranges()
    {
        Assert.All(Gens.FiniteFloats(2000).Sample(1, Seed, 100)[0], x => Assert.True(float.IsFinite(x)));
        Assert.All(Gens.OrdinaryFloats(2000).Sample(1, Seed, 100)[0], x => Assert.InRange(x, -1f, 1f));
        Assert.True(float.IsFinite(Gens.FiniteFloat.Sample(1, Seed, 100)[0]));
    }
}

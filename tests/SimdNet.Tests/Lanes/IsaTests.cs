using SimdNet.Lanes;

namespace SimdNet.Tests.Lanes;

public class IsaTests
{
    private static readonly IsaLevel[] Available = [.. Enum.GetValues<IsaLevel>().Where(Isa.IsAvailable)];

    public static TheoryData<IsaLevel> Levels => [.. Enum.GetValues<IsaLevel>()];

    [Theory]
    [MemberData(nameof(Levels))]
    public void A_level_is_chosen_by_its_name_in_any_case_or_refused_with_those_that_exist(IsaLevel level)
    {
        string name = level.ToString().ToLowerInvariant();
        foreach (string pinned in new[] { name, name.ToUpperInvariant(), $" {name} " })
        {
            if (Isa.IsAvailable(level))
            {
                Assert.Equal(level, Isa.Choose(pinned));
                continue;
            }
            var refused = Assert.Throws<PlatformNotSupportedException>(() => Isa.Choose(pinned));
            string available = string.Join(", ", Available.Select(each => each.ToString().ToLowerInvariant()));
            Assert.Equal($"SIMDNET_ISA={pinned} asks for a level that this process cannot run; available: {available}.", refused.Message);
        }
    }

    [Theory]
    [InlineData("sse")]
    [InlineData("avx")]
    [InlineData("avx2 ,")]
    [InlineData("2")]
    [InlineData("avx512f")]
    public void An_unknown_name_is_refused_with_those_that_are_known(string pinned)
    {
        var refused = Assert.Throws<PlatformNotSupportedException>(() => Isa.Choose(pinned));
        Assert.Equal($"SIMDNET_ISA={pinned} is not a level; expected one of scalar, v128, avx2, avx512, neon.", refused.Message);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void Without_a_name_the_highest_level_is_chosen(string? pinned) => Assert.Equal(Available.Max(), Isa.Choose(pinned));

    [Fact]
    public void Scalar_is_always_available_and_x64_and_ARM64_levels_exclude_each_other()
    {
        Assert.Contains(IsaLevel.Scalar, Available);
        Assert.False(Isa.IsAvailable(IsaLevel.Neon) && Available.Any(level => level is IsaLevel.V128 or IsaLevel.Avx2 or IsaLevel.Avx512));
        Assert.False(Isa.IsAvailable((IsaLevel)99));
        Assert.False(Isa.IsAvailable((IsaLevel)(-1)));
    }

    [Fact]
    public void The_level_in_use_is_the_one_that_the_environment_asks_for() =>
        Assert.Equal(Isa.Choose(Environment.GetEnvironmentVariable(Isa.EnvironmentVariable)), Isa.Level);

    [Fact]
    public void The_description_names_the_level_its_reason_and_the_alternatives()
    {
        Assert.StartsWith(Isa.Level.ToString().ToLowerInvariant() + " (", Isa.Description, StringComparison.Ordinal);
        string reason = Environment.GetEnvironmentVariable(Isa.EnvironmentVariable) is { Length: > 0 } value ? $"pinned by SIMDNET_ISA={value}" : "the highest that the processor and the runtime offer";
        Assert.Contains(reason, Isa.Description, StringComparison.Ordinal);
        Assert.EndsWith($"available: {string.Join(", ", Available.Select(level => level.ToString().ToLowerInvariant()))})", Isa.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Lanes_are_as_wide_as_the_level()
    {
        var width = default(WidthOfLanes);
        Isa.Run(ref width);
        int expected = Isa.Level switch { IsaLevel.Avx512 => 16, IsaLevel.Avx2 => 8, IsaLevel.V128 or IsaLevel.Neon => 4, _ => 1 };
        Assert.Equal(expected, width.Count);
    }

    private struct WidthOfLanes : ILaneAction
    {
        public int Count;

        public void Run<TLane>() where TLane : unmanaged, ILane<TLane> => Count = TLane.Count;
    }
}

namespace SimdNet.Tests.Testing;

public class UlpTests
{
    private const double Smallest = float.Epsilon;
    private static readonly double AboveAllFloats = Math.ScaleB(1, 128);

    public static TheoryData<float, double, double> Distances => new()
    {
        { 1, 1, 0 },
        { 1, 1 + Math.ScaleB(1, -24), 0.5 },
        { 1, 1 - Math.ScaleB(1, -25), 0.25 }, // it rounds to 1, so 1's unit counts, not that of the binade below
        { -2, -2 - Math.ScaleB(1, -21), 2 },
        { 0, 0.25 * Smallest, 0.25 },
        { float.Epsilon, 3 * Smallest, 2 },
        { -0f, 0, 0 },
        { float.NaN, double.NaN, 0 },
        { float.NaN, 1, double.PositiveInfinity },
        { 1, double.NaN, double.PositiveInfinity },
        { float.PositiveInfinity, double.PositiveInfinity, 0 },
        { float.NegativeInfinity, double.PositiveInfinity, double.PositiveInfinity },
        { float.MaxValue, double.PositiveInfinity, double.PositiveInfinity },
        { float.PositiveInfinity, AboveAllFloats, 0 },
        { float.MaxValue, AboveAllFloats, 1 },
        { float.PositiveInfinity, float.MaxValue, 1 },
    };

    [Theory]
    [MemberData(nameof(Distances))]
    public void Distance_is_in_units_of_the_rounded_reference(float actual, double reference, double expected) =>
        Assert.Equal(expected, Ulp.Distance(actual, reference));

    [Fact]
    public void Rounding_to_float_is_at_most_half_a_unit_away() => Prop.ForAll(Gens.FiniteFloat, x =>
    {
        double reference = x * (1 + 1e-9);
        return Ulp.Distance((float)reference, reference) <= 0.5;
    });

    [Fact]
    public void The_unit_is_the_spacing_of_floats() => Prop.ForAll(Gens.FiniteFloat, x =>
        Ulp.Unit(x) == (Math.Abs(x) == float.MaxValue ? Math.ScaleB(1, 104) : (double)MathF.BitIncrement(MathF.Abs(x)) - MathF.Abs(x)));

    [Fact]
    public void Between_counts_the_floats_passed()
    {
        Assert.Equal(0, Ulp.Between(-0f, 0f));
        Assert.Equal(0, Ulp.Between(float.NaN, -float.NaN));
        Assert.Equal(2, Ulp.Between(-float.Epsilon, float.Epsilon));
        Assert.Equal(1, Ulp.Between(float.MaxValue, float.PositiveInfinity));
        Assert.Equal(1 << 23, Ulp.Between(1, 2));
        Assert.Equal(2L * 0x7F800000, Ulp.Between(float.NegativeInfinity, float.PositiveInfinity));
        Assert.Equal(long.MaxValue, Ulp.Between(float.NaN, 1));
    }
}

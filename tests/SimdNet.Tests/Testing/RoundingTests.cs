namespace SimdNet.Tests.Testing;

public class RoundingTests
{
    [Fact]
    public void Gamma_is_k_u_over_1_minus_k_u()
    {
        Assert.Equal(0, Rounding.Gamma(0));
        Assert.Equal(1.0 / ((1 << 24) - 1), Rounding.Gamma(1));
        Assert.Equal(1, Rounding.Gamma(1 << 23));
    }

    [Fact]
    public void Gamma_has_no_value_from_2_to_the_24_on() => Assert.Throws<ArgumentOutOfRangeException>(() => Rounding.Gamma(1 << 24));
}

namespace SimdNet.Tests.Testing;

public class TestedIsaTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("avx2", "avx2")]
    public void Known_names_are_taken_as_they_are(string? value, string? expected) => Assert.Equal(expected, TestedIsa.Parse(value));

    [Fact]
    public void A_misspelt_name_is_refused() => Assert.Throws<InvalidOperationException>(() => TestedIsa.Parse("AVX2"));
}

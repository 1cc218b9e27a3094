using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels.LinearAlgebra;

/// <summary>Asum, Norm2, Scale</summary>
public class BlasNormsTests
{
    private const float Inf = float.PositiveInfinity, NaN = float.NaN;

    [Fact]
    public void Asum_of_examples()
    {
        Bits.Equal(0, Blas.Asum([]));
        Bits.Equal(0, Blas.Asum([-0f]));
        Bits.Equal(6, Blas.Asum([1, -2, 3]));
        Bits.Equal(Inf, Blas.Asum([1, -Inf, Inf]));
        Bits.Equal(Inf, Blas.Asum([float.MaxValue, -float.MaxValue]));
        Bits.Equal(NaN, Blas.Asum([Inf, NaN]));
        Bits.Equal(3 * float.Epsilon, Blas.Asum([float.Epsilon, -2 * float.Epsilon]));
    }

    [Theory]
    [InlineData(5f, 3f, 4f)]
    [InlineData(0f, -0f)]
    [InlineData(0f, 0f, -0f, 0f)]
    [InlineData(7f, -7f)]
    [InlineData(Inf, 1f, -Inf)]
    [InlineData(Inf, Inf, 0f)]
    [InlineData(NaN, NaN)]
    [InlineData(NaN, Inf, NaN)]
    [InlineData(NaN, 1e30f, NaN)]
    [InlineData(float.MaxValue, float.MaxValue)]
    [InlineData(Inf, float.MaxValue, float.MaxValue)]
    [InlineData(float.Epsilon, float.Epsilon)]
    [InlineData(5 * float.Epsilon, 3 * float.Epsilon, -4 * float.Epsilon)]
    [InlineData(5e30f, 3e30f, 4e30f)]
    [InlineData(1e30f, 1e30f, 1e-30f, float.Epsilon)]
    [InlineData(1e-15f, 1e-15f, 1e-30f, float.Epsilon)]
    public void Norm2_of_examples(float expected, params float[] x)
    {
        Assert.InRange(Ulp.Distance(Blas.Norm2(x), expected), 0, 1);
        float[] later = [.. new float[70], .. x]; // in the rest of a second block
        Assert.InRange(Ulp.Distance(Blas.Norm2(later), expected), 0, 1);
        Assert.False(float.IsNegative(Blas.Norm2(x)));
    }

    [Fact]
    public void Norm2_of_nothing_is_zero() => Bits.Equal(0, Blas.Norm2([]));

    [Fact]
    public void Scale_of_examples()
    {
        float[] x = [1, -2, 0, -0f, Inf, NaN];
        Blas.Scale(-0.5f, x);
        Bits.Equal([-0.5f, 1, -0f, 0, -Inf, NaN], x);
        Blas.Scale(0, x);
        Bits.Equal([-0f, 0, -0f, 0, NaN, NaN], x);
        Blas.Scale(2, []);
    }
}

using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels;

/// <summary>Products allocate nothing, the texts of their argument checks included</summary>
public class ProductAllocationTests
{
    private readonly float[] _a = Numbers.Uniform(1, 20 * 20), _b = Numbers.Uniform(2, 20 * 20), _c = new float[20 * 20];

    [Theory, InlineData(Transpose.No, Transpose.No), InlineData(Transpose.No, Transpose.Yes), InlineData(Transpose.Yes, Transpose.No)]
    public void Gemm_allocates_nothing(Transpose transA, Transpose transB) =>
        Assert.Equal(0, Allocation.Measure(() => Blas.Gemm(transA, transB, 20, 20, 20, 1f, _a, 20, _b, 20, 0f, _c, 20), calls: 100));

    [Fact]
    public void Gemm_of_a_packed_matrix_allocates_nothing()
    {
        using var packed = new PackedMatrix(Transpose.Yes, 20, 20, _b, 20);
        Assert.Equal(0, Allocation.Measure(() => Blas.Gemm(20, _a, 20, packed, default, _c, 20), calls: 100));
    }

    [Theory, InlineData(Transpose.No), InlineData(Transpose.Yes)]
    public void Gemv_allocates_nothing(Transpose transA) =>
        Assert.Equal(0, Allocation.Measure(() => Blas.Gemv(transA, 20, 20, 1f, _a, 20, _b.AsSpan(0, 20), 0f, _c.AsSpan(0, 20)), calls: 100));
}

using FsCheck.Fluent;
using SimdNet.Kernels;

namespace SimdNet.Properties.Kernels.LinearAlgebra;

public class BlasAxpyProperties
{
    [Fact]
    public void Axpy_is_correctly_rounded() =>
        Prop.ForAll(from length in Gens.Length from alpha in Gens.OrdinaryFloat from x in Gens.OrdinaryFloats(length) from y in Gens.OrdinaryFloats(length) select (alpha, x, y), data =>
        {
            float[] result = [.. data.y];
            Blas.Axpy(data.alpha, data.x, result);
            double[] expected = ReferenceBlas.Axpy(data.alpha, data.x, data.y);
            for (int i = 0; i < result.Length; i++) Assert.True(Ulp.Distance(result[i], expected[i]) <= 0.5 + 1e-6, $"element {i}: {result[i]} for {expected[i]}"); // the reference rounds too
        });

    [Fact]
    public void Axpy_of_an_element_is_one_fused_multiply_add_at_any_position() =>
        Prop.ForAll(from alpha in Gens.AnyFloat from x in Positions.Of(Gens.AnyFloats) select (alpha, x), data =>
        {
            float[] y = Gens.Any(data.x.Length, seed: 5);
            float[] expected = [.. data.x.Select((value, i) => MathF.FusedMultiplyAdd(data.alpha, value, y[i]))];
            for (int offset = 0; offset <= 17; offset++)
            {
                float[] result = [.. y];
                Blas.Axpy(data.alpha, data.x.AsSpan(offset), result.AsSpan(offset));
                Bits.Equal(expected.AsSpan(offset), result.AsSpan(offset), $"from {offset} on");
                Bits.Equal(y.AsSpan(0, offset), result.AsSpan(0, offset), "before the span");
            }
        });

    [Fact]
    public void Axpy_may_add_a_vector_to_itself() =>
        Prop.ForAll(from length in Gens.Length from x in Gens.AnyFloats(length) select x, x =>
        {
            float[] y = [.. x];
            Blas.Axpy(0.3f, y, y);
            Bits.Equal([.. x.Select(value => MathF.FusedMultiplyAdd(0.3f, value, value))], y);
        });
}

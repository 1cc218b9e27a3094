using SimdNet.Kernels;
using SimdNet.Lanes;

namespace SimdNet.Properties.Kernels.Elementwise;

public class ElementwiseKernelsProperties
{
    [Fact]
    public void Exp_is_good_to_1_ULP_over_all_floats()
    {
        float[] x = FloatSweep.Everything, y = new float[x.Length];
        ElementwiseKernels.Exp(x, y);
        FloatSweep.AssertUlp("exp", 1, x, y, ReferenceActivations.Exp);
    }

    [Fact]
    public void Log_is_good_to_1_ULP_over_all_floats()
    {
        float[] x = FloatSweep.Everything, y = new float[x.Length];
        ElementwiseKernels.Log(x, y);
        FloatSweep.AssertUlp("log", 1, x, y, ReferenceActivations.Log);
    }

    [Fact]
    public void Exp_of_an_element_depends_on_nothing_else() =>
        Prop.ForAll(Positions.Of(Gens.AnyFloats), arrays => Positions.Check(arrays, ElementwiseKernels.Exp, x => F32x1.SumTree(LaneMath.Exp(F32x1.Broadcast(x)))));

    [Fact]
    public void Log_of_an_element_depends_on_nothing_else() =>
        Prop.ForAll(Positions.Of(Gens.AnyFloats), arrays => Positions.Check(arrays, ElementwiseKernels.Log, x => F32x1.SumTree(LaneMath.Log(F32x1.Broadcast(x)))));
}

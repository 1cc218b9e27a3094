using SimdNet.Kernels;
using SimdNet.Lanes;

namespace SimdNet.Properties.Lanes;

/// <summary>The functions of LaneMath: their errors, and the same bits at every width that this machine has</summary>
public unsafe class LaneMathProperties
{
    [Fact]
    public void Exp_is_good_to_1_ULP() => Check<ExpFunction>("exp", 1, ReferenceActivations.Exp, FloatSweep.Between(1e-3f, 110));

    [Fact]
    public void Log_is_good_to_1_ULP() => Check<LogFunction>("log", 1, ReferenceActivations.Log, FloatSweep.Between(0.25f, 4));

    [Fact]
    public void Sigmoid_is_good_to_2_and_a_half_ULP() => Check<SigmoidFunction>("sigmoid", 2.5, ReferenceActivations.Sigmoid, FloatSweep.Between(1e-3f, 110));

    [Fact]
    public void Tanh_is_good_to_2_ULP() => Check<TanhFunction>("tanh", 2, ReferenceActivations.Tanh, FloatSweep.Between(1e-3f, 12));

    [Fact]
    public void Softplus_is_good_to_4_ULP() => Check<SoftplusFunction>("softplus", 4, ReferenceLosses.Softplus, FloatSweep.Between(1e-3f, 110));

    private static void Check<TFunction>(string name, double bound, Func<double, double> reference, float[] where)
        where TFunction : struct, IFunction
    {
        float[] x = [.. FloatSweep.Everything, .. where, .. new float[-where.Length & 15]];
        float[] scalar = Map<TFunction, F32x1>(x);
        FloatSweep.AssertUlp(name, bound, x, scalar, reference);
        if (Isa.IsAvailable(IsaLevel.V128) || Isa.IsAvailable(IsaLevel.Neon)) Bits.Equal(scalar, Map<TFunction, F32x4>(x), $"{name} of 4 lanes");
        if (Isa.IsAvailable(IsaLevel.Avx2)) Bits.Equal(scalar, Map<TFunction, F32x8>(x), $"{name} of 8 lanes");
        if (Isa.IsAvailable(IsaLevel.Avx512)) Bits.Equal(scalar, Map<TFunction, F32x16>(x), $"{name} of 16 lanes");
    }

    private static float[] Map<TFunction, T>(float[] x)
        where TFunction : struct, IFunction
        where T : unmanaged, ILane<T>
    {
        Assert.Equal(0, x.Length % T.Count);
        var y = new float[x.Length];
        fixed (float* px = x, py = y)
        {
            for (int i = 0; i < x.Length; i += T.Count) T.Store(TFunction.Invoke(T.Load(px + i)), py + i);
        }
        return y;
    }

    private interface IFunction
    {
        static abstract T Invoke<T>(T x) where T : unmanaged, ILane<T>;
    }

    private readonly struct ExpFunction : IFunction
    {
        public static T Invoke<T>(T x) where T : unmanaged, ILane<T> => LaneMath.Exp(x);
    }

    private readonly struct LogFunction : IFunction
    {
        public static T Invoke<T>(T x) where T : unmanaged, ILane<T> => LaneMath.Log(x);
    }

    private readonly struct SoftplusFunction : IFunction
    {
        public static T Invoke<T>(T x) where T : unmanaged, ILane<T> => LaneMath.Softplus(x);
    }

    private readonly struct SigmoidFunction : IFunction
    {
        public static T Invoke<T>(T x) where T : unmanaged, ILane<T> => LaneMath.Sigmoid(x);
    }

    private readonly struct TanhFunction : IFunction
    {
        public static T Invoke<T>(T x) where T : unmanaged, ILane<T> => LaneMath.Tanh(x);
    }
}

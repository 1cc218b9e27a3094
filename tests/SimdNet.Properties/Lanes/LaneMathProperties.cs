using SimdNet.Kernels;
using SimdNet.Lanes;

namespace SimdNet.Properties.Lanes;

/// <summary>The functions of LaneMath: their errors, and the same bits at every width that this machine has</summary>
public unsafe class LaneMathProperties
{
    [Fact]
    public void Exp_is_good_to_one_and_a_half_ULP() => Check<ExpFunction>("exp", 1.5, ReferenceActivations.Exp, FloatSweep.Between(1e-3f, 110));

    [Fact]
    public void Expm1_is_good_to_one_and_a_half_ULP() => Check<Expm1Function>("expm1", 1.5, ReferenceActivations.Expm1, FloatSweep.Between(1e-3f, 110));

    [Fact]
    public void Log_is_good_to_one_and_a_half_ULP() => Check<LogFunction>("log", 1.5, ReferenceActivations.Log, FloatSweep.Between(0.25f, 4));

    [Fact]
    public void Log1p_is_good_to_one_and_a_half_ULP() => Check<Log1pFunction>("log1p", 1.5, ReferenceActivations.Log1p, FloatSweep.Between(1e-3f, 4));

    [Fact]
    public void Sigmoid_is_good_to_one_and_a_half_ULP() => Check<SigmoidFunction>("sigmoid", 1.5, ReferenceActivations.Sigmoid, FloatSweep.Between(1e-3f, 110));

    [Fact]
    public void Tanh_is_good_to_one_and_a_half_ULP() => Check<TanhFunction>("tanh", 1.5, ReferenceActivations.Tanh, FloatSweep.Between(1e-3f, 12));

    [Fact]
    public void Erf_is_good_to_one_and_a_half_ULP() => Check<ErfFunction>("erf", 1.5, ReferenceActivations.Erf, FloatSweep.Between(1e-3f, 4));

    [Fact]
    public void Softplus_is_good_to_two_ULP() => Check<SoftplusFunction>("softplus", 2, ReferenceActivations.Softplus, FloatSweep.Between(1e-3f, 110));

    [Fact]
    public void Bernoulli_is_good_to_2_1_ULP_up_to_87() => Check<BernoulliFunction>("Bernoulli", 2.1, ReferenceActivations.Bernoulli, FloatSweep.Between(1e-3f, 87), highest: 87);

    [Fact]
    public void Phi1_is_good_to_two_ULP_up_to_87() => Check<Phi1Function>("Phi1", 2, ReferenceActivations.Phi1, FloatSweep.Between(1e-3f, 87), highest: 87);

    // What is clamped: e^87 stands for e^x.
    [Fact]
    public void Beyond_87_Bernoulli_and_Phi1_go_on_without_a_power()
    {
        float[] x = [.. FloatSweep.Between(87.01f, 1e38f).Where(v => v > 0)];
        Array.Resize(ref x, x.Length & ~15);
        FloatSweep.AssertUlp("Bernoulli", 4, x, Map<BernoulliFunction, F32x1>(x), v => v * Math.Exp(-87));
        FloatSweep.AssertUlp("Phi1", 4, x, Map<Phi1Function, F32x1>(x), v => Math.Exp(87) / v);
    }

    private static void Check<TFunction>(string name, double bound, Func<double, double> reference, float[] where, float highest = float.PositiveInfinity)
        where TFunction : struct, IFunction
    {
        float[] x = [.. FloatSweep.Everything, .. where, .. new float[-where.Length & 15]];
        for (int i = 0; i < x.Length; i++)
            x[i] = x[i] > highest ? highest : x[i];
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

    private readonly struct Expm1Function : IFunction
    {
        public static T Invoke<T>(T x) where T : unmanaged, ILane<T> => LaneMath.Expm1(x);
    }

    private readonly struct LogFunction : IFunction
    {
        public static T Invoke<T>(T x) where T : unmanaged, ILane<T> => LaneMath.Log(x);
    }

    private readonly struct BernoulliFunction : IFunction
    {
        public static T Invoke<T>(T x) where T : unmanaged, ILane<T> => LaneMath.Bernoulli(x);
    }

    private readonly struct Phi1Function : IFunction
    {
        public static T Invoke<T>(T x) where T : unmanaged, ILane<T> => LaneMath.Phi1(x);
    }

    private readonly struct Log1pFunction : IFunction
    {
        public static T Invoke<T>(T x) where T : unmanaged, ILane<T> => LaneMath.Log1p(x);
    }

    private readonly struct SigmoidFunction : IFunction
    {
        public static T Invoke<T>(T x) where T : unmanaged, ILane<T> => LaneMath.Sigmoid(x);
    }

    private readonly struct TanhFunction : IFunction
    {
        public static T Invoke<T>(T x) where T : unmanaged, ILane<T> => LaneMath.Tanh(x);
    }

    private readonly struct ErfFunction : IFunction
    {
        public static T Invoke<T>(T x) where T : unmanaged, ILane<T> => LaneMath.Erf(x);
    }

    private readonly struct SoftplusFunction : IFunction
    {
        public static T Invoke<T>(T x) where T : unmanaged, ILane<T> => LaneMath.Softplus(x);
    }
}

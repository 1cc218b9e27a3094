using BenchmarkDotNet.Attributes;
using SimdNet.Kernels;
using SimdNet.Perf.Comparison;

namespace SimdNet.Perf.Kernels;

/// <summary>Every activation function, forward and backward.</summary>
[MemoryDiagnoser]
public class ActivationBenchmarks
{
    private float[] _x = [];
    private float[] _y = [];
    private float[] _dx = [];

    public static IEnumerable<Activation> Activations => Activation.All;

    [ParamsSource(nameof(Activations))]
    public Activation Function { get; set; } = Activation.Relu;

    [Params(16, 1024)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _x = RandomInputs.Uniform(Length, stream: 0);
        _y = new float[Length];
        _dx = new float[Length];
    }

    [Benchmark]
    public void Forward() => ActivationKernels.Forward(Function, _x, _y);

    [Benchmark]
    public void Backward() => ActivationKernels.Backward(Function, _x, _y, _y, _dx);
}

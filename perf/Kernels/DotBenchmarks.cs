using BenchmarkDotNet.Attributes;
using SimdNet.Kernels;
using SimdNet.Perf.Comparison;

namespace SimdNet.Perf.Kernels;

/// <summary>Dot product and axpy.</summary>
[MemoryDiagnoser]
public class DotBenchmarks
{
    private float[] _x = [];
    private float[] _y = [];

    [Params(16, 128, 4096)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _x = RandomInputs.Uniform(Length, stream: 0);
        _y = RandomInputs.Uniform(Length, stream: 1);
    }

    [Benchmark]
    public float Dot() => Blas.Dot(_x, _y);

    [Benchmark]
    public void Axpy() => Blas.Axpy(1e-9f, _x, _y);
}

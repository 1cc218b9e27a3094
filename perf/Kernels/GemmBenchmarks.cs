using BenchmarkDotNet.Attributes;
using SimdNet.Kernels;
using SimdNet.Perf.Comparison;

namespace SimdNet.Perf.Kernels;

/// <summary>Square products: C = A B.</summary>
[MemoryDiagnoser]
public class GemmBenchmarks
{
    private float[] _a = [];
    private float[] _b = [];
    private float[] _c = [];

    [Params(64, 256, 512)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _a = RandomInputs.Uniform(Size * Size, stream: 0);
        _b = RandomInputs.Uniform(Size * Size, stream: 1);
        _c = new float[Size * Size];
    }

    [Benchmark]
    public void Gemm() => Blas.Gemm(Transpose.No, Transpose.No, Size, Size, Size, 1f, _a, Size, _b, Size, 0f, _c, Size);
}

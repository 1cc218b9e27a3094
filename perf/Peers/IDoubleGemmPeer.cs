using SimdNet.Perf.Comparison;

namespace SimdNet.Perf.Peers;

/// <summary>A library that multiplies matrices of doubles.</summary>
internal interface IDoubleGemmPeer
{
    string Name { get; }

    /// <summary>The product so many times, on one thread; null if the library has no such function.</summary>
    Action<int>? Gemm(DoubleProblem problem);
}

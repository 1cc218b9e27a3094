using SimdNet.Perf.Comparison;

namespace SimdNet.Perf.Peers;

/// <summary>A library that multiplies matrices.</summary>
internal interface IGemmPeer
{
    string Name { get; }

    /// <summary>The product so many times, on the problem's number of threads; null if the library has no such function.</summary>
    Action<int>? Gemm(GemmProblem problem, Contest contest);
}

namespace SimdNet.Perf.Comparison;

/// <summary>Somebody who does a case's work: SimdNet, or a peer.</summary>
/// <param name="Name">its name in the table: <c>simdnet</c>, <c>tensorprimitives</c>, ...</param>
/// <param name="Run">does the work so many times</param>
internal sealed record Contestant(string Name, Action<int> Run);

/// <summary>What hardware limit bounds a case.</summary>
internal enum Limit
{
    /// <summary>Multiply-adds a second; the work is counted in FLOPs.</summary>
    Fma,

    /// <summary>Reads of the level-1 cache a second; the work is counted in bytes.</summary>
    L1,

    /// <summary>No single one.</summary>
    None,
}

/// <summary>One line of the comparison.</summary>
/// <param name="Name">as in <c>gemm/f32/512x512x512/t1</c></param>
/// <param name="Limit">what bounds it</param>
/// <param name="Work">FLOPs or bytes of one call, for the share of the limit</param>
/// <param name="Prepare">sets up the data and gives the contestants, SimdNet first; each result has been checked against the reference</param>
internal sealed record ComparisonCase(string Name, Limit Limit, double Work, Func<IReadOnlyList<Contestant>> Prepare);

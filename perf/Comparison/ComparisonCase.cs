namespace SimdNet.Perf.Comparison;

/// <summary>What hardware limit bounds a case.</summary>
internal enum Limit
{
    /// <summary>Multiply-adds a second; the work is counted in FLOPs.</summary>
    Fma,

    /// <summary>The same in double.</summary>
    FmaDouble,

    /// <summary>Reading the operands once, from whichever level of the memory holds so many bytes; the work is counted in bytes.</summary>
    Read,

    /// <summary>No single one.</summary>
    None,
}

/// <summary>One line of the comparison.</summary>
/// <param name="Name">as in <c>gemm/f32/512x512x512/t1</c></param>
/// <param name="Limit">what bounds it</param>
/// <param name="Work">FLOPs or bytes of one call, for the share of the limit</param>
/// <param name="Threads">1, or as many as every contestant may use</param>
/// <param name="Prepare">sets up the data and adds the contestants, SimdNet first</param>
internal sealed record ComparisonCase(string Name, Limit Limit, double Work, int Threads, Action<Contest> Prepare);

namespace SimdNet.Lanes;

/// <summary>The instruction-set levels that kernels are written for. Every level gives the same bits; they differ in speed.</summary>
public enum IsaLevel
{
    /// <summary>One float at a time, any processor.</summary>
    Scalar,

    /// <summary>128-bit vectors on a processor with neither AVX2 nor NEON (x64 before 2013, or features switched off).</summary>
    V128,

    /// <summary>256-bit vectors: x64 with AVX2 and FMA.</summary>
    Avx2,

    /// <summary>512-bit vectors: x64 with AVX-512 F, BW, CD, DQ and VL.</summary>
    Avx512,

    /// <summary>128-bit vectors: ARM64 with Advanced SIMD.</summary>
    Neon,
}

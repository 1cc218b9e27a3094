using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using SimdNet.Lanes;

namespace SimdNet.Tests;

/// <summary>A run of the tests that is meant to cover an instruction set fails where it would silently cover another</summary>
public class IsaLegTests
{
    private static readonly string? Expected = TestedIsa.Expected;

    public IsaLegTests() => Assert.SkipWhen(Expected == null, $"{TestedIsa.Variable} is not set.");

    [Fact]
    public void The_library_runs_at_the_level_that_is_tested() => Assert.Equal(Expected, Isa.Level.ToString().ToLowerInvariant());

    [Fact]
    public void DotNet_offers_that_level_and_none_above()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("SIMDNET_ISA") is { Length: > 0 }, "SIMDNET_ISA pins a level, whatever .NET offers.");
        string offered = AdvSimd.Arm64.IsSupported ? "neon"
            : Avx512F.IsSupported ? "avx512"
            : Avx2.IsSupported && Fma.IsSupported ? "avx2"
            : Vector128.IsHardwareAccelerated ? "v128"
            : "scalar";
        Assert.Equal(Expected, offered);
    }
}

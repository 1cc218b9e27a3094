using SimdNet.Kernels;
using SimdNet.Lanes;

namespace SimdNet.Tests.Kernels.LinearAlgebra;

/// <summary>
/// The loops that the JIT makes of the GEMM micro-kernel: all multiply-adds, no spill, no call. Run in a process of its own with
/// <c>DOTNET_JitDisasm=*GemmMicroKernel*:Run*</c> and one new file in both <c>DOTNET_JitStdOutFile</c> and <c>SIMDNET_DISASSEMBLY</c>.
/// </summary>
public class GemmDisassemblyTests
{
    private static readonly string? ListingFile = Environment.GetEnvironmentVariable("SIMDNET_DISASSEMBLY");

    private static readonly Lazy<JitLoop[]> Loops = new(() =>
    {
        Run<float>();
        Run<double>();
        return [.. JitLoop.Read(File.ReadAllText(ListingFile!))];
    });

    public GemmDisassemblyTests()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(ListingFile), "SIMDNET_DISASSEMBLY does not name the file of the JIT's listing.");
        Assert.SkipUnless(Isa.Level is IsaLevel.Avx512 or IsaLevel.Avx2 or IsaLevel.Neon, $"{Isa.Level} has no multiply-add instruction.");
    }

    [Fact]
    public void Large_tile_of_floats() => CheckLargeTile<float>();

    [Fact]
    public void Large_tile_of_doubles() => CheckLargeTile<double>();

    [Fact]
    public void No_tile_spills_or_calls()
    {
        Assert.NotEmpty(Loops.Value);
        foreach (JitLoop loop in Loops.Value) CheckRegisters(loop);
    }

    private static void CheckLargeTile<T>()
    {
        // A tile of rows x registers, and the loads of one step of k: each register of B and each element of A; on ARM64 one load takes several.
        (string kernel, string packed, int rows, int registers, int loads) = Isa.Level switch
        {
            IsaLevel.Avx512 => ("GemmKernelAvx512", "PackedB", 12, 2, 14),
            IsaLevel.Avx2 => ("GemmKernelAvx2", "PackedB", 6, 2, 8),
            _ => ("GemmKernelNeon", "PackedAB", 6, 4, 6),
        };
        string type = typeof(T) == typeof(float) ? "float" : "double";
        string tile = $"{kernel}`1[{type}]]:Run[SimdNet.Kernels.N{rows},SimdNet.Kernels.N{registers},SimdNet.Kernels.{packed}]";
        JitLoop loop = Assert.Single(Loops.Value, loop => loop.Method.Contains(tile));
        CheckRegisters(loop);
        Assert.True(loop.MultiplyAdds == rows * registers, $"{loop.MultiplyAdds} multiply-adds in the loop, {rows * registers} expected:\n{loop}");
        Assert.True(loop.Loads <= loads, $"{loop.Loads} loads in the loop, at most {loads} expected:\n{loop}");
    }

    private static void CheckRegisters(JitLoop loop)
    {
        Assert.True(!loop.Calls.Any(), $"calls in the loop: {string.Join("; ", loop.Calls)}\n{loop}");
        Assert.True(!loop.Spills.Any(), $"the loop uses the stack: {string.Join("; ", loop.Spills)}\n{loop}");
    }

    // Large enough for packed blocks, whole tiles and some at the edges; then one to eight registers in a row.
    private static void Run<T>()
    {
        Run<T>(72, 32 * 9, 500);
        Run<T>(71, (32 * 9) + 5, 500);
        foreach (int m in new[] { 1, 2, 3, 4, 6, 8, 16 })
        {
            for (int n = 3; n < 140; n += 4) Run<T>(m, n, 9);
        }
    }

    private static void Run<T>(int m, int n, int k)
    {
        if (typeof(T) == typeof(float)) Blas.Gemm(Transpose.No, Transpose.No, m, n, k, 1f, new float[m * k], k, new float[k * n], n, 0f, new float[m * n], n);
        else Blas.Gemm(Transpose.No, Transpose.No, m, n, k, 1d, new double[m * k], k, new double[k * n], n, 0d, new double[m * n], n);
    }
}

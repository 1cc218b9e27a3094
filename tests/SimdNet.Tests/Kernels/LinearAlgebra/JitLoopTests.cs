namespace SimdNet.Tests.Kernels.LinearAlgebra;

/// <summary>The reader of listings sees what the test of the GEMM loops looks for</summary>
public class JitLoopTests
{
    private const string X64 = """
        ; Assembly listing for method Some:Method(ptr) (FullOpts)
        ; rbp based frame

        G_M000_IG01:                ;; offset=0x0000
               push     rbp
               vmovups  zmm0, zmmword ptr [rbp-0x50]

        G_M000_IG02:                ;; offset=0x000D
               vmovups  zmm25, zmmword ptr [r13]
               lea      r13, [4*r11]
               vbroadcastss zmm26, dword ptr [rcx+4*rdx]
               vfmadd231ps zmm0, zmm25, zmm26
               vfmadd231ps zmm1, zmm25, zmmword ptr [rax]
               LINE
               jg       G_M000_IG02

        G_M000_IG03:                ;; offset=0x01ED
               call     [Other:Method(ptr)]
               jmp      G_M000_IG01

        ; Total bytes of code 1070
        """;

    private const string Arm64 = """
        ; Assembly listing for method Some:Method(ptr) (FullOpts)
        ; fp based frame

        G_M000_IG01:                ;; offset=0x0000
                    ldr     q2, [fp, #0x18]

        G_M000_IG02:                ;; offset=0x000D
                    ldp     q24, q25, [x3]
                    ldr     s26, [x4, x5, LSL #2]
                    fmla    v0.4s, v24.4s, v26.s[0]
                    fmla    v1.4s, v25.4s, v26.s[0]
                    LINE
                    cbnz    w2, G_M000_IG02

        G_M000_IG03:                ;; offset=0x01ED
                    bl      CORINFO_HELP_SOMETHING
                    b       G_M000_IG01

        ; Total bytes of code 1070
        """;

    [Theory]
    [InlineData(X64, "nop", 3)]
    [InlineData(Arm64, "nop", 2)]
    public void Finds_the_loop(string listing, string line, int loads)
    {
        JitLoop loop = Read(listing, line);
        Assert.Equal((2, loads), (loop.MultiplyAdds, loop.Loads));
        Assert.Empty(loop.Calls);
        Assert.Empty(loop.Spills);
    }

    [Theory]
    [InlineData(X64, "call     [SimdNet.Kernels.Other:Method(ptr)]")]
    [InlineData(Arm64, "bl      SimdNet.Kernels.Other:Method(ptr)")]
    [InlineData(Arm64, "blr     x4")]
    public void Finds_a_call(string listing, string line) => Assert.Equal([line], Read(listing, line).Calls);

    [Theory]
    [InlineData(X64, "vmovups  zmmword ptr [rbp-0x90], zmm3")]
    [InlineData(X64, "vfmadd231ps zmm1, zmm25, zmmword ptr [rsp+0x40]")]
    [InlineData(Arm64, "str     q3, [fp, #0x30]")]
    [InlineData(Arm64, "ldp     q3, q4, [sp, #0x30]")]
    public void Finds_a_spill(string listing, string line) => Assert.Equal([line], Read(listing, line).Spills);

    [Fact]
    public void Rbp_is_a_register_like_others_where_it_holds_no_frame() =>
        Assert.Empty(Read(X64.Replace("; rbp based frame", "; rsp based frame"), "vmovups  zmm3, zmmword ptr [rbp]").Spills);

    [Fact]
    public void Leaves_out_a_method_whose_listing_is_cut_off() => Assert.Empty(JitLoop.Read(X64[..^40]));

    private static JitLoop Read(string listing, string line) => Assert.Single(JitLoop.Read(listing.Replace("LINE", line)));
}

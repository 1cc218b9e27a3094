using SimdNet.Kernels;

namespace SimdNet.Perf.Comparison;

/// <summary>A product C = op(A) op(B) + beta C, row-major.</summary>
internal sealed record GemmShape(int M, int N, int K)
{
    public Transpose TransA { get; init; } = Transpose.No;

    public Transpose TransB { get; init; } = Transpose.No;

    public float Beta { get; init; }

    /// <summary>Elements between the rows of all three matrices; null: no gaps.</summary>
    public int? LeadingDimension { get; init; }

    /// <summary>B is known before the first call, and a contestant may bring it into the form it likes.</summary>
    public bool IsPacked { get; init; }

    public int Threads { get; init; } = 1;

    public int RowsOfA => TransA == Transpose.No ? M : K;

    public int RowsOfB => TransB == Transpose.No ? K : N;

    public int Lda => LeadingDimension ?? (TransA == Transpose.No ? K : M);

    public int Ldb => LeadingDimension ?? (TransB == Transpose.No ? N : K);

    public int Ldc => LeadingDimension ?? N;

    public double Flops => 2.0 * M * N * K;

    public bool IsTransposed => TransA != Transpose.No || TransB != Transpose.No;

    /// <summary>Not transposed, overwriting, without gaps: what peers with a small interface offer.</summary>
    public bool IsPlain => !IsTransposed && Beta == 0 && LeadingDimension is null;

    /// <summary>So short that the switch of the garbage collector's mode in a call of native code would count.</summary>
    public bool IsTiny => (long)M * N * K <= 64 * 64 * 64;

    /// <summary>As in <c>gemm/f32/512x512x512/tn/t1</c></summary>
    public string Name
    {
        get
        {
            string transposes = IsTransposed ? $"/{Letter(TransA)}{Letter(TransB)}" : "";
            string beta = Beta == 0 ? "" : $"/beta{Beta}";
            string gaps = LeadingDimension is null ? "" : $"/ld{LeadingDimension}";
            return $"gemm/f32/{M}x{N}x{K}{transposes}{beta}{gaps}{(IsPacked ? "/packed" : "")}/t{Threads}";
        }
    }

    private static char Letter(Transpose transpose) => transpose == Transpose.No ? 'n' : 't';
}

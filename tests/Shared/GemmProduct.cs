using SimdNet.Buffers;
using SimdNet.Kernels;
using SimdNet.Lanes;

namespace SimdNet.Testing;

/// <summary>A matrix product with its numbers; leading dimensions are longer than the rows by what the extras say</summary>
/// <remarks>The matrices end with their last element. C's elements are NaN where beta is 0; what stands between its rows are canaries.</remarks>
internal sealed record GemmProduct(Transpose TransA, Transpose TransB, int M, int N, int K, float Alpha = 1, float Beta = 0, int ExtraA = 0, int ExtraB = 0, int ExtraC = 0, int Seed = 1)
{
    public bool HasAnyFloats { get; init; }

    public int Lda => Math.Max(1, (TransA == Transpose.No ? K : M) + ExtraA);
    public int Ldb => Math.Max(1, (TransB == Transpose.No ? N : K) + ExtraB);
    public int Ldc => Math.Max(1, N + ExtraC);

    public float[] A() => TransA == Transpose.No ? Matrix(M, K, Lda, Seed) : Matrix(K, M, Lda, Seed);

    public float[] B() => TransB == Transpose.No ? Matrix(K, N, Ldb, Seed + 1) : Matrix(N, K, Ldb, Seed + 1);

    public float[] C()
    {
        float[] c = Matrix(M, N, Ldc, Seed + 2);
        for (int i = 0; i < M && N > 0 && Beta == 0; i++) c.AsSpan(i * Ldc, N).Fill(float.NaN);
        return c;
    }

    /// <summary>The contract's chain, one element after the other</summary>
    public float[] Chain()
    {
        float[] a = A(), b = B(), c = C();
        for (int i = 0; i < M; i++)
        {
            for (int j = 0; j < N; j++)
            {
                float sum = Beta == 0 ? 0 : Beta * c[i * Ldc + j];
                for (int p = 0; p < K; p++)
                    sum = MathF.FusedMultiplyAdd(Alpha * a[TransA == Transpose.No ? i * Lda + p : p * Lda + i], b[TransB == Transpose.No ? p * Ldb + j : j * Ldb + p], sum);
                c[i * Ldc + j] = sum;
            }
        }
        return c;
    }

    public float[] Run(WorkerPool? pool = null)
    {
        float[] c = C();
        Blas.Gemm(TransA, TransB, M, N, K, Alpha, A(), Lda, B(), Ldb, Beta, c, Ldc, pool);
        return c;
    }

    public unsafe float[] RunAt(IsaLevel level)
    {
        float[] c = C();
        fixed (float* pa = A(), pb = B(), pc = c)
        {
            GemmKernels<float>.Run(level, new GemmOperands<float>
            {
                M = M, N = N, K = K, Alpha = Alpha, Beta = Beta,
                A = pa, ARow = TransA == Transpose.No ? Lda : 1, AStep = TransA == Transpose.No ? 1 : Lda,
                B = pb, Ldb = Ldb, BIsTransposed = TransB == Transpose.Yes,
                Start = pc, StartRow = Ldc, C = pc, Ldc = Ldc,
            });
        }
        return c;
    }

    private float[] Matrix(int rows, int columns, int ld, int seed)
    {
        int length = rows == 0 || columns == 0 ? 0 : (rows - 1) * ld + columns;
        return HasAnyFloats ? Gens.Any(length, seed) : Gens.Ordinary(length, seed);
    }
}

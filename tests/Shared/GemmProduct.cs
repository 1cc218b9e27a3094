using System.Numerics;
using SimdNet.Buffers;
using SimdNet.Kernels;
using SimdNet.Lanes;

namespace SimdNet.Testing;

/// <summary>A matrix product of floats or doubles with its numbers; leading dimensions are longer than the rows by what the extras say</summary>
/// <remarks>The matrices end with their last element. C's elements are NaN where beta is 0; what stands between its rows are canaries.</remarks>
internal sealed record GemmProduct<T>(Transpose TransA, Transpose TransB, int M, int N, int K, int ExtraA = 0, int ExtraB = 0, int ExtraC = 0, int Seed = 1)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly Product s_gemm = (Product)(typeof(T) == typeof(float) ? (Delegate)new GemmProduct<float>.Product(Blas.Gemm) : new GemmProduct<double>.Product(Blas.Gemm));

    public delegate void Product(Transpose transA, Transpose transB, int m, int n, int k, T alpha, ReadOnlySpan<T> a, int lda, ReadOnlySpan<T> b, int ldb, T beta, Span<T> c, int ldc, WorkerPool? pool);

    public T Alpha { get; init; } = T.One;
    public T Beta { get; init; } = T.Zero;

    /// <summary>Every kind of number, infinities and NaN among them</summary>
    public bool HasAnyNumbers { get; init; }

    public int Lda => Math.Max(1, (TransA == Transpose.No ? K : M) + ExtraA);
    public int Ldb => Math.Max(1, (TransB == Transpose.No ? N : K) + ExtraB);
    public int Ldc => Math.Max(1, N + ExtraC);

    public T[] A() => TransA == Transpose.No ? Matrix(M, K, Lda, Seed) : Matrix(K, M, Lda, Seed);

    public T[] B() => TransB == Transpose.No ? Matrix(K, N, Ldb, Seed + 1) : Matrix(N, K, Ldb, Seed + 1);

    public T[] C()
    {
        T[] c = Matrix(M, N, Ldc, Seed + 2);
        for (int i = 0; i < M && N > 0 && Beta == T.Zero; i++) c.AsSpan(i * Ldc, N).Fill(T.NaN);
        return c;
    }

    /// <summary>The contract's chain, one element after the other</summary>
    public T[] Chain()
    {
        T[] a = A(), b = B(), c = C();
        for (int i = 0; i < M; i++)
        {
            for (int j = 0; j < N; j++)
            {
                T sum = Beta == T.Zero ? T.Zero : Beta * c[i * Ldc + j];
                for (int p = 0; p < K; p++)
                    sum = T.FusedMultiplyAdd(Alpha * a[TransA == Transpose.No ? i * Lda + p : p * Lda + i], b[TransB == Transpose.No ? p * Ldb + j : j * Ldb + p], sum);
                c[i * Ldc + j] = sum;
            }
        }
        return c;
    }

    /// <summary>What the public product promises: the chain; for few columns of floats the order of a dot product</summary>
    public T[] Contract()
    {
        if (typeof(T) != typeof(float) || !GemmDots.Takes(N, K)) return Chain();
        T[] a = A(), b = B(), c = C();
        for (int i = 0; i < M; i++)
        {
            for (int j = 0; j < N; j++)
            {
                float dot = ReferenceReductions.InContractOrder(K, (sum, p) => MathF.FusedMultiplyAdd(
                    float.CreateTruncating(a[TransA == Transpose.No ? i * Lda + p : p * Lda + i]), float.CreateTruncating(b[TransB == Transpose.No ? p * Ldb + j : j * Ldb + p]), sum));
                c[i * Ldc + j] = T.FusedMultiplyAdd(Alpha, T.CreateTruncating(dot), Beta == T.Zero ? T.Zero : Beta * c[i * Ldc + j]);
            }
        }
        return c;
    }

    public T[] Run(WorkerPool? pool = null)
    {
        T[] c = C();
        s_gemm(TransA, TransB, M, N, K, Alpha, A(), Lda, B(), Ldb, Beta, c, Ldc, pool);
        return c;
    }

    /// <summary>As Run, each row of C computed alone</summary>
    public T[] RunRowByRow()
    {
        T[] a = A(), b = B(), c = C();
        for (int i = 0; i < M && N > 0; i++)
        {
            ReadOnlySpan<T> row = K == 0 ? [] : a.AsSpan(TransA == Transpose.No ? i * Lda : i);
            s_gemm(TransA, TransB, 1, N, K, Alpha, row, Lda, b, Ldb, Beta, c.AsSpan(i * Ldc), Ldc, null);
        }
        return c;
    }

    /// <param name="level">one that this process has</param>
    /// <param name="isRelu">whether relu is applied in the registers</param>
    public unsafe T[] RunAt(IsaLevel level, bool isRelu = false)
    {
        T[] c = C();
        fixed (T* pa = A(), pb = B(), pc = c)
        {
            GemmKernels<T>.Run(level, new GemmOperands<T>
            {
                M = M, N = N, K = K, Alpha = Alpha, Beta = Beta,
                A = pa, ARow = TransA == Transpose.No ? Lda : 1, AStep = TransA == Transpose.No ? 1 : Lda,
                B = pb, Ldb = Ldb, BIsTransposed = TransB == Transpose.Yes,
                Start = pc, StartRow = Ldc, IsRelu = isRelu, C = pc, Ldc = Ldc,
            });
        }
        return c;
    }

    /// <summary>relu of a result, leaving what stands between the rows</summary>
    public T[] Relu(T[] c) => [.. c.Select((value, i) => i % Ldc < N && value < T.Zero ? T.Zero : value)];

    private T[] Matrix(int rows, int columns, int ld, int seed)
    {
        int length = rows == 0 || columns == 0 ? 0 : (rows - 1) * ld + columns;
        return HasAnyNumbers ? Gens.Any<T>(length, seed) : Gens.Ordinary<T>(length, seed);
    }
}

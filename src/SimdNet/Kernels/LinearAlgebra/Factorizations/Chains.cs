using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SimdNet.Buffers;

namespace SimdNet.Kernels;

/// <summary>
/// The products of which factorizations are made. Each element takes its fma(-a[i,p], b[p,j], .) for p in rising order, whatever the blocks: so L, U and Cholesky's
/// factor have the bits of the textbook's three loops.
/// </summary>
internal static unsafe class Chains<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How many elements right of the diagonal a product of a lower triangle may write.</summary>
    public const int BesideLength = GemmBlocking.MaxRowsOfAnyTile - 1;

    /// <summary>C -= op(A) op(B); element (i, p) of op(A) stands at a[i * aRow + p * aStep], and one of the two is 1.</summary>
    public static void Subtract(int m, int n, int k, T* a, nint aRow, nint aStep, T* b, nint ldb, bool bIsTransposed, T* c, nint ldc, WorkerPool? pool) =>
        Run(m, n, k, -T.One, a, aRow, aStep, b, ldb, bIsTransposed, T.One, c, ldc, pool);

    /// <summary>The lower triangle of C -= A A[0:n, :]^T, m x n, m >= n; the scratch memory holds what stands beside the diagonal meanwhile: n * <see cref="BesideLength"/>.</summary>
    public static void SubtractLower(int m, int n, int k, T* a, nint lda, T* c, nint ldc, T* scratch, WorkerPool? pool)
    {
        for (int i = 0; i < n; i++)
            Copy(c + (i * ldc) + i + 1, ldc, 1, int.Min(BesideLength, n - i - 1), scratch + (i * BesideLength), BesideLength);
        GemmOperands<T> g = Operands(m, n, k, -T.One, a, lda, 1, a, lda, bIsTransposed: true, T.One, c, ldc);
        g.IsLower = true;
        GemmThreads<T>.RunChains(g, pool);
        for (int i = 0; i < n; i++)
            Copy(scratch + (i * BesideLength), BesideLength, 1, int.Min(BesideLength, n - i - 1), c + (i * ldc) + i + 1, ldc);
    }

    /// <summary>C = op(A) B</summary>
    public static void Multiply(int m, int n, int k, T* a, nint aRow, nint aStep, T* b, nint ldb, T* c, nint ldc, WorkerPool? pool) =>
        Run(m, n, k, T.One, a, aRow, aStep, b, ldb, bIsTransposed: false, T.Zero, c, ldc, pool);

    /// <summary>C += A B on the calling thread, nothing packed: for a few rows of a small A whose sign was turned before.</summary>
    public static void AddSmall(int m, int n, int k, T* a, nint lda, T* b, nint ldb, T* c, nint ldc) =>
        GemmKernels<T>.Run(Operands(m, n, k, T.One, a, lda, 1, b, ldb, bIsTransposed: false, T.One, c, ldc));

    /// <summary>y += factor x, short ones.</summary>
    public static void AddScaled(T factor, T* x, T* y, int length)
    {
        Vector256<T> factors = Vector256.Create(factor);
        int i = 0;
        for (; i + Vector256<T>.Count <= length; i += Vector256<T>.Count)
            FusedMultiplyAdd(factors, Vector256.Load(x + i), Vector256.Load(y + i)).Store(y + i);
        for (; i < length; i++)
            y[i] = T.FusedMultiplyAdd(factor, x[i], y[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> FusedMultiplyAdd(Vector256<T> x, Vector256<T> y, Vector256<T> sum) => typeof(T) == typeof(float)
        ? Vector256.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), sum.AsSingle()).As<float, T>()
        : Vector256.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), sum.AsDouble()).As<double, T>();

    /// <summary>destination[j, i] = source[i, j]; 128-bit vectors at every level.</summary>
    public static void Transpose(T* source, nint sourceRow, int rows, int columns, T* destination, nint destinationRow) =>
        GemmPacking<T, T, GemmKernelScalar<T>>.Transpose(source, sourceRow, rows, columns, destination, destinationRow);

    /// <summary>The largest power of two below n, n > 1: where a block is divided.</summary>
    public static int Half(int n) => 1 << BitOperations.Log2((uint)(n - 1));

    public static void Copy(T* source, nint sourceRow, int rows, int columns, T* destination, nint destinationRow)
    {
        for (int i = 0; i < rows; i++)
            new ReadOnlySpan<T>(source + (i * sourceRow), columns).CopyTo(new Span<T>(destination + (i * destinationRow), columns));
    }

    /// <summary>Whether every element is finite: x * 0 is 0 for those alone.</summary>
    public static bool AreFinite(T* a, nint lda, int rows, int columns)
    {
        for (int i = 0; i < rows; i++)
        {
            T* row = a + (i * lda);
            Vector256<T> sum = Vector256<T>.Zero;
            int j = 0;
            for (; j + Vector256<T>.Count <= columns; j += Vector256<T>.Count)
                sum += Vector256.Load(row + j) * Vector256<T>.Zero;
            if (!Vector256.EqualsAll(sum, Vector256<T>.Zero))
                return false;
            for (; j < columns; j++)
            {
                if (!T.IsFinite(row[j]))
                    return false;
            }
        }

        return true;
    }

    private static void Run(int m, int n, int k, T alpha, T* a, nint aRow, nint aStep, T* b, nint ldb, bool bIsTransposed, T beta, T* c, nint ldc, WorkerPool? pool) =>
        GemmThreads<T>.RunChains(Operands(m, n, k, alpha, a, aRow, aStep, b, ldb, bIsTransposed, beta, c, ldc), pool);

    private static GemmOperands<T> Operands(int m, int n, int k, T alpha, T* a, nint aRow, nint aStep, T* b, nint ldb, bool bIsTransposed, T beta, T* c, nint ldc) => new()
    {
        M = m,
        N = n,
        K = k,
        Alpha = alpha,
        A = a,
        ARow = aRow,
        AStep = aStep,
        B = b,
        Ldb = ldb,
        BIsTransposed = bIsTransposed,
        Beta = beta,
        Start = c,
        StartRow = ldc,
        C = c,
        Ldc = ldc,
    };
}

using System.Numerics;
using System.Runtime.Intrinsics;
using SimdNet.Buffers;

namespace SimdNet.Kernels;

/// <summary>LU with partial pivoting in place, by halves of the columns (Toledo 1997), down to <see cref="LuPanel{T}"/>.</summary>
/// <remarks>
/// u[i,j] and l[i,j] u[j,j] are the chains a[i,j], then fma(-l[i,p], u[p,j], .) for p = 0, 1, ... The pivot is the first element of the largest magnitude.
/// So the bits are those of the textbook's loops.
/// </remarks>
internal static unsafe class BlockedLu<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Columns = 64;

    /// <summary>Elements of scratch memory for m rows.</summary>
    public static long ScratchLength(int m) => (long)Columns * PanelColumn<T>.Stride(m);

    /// <summary>Factors m x n, m >= n. pivots[k] is the row that was exchanged with row k.</summary>
    /// <returns>the column whose pivot is 0 or not finite and stands in a[column, column]; -1: none</returns>
    public static int Factor(int m, int n, T* a, nint lda, int* pivots, T* scratch, WorkerPool? pool)
    {
        if (n <= Columns)
            return FactorPanel(m, n, a, lda, pivots, scratch);

        int half = Chains<T>.Half(n);
        int failed = Factor(m, half, a, lda, pivots, scratch, pool);
        if (failed >= 0)
            return failed;

        // A12 = L11^-1 P A12, A22 = P A22 - L21 A12
        T* right = a + half;
        T* below = a + (half * lda);
        SwapRows(right, lda, n - half, pivots, half);
        TriangularSolver<T>.Lower(a, lda, isUnit: true).Solve(half, n - half, right, lda, pool);
        Chains<T>.Subtract(m - half, n - half, half, below, lda, 1, right, lda, bIsTransposed: false, below + half, lda, pool);
        failed = Factor(m - half, n - half, below + half, lda, pivots + half, scratch, pool);
        if (failed >= 0)
            return half + failed;

        SwapRows(below, lda, half, pivots + half, n - half);
        for (int k = half; k < n; k++)
            pivots[k] += half;
        return -1;
    }

    /// <summary>Exchanges row k with row pivots[k] for k = 0, 1, ...</summary>
    public static void SwapRows(T* a, nint lda, int columns, int* pivots, int count)
    {
        for (int k = 0; k < count; k++)
        {
            if (pivots[k] != k)
                Swap(a + (k * lda), a + (pivots[k] * lda), columns);
        }
    }

    /// <summary>Undoes <see cref="SwapRows"/>.</summary>
    public static void SwapRowsBack(T* a, nint lda, int columns, int* pivots, int count)
    {
        for (int k = count - 1; k >= 0; k--)
        {
            if (pivots[k] != k)
                Swap(a + (k * lda), a + (pivots[k] * lda), columns);
        }
    }

    private static int FactorPanel(int m, int n, T* a, nint lda, int* pivots, T* scratch)
    {
        nint stride = PanelColumn<T>.Stride(m);
        Chains<T>.Transpose(a, lda, m, n, scratch, stride);
        int failed = new LuPanel<T>(m, n, scratch, stride, pivots).Factor();
        Chains<T>.Transpose(scratch, stride, n, m, a, lda);
        return failed;
    }

    private static void Swap(T* x, T* y, int length)
    {
        int i = 0;
        for (; i + Vector256<T>.Count <= length; i += Vector256<T>.Count)
        {
            Vector256<T> kept = Vector256.Load(x + i);
            Vector256.Load(y + i).Store(x + i);
            kept.Store(y + i);
        }

        for (; i < length; i++)
            (x[i], y[i]) = (y[i], x[i]);
    }
}

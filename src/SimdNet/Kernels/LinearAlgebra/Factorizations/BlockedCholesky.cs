using System.Numerics;
using SimdNet.Buffers;

namespace SimdNet.Kernels;

/// <summary>Cholesky's factor in place in the lower triangle, by halves of the columns, down to <see cref="CholeskyPanel{T}"/>.</summary>
/// <remarks>l[j,j]^2 and l[i,j] l[j,j] are the chains a[i,j], then fma(-l[i,p], l[j,p], .) for p = 0 .. j-1. So the bits are those of the textbook's loops.</remarks>
internal static unsafe class BlockedCholesky<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Columns = 64;

    /// <summary>Elements of scratch memory for m rows.</summary>
    public static long ScratchLength(int m) => (long)Columns * PanelColumn<T>.Stride(m);

    /// <summary>Factors m x n, m >= n, whose first n rows are those of the diagonal.</summary>
    /// <returns>the column whose pivot is not positive and finite, and that pivot; -1: none</returns>
    public static (int Column, T Pivot) Factor(int m, int n, T* a, nint lda, T* scratch, WorkerPool? pool)
    {
        if (n <= Columns)
            return FactorPanel(m, n, a, lda, scratch);

        int half = Chains<T>.Half(n);
        (int failed, T pivot) = Factor(m, half, a, lda, scratch, pool);
        if (failed >= 0)
            return (failed, pivot);

        // A22 -= L21 L21^T
        int rest = n - half;
        T* below = a + (half * lda);
        Chains<T>.SubtractLower(m - half, rest, half, below, lda, below + half, lda, scratch, pool);
        (failed, pivot) = Factor(m - half, rest, below + half, lda, scratch, pool);
        return failed >= 0 ? (half + failed, pivot) : (-1, pivot);
    }

    private static (int Column, T Pivot) FactorPanel(int m, int n, T* a, nint lda, T* scratch)
    {
        nint stride = PanelColumn<T>.Stride(m);
        Chains<T>.Transpose(a, lda, m, n, scratch, stride);
        (int failed, T pivot) = new CholeskyPanel<T>(m, n, scratch, stride).Factor();
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++)
                a[(i * lda) + j] = scratch[(j * stride) + i];
        Chains<T>.Transpose(scratch + n, stride, n, m - n, a + (n * lda), lda);
        return (failed, pivot);
    }
}

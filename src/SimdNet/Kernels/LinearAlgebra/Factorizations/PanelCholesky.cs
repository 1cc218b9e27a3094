using System.Numerics;
using System.Numerics.Tensors;
using SimdNet.Buffers;

namespace SimdNet.Kernels;

/// <summary>Cholesky's factor in place in the lower triangle, by halves of the columns, down to panels that are factored transposed, in scratch memory: there a column is a vector.</summary>
/// <remarks>l[j,j]^2 and l[i,j] l[j,j] are the chains a[i,j], then fma(-l[i,p], l[j,p], .) for p = 0 .. j-1. So the bits are those of the textbook's loops.</remarks>
internal static unsafe class PanelCholesky<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Columns = 64;

    // Of a panel: fewer are factored one after the other.
    private const int NarrowColumns = 8;

    /// <summary>Elements of scratch memory for m rows.</summary>
    public static long ScratchLength(int m) => (long)Columns * Stride(m);

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

    private static int Stride(int m) => GemmBlocking.PaddedColumns(m, AlignedBuffer.Alignment / sizeof(T)) + (AlignedBuffer.Alignment / sizeof(T));

    private static (int Column, T Pivot) FactorPanel(int m, int n, T* a, nint lda, T* panel)
    {
        nint stride = Stride(m);
        Chains<T>.Transpose(a, lda, m, n, panel, stride);
        (int failed, T pivot) = FactorColumns(0, n, m, panel, stride);
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++)
                a[(i * lda) + j] = panel[(j * stride) + i];
        Chains<T>.Transpose(panel + n, stride, n, m - n, a + (n * lda), lda);
        return (failed, pivot);
    }

    // Columns [first, first + count) of a transposed panel of m rows, which have taken those before them. What stands above the diagonal is nothing.
    private static (int Column, T Pivot) FactorColumns(int first, int count, int m, T* panel, nint stride)
    {
        if (count <= NarrowColumns)
            return FactorNarrow(first, count, m, panel, stride);

        int half = Chains<T>.Half(count);
        (int failed, T pivot) = FactorColumns(first, half, m, panel, stride);
        if (failed >= 0)
            return (failed, pivot);

        // A22 -= L21 L21^T, transposed
        int next = first + half;
        T* below = panel + (first * stride) + next;
        Chains<T>.Subtract(count - half, m - next, half, below, 1, stride, below, stride, bIsTransposed: false, panel + (next * stride) + next, stride, pool: null);
        return FactorColumns(next, count - half, m, panel, stride);
    }

    // Column by column: a column takes those before it in one product, in which it is a row.
    private static (int Column, T Pivot) FactorNarrow(int first, int count, int m, T* panel, nint stride)
    {
        T* factors = stackalloc T[NarrowColumns];
        for (int j = first; j < first + count; j++)
        {
            T* column = panel + (j * stride);
            int done = j - first;
            for (int p = 0; p < done; p++)
                factors[p] = -panel[((first + p) * stride) + j];
            if (done > 0)
                PanelColumn<T>.Add(done, factors, panel + (first * stride) + j, stride, column + j, m - j);
            T pivot = column[j];
            if (!(pivot > T.Zero && T.IsFinite(pivot)))
                return (j, pivot);
            column[j] = T.Sqrt(pivot);
            var below = new Span<T>(column + j + 1, m - j - 1);
            TensorPrimitives.Divide(below, column[j], below);
        }

        return (-1, T.Zero);
    }
}

using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using SimdNet.Buffers;

namespace SimdNet.Kernels;

/// <summary>LU with partial pivoting in place, by halves of the columns (Toledo 1997), down to panels of a few columns that are factored transposed.</summary>
/// <remarks>
/// u[i,j] and l[i,j] u[j,j] are the chains a[i,j], then fma(-l[i,p], u[p,j], .) for p = 0, 1, ... The pivot is the first element of the largest magnitude.
/// So the bits are those of the textbook's loops.
/// </remarks>
internal static unsafe class PanelLu<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Columns = 16;

    /// <summary>Elements of scratch memory for m rows.</summary>
    public static long ScratchLength(int m) => (long)Columns * Stride(m);

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

    // Rows of the panel's transpose do not fall into one cache set.
    private static int Stride(int m) => GemmBlocking.PaddedColumns(m, Columns) + Columns;

    // Column by column (Crout): a column takes those before it in one product, in which it is a row.
    private static int FactorPanel(int m, int n, T* a, nint lda, int* pivots, T* panel)
    {
        nint stride = Stride(m);
        T* factors = stackalloc T[Columns];
        Chains<T>.Transpose(a, lda, m, n, panel, stride);
        int failed = -1;
        for (int j = 0; j < n; j++)
        {
            T* column = panel + (j * stride);
            for (int p = 0; p < j; p++)
            {
                for (int q = 0; q < p; q++)
                    column[p] = T.FusedMultiplyAdd(factors[q], panel[(q * stride) + p], column[p]);
                factors[p] = -column[p];
            }

            if (j > 0)
                Chains<T>.AddSmall(1, m - j, j, factors, Columns, panel + j, stride, column + j, stride);
            int pivot = j + PivotSearch.IndexOfLargest(column + j, m - j);
            T value = column[pivot];
            pivots[j] = pivot;
            if (pivot != j)
            {
                for (int q = 0; q < n; q++)
                    (panel[(q * stride) + j], panel[(q * stride) + pivot]) = (panel[(q * stride) + pivot], panel[(q * stride) + j]);
            }

            if (value == T.Zero || !T.IsFinite(value))
            {
                failed = j;
                break;
            }

            var below = new Span<T>(column + j + 1, m - j - 1);
            TensorPrimitives.Divide(below, value, below);
        }

        Chains<T>.Transpose(panel, stride, n, m, a, lda);
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

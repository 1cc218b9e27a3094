using System.Numerics;
using System.Numerics.Tensors;

namespace SimdNet.Kernels;

/// <summary>LU of a tall panel in scratch memory that holds it transposed: a column is contiguous there. By halves of the columns, as <see cref="BlockedLu{T}"/>.</summary>
/// <param name="m">rows of the panel</param>
/// <param name="n">its columns, at most m</param>
/// <param name="columns">column j from columns + j * stride</param>
/// <param name="stride">elements between the starts of columns</param>
/// <param name="pivots">n numbers: row k is exchanged with row pivots[k]</param>
internal readonly unsafe struct LuPanel<T>(int m, int n, T* columns, nint stride, int* pivots)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Fewer columns are factored one after the other.
    private const int Narrow = 8;

    /// <returns>the column whose pivot is 0 or not finite and stands on its diagonal; -1: none</returns>
    public int Factor() => Factor(0, n);

    // Columns [first, first + count), which have taken those before them.
    private int Factor(int first, int count)
    {
        if (count <= Narrow)
            return FactorNarrow(first, count);

        int half = Chains<T>.Half(count);
        int failed = Factor(first, half);
        if (failed >= 0)
            return failed;

        // A12 = L11^-1 A12, A22 -= L21 A12
        int next = first + half;
        Solve(first, half, next, count - half);
        Subtract(first, half, next, count - half, next, m - next);
        return Factor(next, count - half);
    }

    // Column by column (Crout).
    private int FactorNarrow(int first, int count)
    {
        T* factors = stackalloc T[Narrow];
        int end = first + count;
        for (int j = first; j < end; j++)
        {
            T* column = columns + (j * stride);
            int done = j - first;
            SolveColumn(first, done, column);
            for (int p = 0; p < done; p++)
                factors[p] = -column[first + p];
            PanelColumn<T>.Add(done, factors, columns + (first * stride) + j, stride, column + j, m - j);
            pivots[j] = j + PivotSearch.IndexOfLargest(column + j, m - j);
            SwapRows(first, end, j, j + 1);
            T value = column[j];
            if (value == T.Zero || !T.IsFinite(value))
                return j;
            var below = new Span<T>(column + j + 1, m - j - 1);
            TensorPrimitives.Divide(below, value, below);
        }

        SwapRows(0, first, first, end);
        SwapRows(end, n, first, end);
        return -1;
    }

    // Rows [first, first + count) of columns [next, next + width) take columns [first, first + count): their part of U.
    private void Solve(int first, int count, int next, int width)
    {
        if (count <= Narrow)
        {
            for (int j = next; j < next + width; j++)
                SolveColumn(first, count, columns + (j * stride));
            return;
        }

        int half = Chains<T>.Half(count);
        Solve(first, half, next, width);
        Subtract(first, half, next, width, first + half, count - half);
        Solve(first + half, count - half, next, width);
    }

    private void SolveColumn(int first, int count, T* column)
    {
        for (int p = first; p < first + count - 1; p++)
            Chains<T>.AddScaled(-column[p], columns + (p * stride) + p + 1, column + p + 1, first + count - 1 - p);
    }

    // Columns [next, next + width), in rows [row, row + rows), take columns [first, first + depth).
    private void Subtract(int first, int depth, int next, int width, int row, int rows)
    {
        T* right = columns + (next * stride);
        Chains<T>.Subtract(width, rows, depth, right + first, stride, 1, columns + (first * stride) + row, stride, bIsTransposed: false, right + row, stride, pool: null);
    }

    // Exchanges row k with row pivots[k] for k = first .. end - 1 in some columns.
    private void SwapRows(int fromColumn, int toColumn, int first, int end)
    {
        for (int j = fromColumn; j < toColumn; j++)
        {
            T* column = columns + (j * stride);
            for (int k = first; k < end; k++)
                (column[k], column[pivots[k]]) = (column[pivots[k]], column[k]);
        }
    }
}

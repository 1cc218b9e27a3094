using System.Numerics;
using System.Numerics.Tensors;

namespace SimdNet.Kernels;

/// <summary>Cholesky's factor of a tall panel in scratch memory that holds it transposed: a column is contiguous there. By halves of the columns, as <see cref="BlockedCholesky{T}"/>.</summary>
/// <param name="m">rows of the panel; the first n are those of the diagonal, and what stands above that is nothing</param>
/// <param name="n">its columns, at most m</param>
/// <param name="columns">column j from columns + j * stride</param>
/// <param name="stride">elements between the starts of columns</param>
internal readonly unsafe struct CholeskyPanel<T>(int m, int n, T* columns, nint stride)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Fewer columns are factored one after the other.
    private const int Narrow = 8;

    /// <returns>the column whose pivot is not positive and finite, and that pivot; -1: none</returns>
    public (int Column, T Pivot) Factor() => Factor(0, n);

    // Columns [first, first + count), which have taken those before them.
    private (int Column, T Pivot) Factor(int first, int count)
    {
        if (count <= Narrow)
            return FactorNarrow(first, count);

        int half = Chains<T>.Half(count);
        (int failed, T pivot) = Factor(first, half);
        if (failed >= 0)
            return (failed, pivot);

        // A22 -= L21 L21^T
        int next = first + half;
        T* below = columns + (first * stride) + next;
        Chains<T>.Subtract(count - half, m - next, half, below, 1, stride, below, stride, bIsTransposed: false, columns + (next * stride) + next, stride, pool: null);
        return Factor(next, count - half);
    }

    private (int Column, T Pivot) FactorNarrow(int first, int count)
    {
        T* factors = stackalloc T[Narrow];
        for (int j = first; j < first + count; j++)
        {
            T* column = columns + (j * stride);
            int done = j - first;
            for (int p = 0; p < done; p++)
                factors[p] = -columns[((first + p) * stride) + j];
            PanelColumn<T>.Add(done, factors, columns + (first * stride) + j, stride, column + j, m - j);
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

namespace SimdNet.Kernels;

public static partial class RowKernels
{
    /// <summary>indices[i] = the column of the largest x[i,j], the first of equals; of the first NaN if there is one: the class that a row of scores says.</summary>
    /// <param name="x">rows x columns</param>
    /// <param name="columns">the length of a row</param>
    /// <param name="indices">one for each row, overwritten</param>
    /// <remarks>Allocates nothing. Exact. Each row as <see cref="ReductionKernels.ArgMax"/>.</remarks>
    /// <exception cref="ArgumentException">the lengths do not fit; the message has the numbers</exception>
    /// <exception cref="ArgumentOutOfRangeException">columns is not positive</exception>
    public static void ArgMax(ReadOnlySpan<float> x, int columns, Span<int> indices)
    {
        int rows = Guard.Rows(x.Length, columns);
        Guard.SameLength(indices.Length, rows);
        for (int i = 0; i < rows; i++)
            indices[i] = ReductionKernels.ArgMax(x.Slice(i * columns, columns));
    }
}

namespace SimdNet.Buffers;

/// <summary>A row-major matrix in somebody's memory, read only: <see cref="Rows"/> x <see cref="Columns"/>, a row every <see cref="Stride"/> elements.</summary>
public readonly ref struct ReadOnlyMatrixSpan
{
    /// <summary>A view of the first (rows - 1) * stride + columns elements of a span.</summary>
    /// <exception cref="ArgumentException">a size is negative, the stride shorter than a row, or the span too short; the message has the numbers</exception>
    public ReadOnlyMatrixSpan(ReadOnlySpan<float> data, int rows, int columns, int stride)
    {
        Check(data, rows, columns, stride);
        Data = data;
        (Rows, Columns, Stride) = (rows, columns, stride);
    }

    /// <summary>A dense matrix: the stride is the number of columns.</summary>
    /// <exception cref="ArgumentException">a size is negative or the span too short</exception>
    public ReadOnlyMatrixSpan(ReadOnlySpan<float> data, int rows, int columns)
        : this(data, rows, columns, columns)
    {
    }

    /// <summary>The elements; row i starts at i * <see cref="Stride"/>.</summary>
    public ReadOnlySpan<float> Data { get; }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>The leading dimension: elements from one row's start to the next one's.</summary>
    public int Stride { get; }

    /// <summary>One element.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the row or column does not exist</exception>
    public ref readonly float this[int row, int column] => ref Row(row)[column];

    /// <summary>One row, <see cref="Columns"/> long.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the row does not exist</exception>
    public ReadOnlySpan<float> Row(int row)
    {
        CheckRow(row, Rows);
        return Data.Slice(row * Stride, Columns);
    }

    internal static void CheckRow(int row, int rows)
    {
        if ((uint)row >= (uint)rows)
            throw new ArgumentOutOfRangeException(nameof(row), row, $"the matrix has {rows} rows.");
    }

    internal static void Check(ReadOnlySpan<float> data, int rows, int columns, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        if (stride < columns)
            throw new ArgumentException($"the stride is {stride}, but a row has {columns} columns.", nameof(stride));
        long needed = rows == 0 ? 0 : (long)(rows - 1) * stride + columns;
        if (data.Length < needed)
            throw new ArgumentException($"the span holds {data.Length} floats, but {rows} rows of {columns} columns with stride {stride} need {needed}.", nameof(data));
    }
}

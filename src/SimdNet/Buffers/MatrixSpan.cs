namespace SimdNet.Buffers;

/// <summary>A row-major matrix in somebody's memory: <see cref="Rows"/> x <see cref="Columns"/>, a row every <see cref="Stride"/> elements.</summary>
public readonly ref struct MatrixSpan
{
    /// <summary>A view of the first (rows - 1) * stride + columns elements of a span.</summary>
    /// <exception cref="ArgumentException">a size is negative, the stride shorter than a row, or the span too short; the message has the numbers</exception>
    public MatrixSpan(Span<float> data, int rows, int columns, int stride)
    {
        ReadOnlyMatrixSpan.Check(data, rows, columns, stride);
        Data = data;
        (Rows, Columns, Stride) = (rows, columns, stride);
    }

    /// <summary>A dense matrix: the stride is the number of columns.</summary>
    /// <exception cref="ArgumentException">a size is negative or the span too short</exception>
    public MatrixSpan(Span<float> data, int rows, int columns)
        : this(data, rows, columns, columns)
    {
    }

    /// <summary>The elements; row i starts at i * <see cref="Stride"/>.</summary>
    public Span<float> Data { get; }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>The leading dimension: elements from one row's start to the next one's.</summary>
    public int Stride { get; }

    /// <summary>One element.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the row or column does not exist</exception>
    public ref float this[int row, int column] => ref Row(row)[column];

    /// <summary>One row, <see cref="Columns"/> long.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the row does not exist</exception>
    public Span<float> Row(int row)
    {
        ReadOnlyMatrixSpan.CheckRow(row, Rows);
        return Data.Slice(row * Stride, Columns);
    }

    /// <summary>The same matrix, read only.</summary>
    public static implicit operator ReadOnlyMatrixSpan(MatrixSpan matrix) => new(matrix.Data, matrix.Rows, matrix.Columns, matrix.Stride);
}

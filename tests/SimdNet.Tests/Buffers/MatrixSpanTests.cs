using SimdNet.Buffers;

namespace SimdNet.Tests.Buffers;

public class MatrixSpanTests
{
    private static readonly float[] Data = [1, 2, 3, 90, 4, 5, 6];

    [Fact]
    public void Rows_stand_a_stride_apart()
    {
        var matrix = new MatrixSpan(Data.ToArray(), 2, 3, 4);
        Assert.Equal((2, 3, 4), (matrix.Rows, matrix.Columns, matrix.Stride));
        Assert.Equal([4, 5, 6], matrix.Row(1).ToArray());
        matrix[1, 2] = 7;
        matrix.Row(0)[0] = 8;
        Assert.Equal([8, 2, 3, 90, 4, 5, 7], matrix.Data.ToArray());

        ReadOnlyMatrixSpan same = matrix;
        Assert.Equal((2, 3, 4), (same.Rows, same.Columns, same.Stride));
        Assert.Equal(7, same[1, 2]);
        Assert.Equal([8, 2, 3], same.Row(0).ToArray());
        Assert.True(same.Data == matrix.Data);
    }

    [Fact]
    public void A_dense_matrix_has_its_columns_as_stride()
    {
        Assert.Equal(3, new MatrixSpan(new float[6], 2, 3).Stride);
        Assert.Equal(3, new ReadOnlyMatrixSpan(new float[6], 2, 3).Stride);
        Assert.Equal(0, new MatrixSpan([], 0, 0).Rows);
        Assert.Equal(0, new MatrixSpan([], 3, 0).Row(2).Length);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(2, 0)]
    [InlineData(0, -1)]
    [InlineData(0, 3)]
    public void An_element_outside_is_refused(int row, int column)
    {
        if (row is < 0 or > 1)
        {
            Assert.StartsWith("the matrix has 2 rows.", Assert.Throws<ArgumentOutOfRangeException>(nameof(row), () => new MatrixSpan(Data, 2, 3, 4).Row(row).Length).Message, StringComparison.Ordinal);
            Assert.StartsWith("the matrix has 2 rows.", Assert.Throws<ArgumentOutOfRangeException>(nameof(row), () => new ReadOnlyMatrixSpan(Data, 2, 3, 4).Row(row).Length).Message, StringComparison.Ordinal);
        }
        Assert.ThrowsAny<SystemException>(() => new MatrixSpan(Data, 2, 3, 4)[row, column]);
        Assert.ThrowsAny<SystemException>(() => new ReadOnlyMatrixSpan(Data, 2, 3, 4)[row, column]);
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused_with_their_numbers()
    {
        Assert.Throws<ArgumentOutOfRangeException>("rows", () => new MatrixSpan(Data, -1, 3).Rows);
        Assert.Throws<ArgumentOutOfRangeException>("columns", () => new MatrixSpan(Data, 2, -3, 4).Rows);
        Assert.StartsWith("the stride is 2, but a row has 3 columns.", Assert.Throws<ArgumentException>("stride", () => new MatrixSpan(Data, 2, 3, 2).Rows).Message, StringComparison.Ordinal);
        Assert.StartsWith("the span holds 7 floats, but 2 rows of 3 columns with stride 5 need 8.", Assert.Throws<ArgumentException>(() => new MatrixSpan(Data, 2, 3, 5).Rows).Message, StringComparison.Ordinal);
        Assert.StartsWith("the span holds 7 floats, but 70000 rows of 70000 columns with stride 70000 need 4900000000.", Assert.Throws<ArgumentException>(() => new ReadOnlyMatrixSpan(Data, 70000, 70000).Rows).Message, StringComparison.Ordinal);
    }
}

using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels.Rows;

public class ArgMaxTests
{
    [Fact]
    public void Each_row_has_the_column_of_its_largest_number()
    {
        var indices = new int[4];
        RowKernels.ArgMax([1, 3, 2, 5, 5, 4, -1, float.NegativeInfinity, -2, 0, float.NaN, 9], 3, indices);
        Assert.Equal([1, 0, 0, 1], indices);
    }

    [Fact]
    public void No_rows_have_none() => RowKernels.ArgMax([], 3, []);

    [Fact]
    public void Lengths_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>("x", () => RowKernels.ArgMax(new float[5], 3, new int[1]));
        Assert.Throws<ArgumentException>("indices", () => RowKernels.ArgMax(new float[6], 3, new int[3]));
        Assert.Throws<ArgumentOutOfRangeException>("columns", () => RowKernels.ArgMax([], 0, []));
    }
}

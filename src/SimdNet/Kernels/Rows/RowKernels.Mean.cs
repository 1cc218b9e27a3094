using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class RowKernels
{
    /// <summary>mean[j] = (x[0][j] + x[1][j] + ...) / count: the bits that <see cref="BatchNormStatistics"/> has for rows that follow one another.</summary>
    /// <param name="x">addresses of the rows, one or more</param>
    /// <param name="count">their number</param>
    /// <param name="mean">overwritten; none of the rows</param>
    /// <param name="length">of a row</param>
    internal static void Mean(float** x, int count, float* mean, int length)
    {
        ColumnSums.Run(new RowTerm(x), count, mean, length);
        ElementwiseLoop.Run(new DivideKernel(mean, count), length);
    }

    private readonly struct RowTerm(float** x) : IColumnTerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Accumulate<T, TAccess>(T sum, nuint row, nuint column, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess => sum + access.Load<T, TAccess>(x[row], column);
    }
}

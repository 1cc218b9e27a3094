using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SimdNet.Buffers;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>A column of a panel that is held transposed, so that columns are contiguous: how it takes those before it.</summary>
internal static unsafe class PanelColumn<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Elements between columns of m rows: they do not fall into one cache set.</summary>
    public static int Stride(int m)
    {
        int line = AlignedBuffer.Alignment / sizeof(T);
        return GemmBlocking.PaddedColumns(m, line) + line;
    }

    /// <summary>y[i] takes fma(factors[p], columns[p * stride + i], .) for p = 0 .. count - 1. As products of one row, most of it were calls: columns of 1024 x 1024 floats took Cholesky 0.12 ms on a Zen 5, 0.07 ms so.</summary>
    public static void Add(int count, T* factors, T* columns, nint stride, T* y, int length)
    {
        switch (Isa.Level)
        {
            case IsaLevel.Avx512: Add<Vector512<T>, GemmKernelAvx512<T>>(count, factors, columns, stride, y, length); break;
            case IsaLevel.Avx2: Add<Vector256<T>, GemmKernelAvx2<T>>(count, factors, columns, stride, y, length); break;
            case IsaLevel.Neon: Add<Vector128<T>, GemmKernelNeon<T>>(count, factors, columns, stride, y, length); break;
            case IsaLevel.V128: Add<Vector128<T>, GemmKernelV128<T>>(count, factors, columns, stride, y, length); break;
            default: Add<T, GemmKernelScalar<T>>(count, factors, columns, stride, y, length); break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Add<TVector, TKernel>(int count, T* factors, T* columns, nint stride, T* y, int length)
        where TVector : unmanaged
        where TKernel : struct, IGemmKernel<T, TVector>
    {
        int i = 0;
        for (; i + (4 * TKernel.Width) <= length; i += 4 * TKernel.Width)
        {
            TVector y0 = TKernel.Load(y + i), y1 = TKernel.Load(y + i + TKernel.Width), y2 = TKernel.Load(y + i + (2 * TKernel.Width)), y3 = TKernel.Load(y + i + (3 * TKernel.Width));
            T* column = columns + i;
            for (int p = 0; p < count; p++, column += stride)
            {
                TVector factor = TKernel.Broadcast(factors[p]);
                y0 = TKernel.FusedMultiplyAdd(factor, TKernel.Load(column), y0);
                y1 = TKernel.FusedMultiplyAdd(factor, TKernel.Load(column + TKernel.Width), y1);
                y2 = TKernel.FusedMultiplyAdd(factor, TKernel.Load(column + (2 * TKernel.Width)), y2);
                y3 = TKernel.FusedMultiplyAdd(factor, TKernel.Load(column + (3 * TKernel.Width)), y3);
            }

            TKernel.Store(y0, y + i);
            TKernel.Store(y1, y + i + TKernel.Width);
            TKernel.Store(y2, y + i + (2 * TKernel.Width));
            TKernel.Store(y3, y + i + (3 * TKernel.Width));
        }

        for (; i < length; i += TKernel.Width)
        {
            int width = int.Min(TKernel.Width, length - i);
            TVector sum = TKernel.LoadFirst(y + i, width);
            for (int p = 0; p < count; p++)
                sum = TKernel.FusedMultiplyAdd(TKernel.Broadcast(factors[p]), TKernel.LoadFirst(columns + (p * stride) + i, width), sum);
            TKernel.StoreFirst(sum, y + i, width);
        }
    }
}

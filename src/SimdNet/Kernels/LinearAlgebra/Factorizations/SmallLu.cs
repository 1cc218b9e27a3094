using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>LU of a small matrix by rows, the same chains as <see cref="PanelLu{T}"/> and so the same bits; no transposes and no calls.</summary>
internal static unsafe class SmallLu<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Up to this size.</summary>
    public const int MaxSize = 32;

    /// <returns>the column whose pivot is 0 or not finite and stands in a[column, column]; -1: none</returns>
    public static int Factor(int n, T* a, nint lda, int* pivots) => Isa.Level switch
    {
        IsaLevel.Avx512 => Factor<Vector512<T>, GemmKernelAvx512<T>>(n, a, lda, pivots),
        IsaLevel.Avx2 => Factor<Vector256<T>, GemmKernelAvx2<T>>(n, a, lda, pivots),
        IsaLevel.Neon => Factor<Vector128<T>, GemmKernelNeon<T>>(n, a, lda, pivots),
        IsaLevel.V128 => Factor<Vector128<T>, GemmKernelV128<T>>(n, a, lda, pivots),
        _ => Factor<T, GemmKernelScalar<T>>(n, a, lda, pivots),
    };

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int Factor<TVector, TKernel>(int n, T* a, nint lda, int* pivots)
        where TVector : unmanaged
        where TKernel : struct, IGemmKernel<T, TVector>
    {
        T* column = stackalloc T[MaxSize];
        for (int k = 0; k < n; k++)
        {
            T* pivotRow = a + (k * lda);
            for (int i = k; i < n; i++)
                column[i - k] = a[(i * lda) + k];
            int pivot = k + PivotSearch.IndexOfLargest(column, n - k);
            pivots[k] = pivot;
            if (pivot != k)
                SwapRows<TVector, TKernel>(n, pivotRow, a + (pivot * lda));
            T value = pivotRow[k];
            if (value == T.Zero || !T.IsFinite(value))
                return k;

            // Rows below: l = a / pivot, then -l times the pivot's row.
            for (int i = k + 1; i < n; i++)
            {
                T* row = a + (i * lda);
                row[k] /= value;
                SubtractRow<TVector, TKernel>(-row[k], pivotRow + k + 1, row + k + 1, n - k - 1);
            }
        }

        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SubtractRow<TVector, TKernel>(T factor, T* x, T* y, int length)
        where TVector : unmanaged
        where TKernel : struct, IGemmKernel<T, TVector>
    {
        TVector broadcast = TKernel.Broadcast(factor);
        int j = 0;
        for (; j + TKernel.Width <= length; j += TKernel.Width)
            TKernel.Store(TKernel.MultiplyAdd(broadcast, 0, TKernel.Load(x + j), TKernel.Load(y + j)), y + j);
        if (j < length)
            TKernel.StoreFirst(TKernel.MultiplyAdd(broadcast, 0, TKernel.LoadFirst(x + j, length - j), TKernel.LoadFirst(y + j, length - j)), y + j, length - j);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SwapRows<TVector, TKernel>(int length, T* x, T* y)
        where TVector : unmanaged
        where TKernel : struct, IGemmKernel<T, TVector>
    {
        int j = 0;
        for (; j + TKernel.Width <= length; j += TKernel.Width)
        {
            TVector kept = TKernel.Load(x + j);
            TKernel.Store(TKernel.Load(y + j), x + j);
            TKernel.Store(kept, y + j);
        }

        if (j < length)
        {
            TVector kept = TKernel.LoadFirst(x + j, length - j);
            TKernel.StoreFirst(TKernel.LoadFirst(y + j, length - j), x + j, length - j);
            TKernel.StoreFirst(kept, y + j, length - j);
        }
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>LU of one small matrix, row by row: the same chains as <see cref="BlockedLu{T}"/> and so the same bits, with nothing transposed and nothing called.</summary>
internal static unsafe class SmallLu<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Up to this size.</summary>
    public const int MaxSize = 32;

    /// <returns>the column whose pivot is 0 or not finite and stands in a[column, column]; -1: none</returns>
    public static int Factor(int n, T* a, nint lda, int* pivots)
    {
        T* u = stackalloc T[MaxSize * MaxSize];
        T* l = stackalloc T[MaxSize * MaxSize];
        CopyRows(n, a, lda, u);
        int failed = Eliminate(n, u, l, MaxSize, b: null, pivots);
        int found = failed < 0 ? n : failed + 1;
        for (int j = 0; j < found; j++)
        {
            // A column of L takes the exchanges that came after it.
            T* column = l + (j * MaxSize);
            for (int k = j + 1; k < found; k++)
                (column[k], column[pivots[k]]) = (column[pivots[k]], column[k]);
        }

        for (int i = 0; i < n; i++, a += lda)
        {
            for (int j = 0; j < i; j++)
                a[j] = l[(j * MaxSize) + i];
            for (int j = i; j < n; j++)
                a[j] = u[(i * MaxSize) + j];
        }

        return failed;
    }

    /// <summary>x = A^-1 b, the bits of <see cref="Factor(int, T*, nint, int*)"/> and <see cref="TriangularSolver{T}"/>; A and b stay.</summary>
    /// <returns>the column whose pivot, value, is 0 or not finite; -1: none</returns>
    public static int Solve(int n, T* a, nint lda, T* b, nint ldb, T* x, nint ldx, out T value)
    {
        T* u = stackalloc T[MaxSize * MaxSize];
        T* l = stackalloc T[MaxSize];
        T* y = stackalloc T[MaxSize];
        int* pivots = stackalloc int[MaxSize];
        CopyRows(n, a, lda, u);
        for (int i = 0; i < n; i++)
            y[i] = b[i * ldb];
        int failed = Eliminate(n, u, l, lStride: 0, y, pivots);
        value = failed < 0 ? T.Zero : u[failed * (MaxSize + 1)];
        if (failed >= 0)
            return failed;
        TriangularSolver<T>.Upper(u, MaxSize).SolveColumn(n, y, 1);
        for (int i = 0; i < n; i++)
            x[i * ldx] = y[i];
        return -1;
    }

    private static void CopyRows(int n, T* a, nint lda, T* u)
    {
        for (int i = 0; i < n; i++)
            Unsafe.CopyBlockUnaligned(u + (i * MaxSize), a + (i * lda), (uint)(n * sizeof(T)));
    }

    private static int Eliminate(int n, T* u, T* l, int lStride, T* b, int* pivots) => Isa.Level switch
    {
        IsaLevel.Avx512 => Eliminate<Vector512<T>, GemmKernelAvx512<T>>(n, u, l, lStride, b, pivots),
        IsaLevel.Avx2 => Eliminate<Vector256<T>, GemmKernelAvx2<T>>(n, u, l, lStride, b, pivots),
        IsaLevel.Neon => Eliminate<Vector128<T>, GemmKernelNeon<T>>(n, u, l, lStride, b, pivots),
        IsaLevel.V128 => Eliminate<Vector128<T>, GemmKernelV128<T>>(n, u, l, lStride, b, pivots),
        _ => Eliminate<T, GemmKernelScalar<T>>(n, u, l, lStride, b, pivots),
    };

    // U in the rows of u, whole registers of them: what stands left of the diagonal is nothing. L in the columns of l, each with the
    // exchanges up to its own; one for all where nobody wants L and lStride is 0. b, unless null, becomes L^-1 P b.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int Eliminate<TVector, TKernel>(int n, T* u, T* l, int lStride, T* b, int* pivots)
        where TVector : unmanaged
        where TKernel : struct, IGemmKernel<T, TVector>
    {
        for (int k = 0; k < n; k++)
        {
            T* pivotRow = u + (k * MaxSize);
            T* column = l + (k * lStride);
            for (int i = k; i < n; i++)
                column[i] = u[(i * MaxSize) + k];
            int pivot = k + PivotSearch.IndexOfLargest(column + k, n - k);
            pivots[k] = pivot;
            int start = k / TKernel.Width * TKernel.Width;
            if (pivot != k)
            {
                T* other = u + (pivot * MaxSize);
                for (int j = start; j < n; j += TKernel.Width)
                {
                    TVector kept = TKernel.Load(pivotRow + j);
                    TKernel.Store(TKernel.Load(other + j), pivotRow + j);
                    TKernel.Store(kept, other + j);
                }

                if (b != null)
                    (b[k], b[pivot]) = (b[pivot], b[k]);
                (column[k], column[pivot]) = (column[pivot], column[k]);
            }

            T value = column[k];
            if (value == T.Zero || !T.IsFinite(value))
                return k;

            for (int i = k + 1; i < n; i++)
            {
                T factor = column[i] / value;
                column[i] = factor;
                TVector negated = TKernel.Broadcast(-factor);
                T* row = u + (i * MaxSize);
                for (int j = start; j < n; j += TKernel.Width)
                    TKernel.Store(TKernel.MultiplyAdd(negated, 0, TKernel.Load(pivotRow + j), TKernel.Load(row + j)), row + j);
                if (b != null)
                    b[i] = T.FusedMultiplyAdd(-factor, b[k], b[i]);
            }
        }

        return -1;
    }
}

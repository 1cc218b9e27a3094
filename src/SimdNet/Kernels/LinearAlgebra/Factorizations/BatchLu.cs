using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>
/// Many small systems at once, one in each lane of a register: the chains of <see cref="SmallLu{T}"/> and <see cref="TriangularSolver{T}"/>, and so their bits.
/// </summary>
/// <remarks>Each lane has pivots of its own: the row that is exchanged is picked lane by lane while the rows are read anyway.</remarks>
internal static unsafe class BatchLu<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Systems that are solved at once.</summary>
    public static int Count => GemmKernels<T>.Width;

    /// <summary>Elements of scratch memory, aligned to 64 bytes: the rows of [A B] of all lanes, and the row of their pivots.</summary>
    public static long ScratchLength(int n, int columns) => ((long)n + 1) * (n + columns) * Count;

    /// <summary><see cref="Count"/> systems without gaps between them: A is n x n, B and X n x columns. A system whose result is not complete has an X that is not to be used.</summary>
    public static void Solve(int n, int columns, T* a, T* b, T* x, FactorizationResult* results, T* scratch)
    {
        switch (Isa.Level)
        {
            case IsaLevel.Avx512: Solve<Vector512<T>, GemmKernelAvx512<T>>(n, columns, a, b, x, results, scratch); break;
            case IsaLevel.Avx2: Solve<Vector256<T>, GemmKernelAvx2<T>>(n, columns, a, b, x, results, scratch); break;
            case IsaLevel.Neon: Solve<Vector128<T>, GemmKernelNeon<T>>(n, columns, a, b, x, results, scratch); break;
            case IsaLevel.V128: Solve<Vector128<T>, GemmKernelV128<T>>(n, columns, a, b, x, results, scratch); break;
            default: Solve<T, GemmKernelScalar<T>>(n, columns, a, b, x, results, scratch); break;
        }
    }

    private static void Solve<TVector, TKernel>(int n, int columns, T* a, T* b, T* x, FactorizationResult* results, T* scratch)
        where TVector : unmanaged
        where TKernel : struct, IGemmKernel<T, TVector>
    {
        // A row of the augmented matrix [A B] of all lanes is n + columns registers.
        int count = TKernel.Width;
        nint row = (nint)(n + columns) * count;
        for (int i = 0; i < n; i++)
        {
            Chains<T>.Transpose(a + (i * n), n * n, count, n, scratch + (i * row), count);
            Chains<T>.Transpose(b + (i * columns), n * columns, count, columns, scratch + (i * row) + (n * count), count);
        }

        for (int lane = 0; lane < count; lane++)
            results[lane] = FactorizationResult.Complete;
        Eliminate<TVector, TKernel>(n, columns, (TVector*)scratch, results);
        SolveUpper<TVector, TKernel>(0, n, n, columns, (TVector*)scratch);
        for (int i = 0; i < n; i++)
            Chains<T>.Transpose(scratch + (i * row) + (n * count), count, columns, count, x + (i * columns), n * columns);
        for (int lane = 0; lane < count; lane++)
        {
            if (results[lane].IsComplete && !Chains<T>.AreFinite(x + ((nint)lane * n * columns), columns, n, columns))
                results[lane] = FactorizationResult.NotFinite;
        }
    }

    // [A B] becomes [U, L^-1 P B].
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Eliminate<TVector, TKernel>(int n, int columns, TVector* rows, FactorizationResult* results)
        where TVector : unmanaged
        where TKernel : struct, IGemmKernel<T, TVector>
    {
        int length = n + columns;
        TVector* pivotRow = rows + (n * length);
        for (int k = 0; k < n; k++)
        {
            TVector* top = rows + (k * length);
            TVector largest = top[k];
            TVector pivot = TKernel.Broadcast(T.CreateTruncating(k));
            TVector first = largest;
            for (int i = k + 1; i < n; i++)
            {
                TVector candidate = rows[(i * length) + k];
                pivot = TKernel.IfLarger(candidate, largest, TKernel.Broadcast(T.CreateTruncating(i)), pivot);
                largest = TKernel.IfLarger(candidate, largest, candidate, largest);
            }

            top[k] = largest;
            Report(k, (T*)(top + k), TKernel.Width, results);

            for (int j = k + 1; j < length; j++)
                pivotRow[j] = top[j];
            for (int i = k + 1; i < n; i++)
            {
                TVector* current = rows + (i * length);
                TVector number = TKernel.Broadcast(T.CreateTruncating(i));
                for (int j = k + 1; j < length; j++)
                    pivotRow[j] = TKernel.IfEqual(pivot, number, current[j], pivotRow[j]);
            }

            TVector negated = TKernel.Multiply(TKernel.Broadcast(-T.One), largest);

            // The row that was picked has the top row in its place; it becomes the top row afterwards.
            for (int i = k + 1; i < n; i++)
            {
                TVector* current = rows + (i * length);
                TVector number = TKernel.Broadcast(T.CreateTruncating(i));
                TVector factor = TKernel.Divide(TKernel.IfEqual(pivot, number, first, current[k]), negated);
                for (int j = k + 1; j < length; j++)
                    current[j] = TKernel.FusedMultiplyAdd(factor, pivotRow[j], TKernel.IfEqual(pivot, number, top[j], current[j]));
            }

            for (int j = k + 1; j < length; j++)
                top[j] = pivotRow[j];
        }
    }

    // Rows [first, first + count) of X, which have taken those behind them, in the order of TriangularSolver.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void SolveUpper<TVector, TKernel>(int first, int count, int n, int columns, TVector* rows)
        where TVector : unmanaged
        where TKernel : struct, IGemmKernel<T, TVector>
    {
        int length = n + columns;
        if (count == 1)
        {
            TVector* row = rows + (first * length);
            for (int j = n; j < length; j++)
                row[j] = TKernel.Divide(row[j], row[first]);
            return;
        }

        TVector minus = TKernel.Broadcast(-T.One);
        int half = Chains<T>.Half(count);
        int next = first + half;
        int end = first + count;
        SolveUpper<TVector, TKernel>(next, count - half, n, columns, rows);
        for (int i = first; i < next; i++)
        {
            TVector* row = rows + (i * length);
            for (int j = n; j < length; j++)
            {
                TVector x = row[j];
                for (int p = next; p < end; p++)
                    x = TKernel.FusedMultiplyAdd(TKernel.Multiply(minus, row[p]), rows[(p * length) + j], x);
                row[j] = x;
            }
        }

        SolveUpper<TVector, TKernel>(first, half, n, columns, rows);
    }

    private static void Report(int k, T* pivots, int count, FactorizationResult* results)
    {
        for (int lane = 0; lane < count; lane++)
        {
            if ((pivots[lane] == T.Zero || !T.IsFinite(pivots[lane])) && results[lane].IsComplete)
                results[lane] = FactorizationResult.OfPivot(k, pivots[lane]);
        }
    }
}

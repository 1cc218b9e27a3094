using System.Numerics;
using SimdNet.Buffers;

namespace SimdNet.Kernels;

/// <summary>Reflections H = I - tau v v^T with v[0] = 1, one by one and in blocks I - V T V^T (Schreiber and Van Loan 1989).</summary>
internal static unsafe class Householder<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Reflections applied at once.</summary>
    public const int Block = 32;

    /// <summary>Elements of scratch memory: [V: m x 32][v, -tau v: 2 m][W, T^T W: 64 x columns][V^T V, T: 2 x 32 x 32].</summary>
    public static long ScratchLength(int m, int columns) => ((Block + 2L) * m) + (2L * Block * int.Max(columns, Block)) + (2 * Block * Block);

    /// <summary>A = Q R of at most <see cref="Block"/> columns, reflection after reflection.</summary>
    public static void FactorPanel(int m, int n, int count, T* a, nint lda, T* tau, T* scratch)
    {
        T* v = scratch + ((long)Block * m);
        T* scaled = v + m;
        T* products = scaled + m;
        for (int k = 0; k < count; k++)
        {
            int rows = m - k;
            T* corner = a + (k * lda) + k;
            for (int i = 0; i < rows; i++)
                v[i] = corner[i * lda];
            corner[0] = Reflect(rows, v, out tau[k]);
            for (int i = 1; i < rows; i++)
                corner[i * lda] = v[i];
            if (n - k == 1 || tau[k] == T.Zero)
                continue;

            // A -= tau v (v^T A)
            for (int i = 0; i < rows; i++)
                scaled[i] = -tau[k] * v[i];
            Chains<T>.Multiply(1, n - k - 1, rows, v, rows, 1, corner + 1, lda, products, n, pool: null);
            Chains<T>.AddSmall(rows, n - k - 1, 1, scaled, 1, products, n, corner + 1, lda);
        }
    }

    // x becomes v with v[0] = 1, where (I - tau v v^T) x = beta e0; returns beta. A column of zeros below its first element has tau = 0.
    private static T Reflect(int length, T* x, out T tau)
    {
        T first = x[0];
        x[0] = T.One;
        T rest = Norm(x + 1, length - 1);
        tau = T.Zero;
        if (rest == T.Zero)
            return first;
        T beta = -T.CopySign(Hypotenuse(first, rest), first);
        tau = (beta - first) / beta;
        T divisor = first - beta;
        for (int i = 1; i < length; i++)
            x[i] /= divisor;
        return beta;
    }

    private static T Hypotenuse(T x, T y)
    {
        T* both = stackalloc T[2];
        (both[0], both[1]) = (x, y);
        return Norm(both, 2);
    }

    // The 2-norm of x scaled by the power of two of its largest element, four chains side by side.
    private static T Norm(T* x, int length)
    {
        if (length == 0)
            return T.Zero;
        T largest = T.Abs(x[PivotSearch.IndexOfLargest(x, length)]);
        if (largest == T.Zero || !T.IsFinite(largest))
            return largest;
        int exponent = T.ILogB(largest);
        T half = T.ScaleB(T.One, -exponent / 2);
        T otherHalf = T.ScaleB(T.One, -exponent - (-exponent / 2));
        T s0 = T.Zero, s1 = T.Zero, s2 = T.Zero, s3 = T.Zero;
        int i = 0;
        for (; i + 4 <= length; i += 4)
        {
            T y0 = x[i] * half * otherHalf, y1 = x[i + 1] * half * otherHalf, y2 = x[i + 2] * half * otherHalf, y3 = x[i + 3] * half * otherHalf;
            s0 = T.FusedMultiplyAdd(y0, y0, s0);
            s1 = T.FusedMultiplyAdd(y1, y1, s1);
            s2 = T.FusedMultiplyAdd(y2, y2, s2);
            s3 = T.FusedMultiplyAdd(y3, y3, s3);
        }

        for (; i < length; i++)
        {
            T y = x[i] * half * otherHalf;
            s0 = T.FusedMultiplyAdd(y, y, s0);
        }

        return T.ScaleB(T.Sqrt(s0 + s2 + (s1 + s3)), exponent);
    }

    /// <summary>C = (I - V T V^T) C, or with T^T: the product of a block's reflections, or its transpose.</summary>
    public static void ApplyBlock(Transpose trans, int m, int count, T* vectors, nint ldv, T* tau, int columns, T* c, nint ldc, T* scratch, WorkerPool? pool)
    {
        T* v = scratch;
        T* w = v + ((Block + 2L) * m);
        T* tw = w + ((long)Block * int.Max(columns, Block));
        T* squares = tw + ((long)Block * int.Max(columns, Block));
        T* t = squares + (Block * Block);
        for (int i = 0; i < m; i++)
        {
            int stored = int.Min(i, count);
            T* row = v + ((long)i * count);
            Chains<T>.Copy(vectors + (i * ldv), ldv, 1, stored, row, count);
            new Span<T>(row + stored, count - stored).Clear();
            if (i < count)
                row[i] = T.One;
        }

        Chains<T>.Multiply(count, count, m, v, 1, count, v, count, squares, count, pool);
        FormT(count, squares, tau, t);
        Chains<T>.Multiply(count, columns, m, v, 1, count, c, ldc, w, columns, pool);
        Chains<T>.Multiply(count, columns, count, t, trans == Transpose.No ? count : 1, trans == Transpose.No ? 1 : count, w, columns, tw, columns, pool);
        Chains<T>.Subtract(m, columns, count, v, count, 1, tw, columns, bIsTransposed: false, c, ldc, pool);
    }

    // T is upper triangular: T[j,j] = tau[j], T[0:j, j] = -tau[j] T[0:j, 0:j] (V^T V)[0:j, j]
    private static void FormT(int count, T* squares, T* tau, T* t)
    {
        new Span<T>(t, count * count).Clear();
        for (int j = 0; j < count; j++)
        {
            for (int i = 0; i < j; i++)
            {
                T sum = T.Zero;
                for (int p = i; p < j; p++)
                    sum = T.FusedMultiplyAdd(t[(i * count) + p], squares[(p * count) + j], sum);
                t[(i * count) + j] = -tau[j] * sum;
            }

            t[(j * count) + j] = tau[j];
        }
    }
}

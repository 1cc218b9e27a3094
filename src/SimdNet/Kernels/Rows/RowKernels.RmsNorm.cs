using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class RowKernels
{
    /// <summary>y[i,j] = x[i,j] rstd[i] gamma[j], rstd = 1 / sqrt(mean_j x[i,j]^2 + epsilon)</summary>
    /// <param name="x">rows x columns</param>
    /// <param name="columns">the length of a row</param>
    /// <param name="gamma">one factor for each column</param>
    /// <param name="epsilon">keeps rstd finite; 0 or more. With 0 a row of zeros gives NaN</param>
    /// <param name="y">as long as x, overwritten; may be x itself</param>
    /// <param name="rstd">one number for each row, for the backward pass; empty: not wanted</param>
    /// <remarks>
    /// Allocates nothing. The sum of squares is in the contract's order; y = (x * rstd) * gamma: the same bits for a row whatever rows stand beside it,
    /// and on every CPU. Relative error: at most gamma_k with k = ceil(columns / 64) / 2 + 9; below 2^-126 an absolute 2^-148 (1 + |gamma|) is added.
    /// Where |x| is above 1e19 squares overflow, and y is 0. Source: Zhang and Sennrich 2019.
    /// </remarks>
    /// <exception cref="ArgumentException">the lengths do not fit, epsilon is negative or no number, or spans overlap; the message has the numbers</exception>
    public static void RmsNorm(ReadOnlySpan<float> x, int columns, ReadOnlySpan<float> gamma, float epsilon, Span<float> y, Span<float> rstd)
    {
        int rows = Guard.Rows(x.Length, columns);
        Guard.SameLength(gamma.Length, columns);
        CheckEpsilon(epsilon);
        Guard.SameLength(y.Length, x.Length);
        Guard.SameOrDisjoint(x, y);
        Guard.Disjoint(gamma, y);
        CheckStatistic(rstd, rows, x, y);
        fixed (float* px = x, py = y, g = gamma)
        {
            for (int i = 0; i < rows; i++)
            {
                float* row = px + ((nint)i * columns);
                float r = Rstd(Blas.Dot(row, row, columns) / columns, epsilon);
                ElementwiseLoop.Run(new RmsNormKernel(row, r, g, py + ((nint)i * columns)), columns);
                if (!rstd.IsEmpty)
                    rstd[i] = r;
            }
        }
    }

    /// <summary>With xhat[i,j] = x[i,j] rstd[i] and g = dy gamma: dx = rstd (g - xhat mean_j (g xhat)), dGamma[j] += sum_i dy xhat</summary>
    /// <param name="x">the forward pass's input, rows x columns</param>
    /// <param name="columns">the length of a row</param>
    /// <param name="gamma">one factor for each column</param>
    /// <param name="rstd">what the forward pass gave, one for each row</param>
    /// <param name="dy">the gradient with respect to y</param>
    /// <param name="dx">overwritten; may be dy itself; empty: not wanted</param>
    /// <param name="dGamma">one for each column, added to</param>
    /// <remarks>
    /// Allocates nothing. The sum over columns is in the contract's order, that over rows one chain in the order of the rows: the same bits on every CPU.
    /// Error, rstd taken as exact: of dx at most gamma_k rstd (|g| + |xhat| mean_j |g xhat|) with k = ceil(columns / 64) + 14; of dGamma at most
    /// gamma_(rows + 2) times the sum of magnitudes.
    /// </remarks>
    /// <exception cref="ArgumentException">the lengths do not fit, or spans overlap; the message has the numbers</exception>
    public static void RmsNormBackward(ReadOnlySpan<float> x, int columns, ReadOnlySpan<float> gamma, ReadOnlySpan<float> rstd, ReadOnlySpan<float> dy, Span<float> dx, Span<float> dGamma)
    {
        int rows = CheckBackward(x, columns, gamma, dy, dx, dGamma);
        Guard.SameLength(rstd.Length, rows);
        Guard.Disjoint(rstd, dx);
        fixed (float* px = x, g = gamma, pdy = dy, pdx = dx, dg = dGamma)
        {
            for (int i = 0; i < rows; i++)
            {
                nint row = (nint)i * columns;
                var xhat = new Standardized(px + row, 0f, rstd[i]);
                ElementwiseLoop.Run(new RmsNormParametersKernel(xhat, pdy + row, dg), columns);
                if (dx.IsEmpty)
                    continue;
                float meanGXhat = MeanGXhat(xhat, pdy + row, g, columns);
                ElementwiseLoop.Run(new RmsNormBackwardKernel(xhat, pdy + row, g, meanGXhat, rstd[i], pdx + row), columns);
            }
        }
    }

    private readonly struct RmsNormKernel(float* x, float rstd, float* gamma, float* y) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess =>
            access.Store(access.Load<T, TAccess>(x, i) * T.Broadcast(rstd) * access.Load<T, TAccess>(gamma, i), y, i);
    }

    private readonly struct RmsNormParametersKernel(Standardized xhat, float* dy, float* dGamma) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess =>
            access.Store(T.FusedMultiplyAdd(access.Load<T, TAccess>(dy, i), xhat.Load<T, TAccess>(i, access), access.Load<T, TAccess>(dGamma, i)), dGamma, i);
    }

    private readonly struct RmsNormBackwardKernel(Standardized xhat, float* dy, float* gamma, float meanGXhat, float rstd, float* dx) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T g = access.Load<T, TAccess>(dy, i) * access.Load<T, TAccess>(gamma, i);
            access.Store(T.FusedMultiplyAdd(xhat.Load<T, TAccess>(i, access), T.Broadcast(-meanGXhat), g) * T.Broadcast(rstd), dx, i);
        }
    }
}

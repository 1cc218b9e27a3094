using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class RowKernels
{
    /// <summary>y[i,j] = (x[i,j] - mean[i]) rstd[i] gamma[j] + beta[j], rstd = 1 / sqrt(variance + epsilon), variance = mean_j (x[i,j] - mean[i])^2</summary>
    /// <param name="x">rows x columns</param>
    /// <param name="columns">the length of a row</param>
    /// <param name="gamma">one factor for each column</param>
    /// <param name="beta">one summand for each column</param>
    /// <param name="epsilon">keeps rstd finite; 0 or more. With 0 a row of equal numbers gives NaN</param>
    /// <param name="y">as long as x, overwritten; may be x itself</param>
    /// <param name="mean">one number for each row, for the backward pass; empty: not wanted</param>
    /// <param name="rstd">one number for each row, for the backward pass; empty: not wanted</param>
    /// <remarks>
    /// Allocates nothing. Mean and variance in two passes, in the contract's order; y = fma((x - mean) * rstd, gamma, beta): the same bits for a row
    /// whatever rows stand beside it, and on every CPU. Error: with z = (x - mean) rstd, n = ceil(columns / 64) and h = gamma_(n + 6) rstd mean_j |x|,
    /// which is what the mean is off by, at most |gamma| (h + (|z| + h) (gamma_(n / 2 + 10) + h^2)) + u |y|. A row with infinity or NaN, or whose sum
    /// overflows, gives NaN; where |x - mean| is above 1e19 squares overflow, and y is beta. Source: Ba, Kiros and Hinton 2016.
    /// </remarks>
    /// <exception cref="ArgumentException">the lengths do not fit, epsilon is negative or no number, or spans overlap; the message has the numbers</exception>
    public static void LayerNorm(ReadOnlySpan<float> x, int columns, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, float epsilon, Span<float> y, Span<float> mean, Span<float> rstd)
    {
        int rows = Guard.Rows(x.Length, columns);
        Guard.SameLength(gamma.Length, columns);
        Guard.SameLength(beta.Length, columns);
        CheckEpsilon(epsilon);
        Guard.SameLength(y.Length, x.Length);
        Guard.SameOrDisjoint(x, y);
        Guard.Disjoint(gamma, y);
        Guard.Disjoint(beta, y);
        CheckStatistic(mean, rows, x, y);
        CheckStatistic(rstd, rows, x, y);
        Guard.Disjoint<float>(mean, rstd);
        fixed (float* px = x, py = y, g = gamma, b = beta)
        {
            for (int i = 0; i < rows; i++)
            {
                float* row = px + ((nint)i * columns);
                float m = ReductionKernels.Sum(new ReadOnlySpan<float>(row, columns)) / columns;
                float r = Rstd(Variance(row, m, columns), epsilon);
                ElementwiseLoop.Run(new LayerNormKernel(row, m, r, g, b, py + ((nint)i * columns)), columns);
                if (!mean.IsEmpty)
                    mean[i] = m;
                if (!rstd.IsEmpty)
                    rstd[i] = r;
            }
        }
    }

    /// <summary>
    /// With xhat[i,j] = (x[i,j] - mean[i]) rstd[i] and g = dy gamma: dx = rstd (g - mean_j g - xhat mean_j (g xhat)), dGamma[j] += sum_i dy xhat, dBeta[j] += sum_i dy
    /// </summary>
    /// <param name="x">the forward pass's input, rows x columns</param>
    /// <param name="columns">the length of a row</param>
    /// <param name="gamma">one factor for each column</param>
    /// <param name="mean">what the forward pass gave, one for each row</param>
    /// <param name="rstd">what the forward pass gave, one for each row</param>
    /// <param name="dy">the gradient with respect to y</param>
    /// <param name="dx">overwritten; may be dy itself; empty: not wanted</param>
    /// <param name="dGamma">one for each column, added to</param>
    /// <param name="dBeta">one for each column, added to</param>
    /// <remarks>
    /// Allocates nothing. Sums over columns are in the contract's order, sums over rows one chain in the order of the rows: the same bits on every CPU.
    /// Error, mean and rstd taken as exact: of dx at most gamma_k rstd (|g| + mean_j |g| + |xhat| mean_j |g xhat|) with k = ceil(columns / 64) + 14;
    /// of dGamma and dBeta at most gamma_(rows + 2) times the sum of magnitudes.
    /// </remarks>
    /// <exception cref="ArgumentException">the lengths do not fit, or spans overlap; the message has the numbers</exception>
    public static void LayerNormBackward(ReadOnlySpan<float> x, int columns, ReadOnlySpan<float> gamma, ReadOnlySpan<float> mean, ReadOnlySpan<float> rstd, ReadOnlySpan<float> dy, Span<float> dx, Span<float> dGamma, Span<float> dBeta)
    {
        int rows = CheckBackward(x, columns, gamma, dy, dx, dGamma);
        Guard.SameLength(mean.Length, rows);
        Guard.SameLength(rstd.Length, rows);
        Guard.SameLength(dBeta.Length, columns);
        Guard.Disjoint(mean, dx);
        Guard.Disjoint(rstd, dx);
        CheckGradient(dBeta, x, gamma, dy, dx);
        Guard.Disjoint<float>(dGamma, dBeta);
        fixed (float* px = x, g = gamma, pdy = dy, pdx = dx, dg = dGamma, db = dBeta)
        {
            for (int i = 0; i < rows; i++)
            {
                nint row = (nint)i * columns;
                var xhat = new Standardized(px + row, mean[i], rstd[i]);
                ElementwiseLoop.Run(new LayerNormParametersKernel(xhat, pdy + row, dg, db), columns);
                if (dx.IsEmpty)
                    continue;
                float meanG = Blas.Dot(pdy + row, g, columns) / columns;
                float meanGXhat = MeanGXhat(xhat, pdy + row, g, columns);
                ElementwiseLoop.Run(new LayerNormBackwardKernel(xhat, pdy + row, g, meanG, meanGXhat, rstd[i], pdx + row), columns);
            }
        }
    }

    private readonly struct LayerNormKernel(float* x, float mean, float rstd, float* gamma, float* beta, float* y) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T xhat = (access.Load<T, TAccess>(x, i) - T.Broadcast(mean)) * T.Broadcast(rstd);
            access.Store(T.FusedMultiplyAdd(xhat, access.Load<T, TAccess>(gamma, i), access.Load<T, TAccess>(beta, i)), y, i);
        }
    }

    private readonly struct LayerNormParametersKernel(Standardized xhat, float* dy, float* dGamma, float* dBeta) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T d = access.Load<T, TAccess>(dy, i);
            access.Store(T.FusedMultiplyAdd(d, xhat.Load<T, TAccess>(i, access), access.Load<T, TAccess>(dGamma, i)), dGamma, i);
            access.Store(access.Load<T, TAccess>(dBeta, i) + d, dBeta, i);
        }
    }

    private readonly struct LayerNormBackwardKernel(Standardized xhat, float* dy, float* gamma, float meanG, float meanGXhat, float rstd, float* dx) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T g = T.FusedMultiplyAdd(access.Load<T, TAccess>(dy, i), access.Load<T, TAccess>(gamma, i), T.Broadcast(-meanG));
            access.Store(T.FusedMultiplyAdd(xhat.Load<T, TAccess>(i, access), T.Broadcast(-meanGXhat), g) * T.Broadcast(rstd), dx, i);
        }
    }
}

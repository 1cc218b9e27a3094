using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class RowKernels
{
    /// <summary>mean[j] = mean_i x[i,j], variance[j] = mean_i (x[i,j] - mean[j])^2: biased, what a batch is normalised by.</summary>
    /// <param name="x">rows x columns, at least one row</param>
    /// <param name="columns">the length of a row</param>
    /// <param name="mean">one number for each column, overwritten</param>
    /// <param name="variance">one number for each column, overwritten</param>
    /// <remarks>
    /// Allocates nothing. Two passes; sums over rows in groups of eight: each group a chain in the order of its rows, the groups' chains added in order.
    /// A column's order depends on the number of rows alone: the same bits on every CPU. Error, with k = ceil(rows / 8) + 9: of the mean at most
    /// e = gamma_k mean_i |x|; of the variance at most gamma_(k + 2) (variance + e^2) + e^2.
    /// </remarks>
    /// <exception cref="ArgumentException">the lengths do not fit, there is no row, or spans overlap; the message has the numbers</exception>
    public static void BatchNormStatistics(ReadOnlySpan<float> x, int columns, Span<float> mean, Span<float> variance)
    {
        int rows = Guard.Rows(x.Length, columns);
        Guard.SameLength(mean.Length, columns);
        Guard.SameLength(variance.Length, columns);
        Guard.Disjoint(x, mean);
        Guard.Disjoint(x, variance);
        Guard.Disjoint<float>(mean, variance);
        if (rows == 0)
            Guard.Throw("x has no row; statistics need at least one.", nameof(x));
        fixed (float* px = x, m = mean, v = variance)
        {
            for (int j = 0; j < columns; j += ColumnSums.Strip)
            {
                int strip = int.Min(ColumnSums.Strip, columns - j);
                ColumnSums.Run(new ColumnTerm(px + j, columns), rows, m + j, strip);
                ElementwiseLoop.Run(new DivideKernel(m + j, rows), strip);
                ColumnSums.Run(new ColumnSquaredDifference(px + j, columns, m + j), rows, v + j, strip);
                ElementwiseLoop.Run(new DivideKernel(v + j, rows), strip);
            }
        }
    }

    /// <summary>running = (1 - momentum) running + momentum batch, of means and variances, the batch's variance made unbiased: times rows / (rows - 1).</summary>
    /// <param name="mean">a batch's means, one for each column</param>
    /// <param name="variance">its biased variances</param>
    /// <param name="rows">the batch's rows, at least 2</param>
    /// <param name="momentum">the share of the new, from 0 to 1</param>
    /// <param name="runningMean">updated: fma(momentum, mean, (1 - momentum) * runningMean)</param>
    /// <param name="runningVariance">updated in the same way</param>
    /// <remarks>Allocates nothing. The same bits on every CPU. As PyTorch's BatchNorm1d.</remarks>
    /// <exception cref="ArgumentException">the lengths differ, spans overlap, there are fewer than two rows, or momentum is out of range; the message has the numbers</exception>
    public static void BatchNormRunning(ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, int rows, float momentum, Span<float> runningMean, Span<float> runningVariance)
    {
        Guard.SameLength(variance.Length, mean.Length);
        Guard.SameLength(runningMean.Length, mean.Length);
        Guard.SameLength(runningVariance.Length, mean.Length);
        Guard.Disjoint(mean, runningMean);
        Guard.Disjoint(mean, runningVariance);
        Guard.Disjoint(variance, runningMean);
        Guard.Disjoint(variance, runningVariance);
        Guard.Disjoint<float>(runningMean, runningVariance);
        if (rows < 2)
            Guard.Throw($"rows = {rows}, but an unbiased variance needs at least 2.", nameof(rows));
        if (!(momentum is >= 0f and <= 1f))
            Guard.Throw($"momentum = {momentum}; expected a number from 0 to 1.", nameof(momentum));
        fixed (float* m = mean, v = variance, rm = runningMean, rv = runningVariance)
        {
            ElementwiseLoop.Run(new RunningKernel(m, 1f, momentum, rm), mean.Length);
            ElementwiseLoop.Run(new RunningKernel(v, rows / (rows - 1f), momentum, rv), mean.Length);
        }
    }

    /// <summary>y[i,j] = (x[i,j] - mean[j]) rstd[j] gamma[j] + beta[j], rstd = 1 / sqrt(variance + epsilon)</summary>
    /// <param name="x">rows x columns</param>
    /// <param name="columns">the length of a row</param>
    /// <param name="mean">one number for each column: the batch's own while training, the running ones afterwards</param>
    /// <param name="variance">one number for each column, as mean</param>
    /// <param name="gamma">one factor for each column</param>
    /// <param name="beta">one summand for each column</param>
    /// <param name="epsilon">keeps rstd finite; 0 or more</param>
    /// <param name="y">as long as x, overwritten; may be x itself</param>
    /// <remarks>
    /// Allocates nothing. y = fma((x - mean) * rstd, gamma, beta): the same bits for a row whatever rows stand beside it, and on every CPU.
    /// Error, the statistics taken as exact: at most gamma_5 |(x - mean) rstd gamma| + u |y|. Source: Ioffe and Szegedy 2015.
    /// </remarks>
    /// <exception cref="ArgumentException">the lengths do not fit, epsilon is negative or no number, or spans overlap; the message has the numbers</exception>
    public static void BatchNorm(ReadOnlySpan<float> x, int columns, ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, float epsilon, Span<float> y)
    {
        int rows = Guard.Rows(x.Length, columns);
        Guard.SameLength(mean.Length, columns);
        Guard.SameLength(variance.Length, columns);
        Guard.SameLength(gamma.Length, columns);
        Guard.SameLength(beta.Length, columns);
        CheckEpsilon(epsilon);
        Guard.SameLength(y.Length, x.Length);
        Guard.SameOrDisjoint(x, y);
        Guard.Disjoint(mean, y);
        Guard.Disjoint(variance, y);
        Guard.Disjoint(gamma, y);
        Guard.Disjoint(beta, y);
        float* rstd = stackalloc float[ColumnSums.Strip];
        fixed (float* px = x, py = y, m = mean, v = variance, g = gamma, b = beta)
        {
            for (int j = 0; j < columns; j += ColumnSums.Strip)
            {
                int strip = int.Min(ColumnSums.Strip, columns - j);
                ElementwiseLoop.Run(new RstdKernel(v + j, epsilon, rstd), strip);
                for (nint i = 0; i < rows; i++)
                    ElementwiseLoop.Run(new BatchNormKernel(px + (i * columns) + j, m + j, rstd, g + j, b + j, py + (i * columns) + j), strip);
            }
        }
    }

    /// <summary>
    /// With xhat = (x - mean) rstd: dGamma[j] += sum_i dy xhat, dBeta[j] += sum_i dy, and for statistics that are the batch's own
    /// dx = gamma rstd (dy - mean_i dy - xhat mean_i (dy xhat)), for constant ones dx = gamma rstd dy.
    /// </summary>
    /// <param name="x">the forward pass's input, rows x columns</param>
    /// <param name="columns">the length of a row</param>
    /// <param name="mean">what the forward pass took, one for each column</param>
    /// <param name="variance">what the forward pass took, one for each column</param>
    /// <param name="ofBatch">whether mean and variance are those of x, and move with it; false: they are constants</param>
    /// <param name="gamma">one factor for each column</param>
    /// <param name="epsilon">as in the forward pass</param>
    /// <param name="dy">the gradient with respect to y</param>
    /// <param name="dx">overwritten; may be dy itself; empty: not wanted</param>
    /// <param name="dGamma">one for each column, added to</param>
    /// <param name="dBeta">one for each column, added to</param>
    /// <remarks>
    /// Allocates nothing. Sums are in the order of <see cref="BatchNormStatistics"/>: the same bits on every CPU. Error, the statistics taken as exact and
    /// k = ceil(rows / 8) + 14: of dx at most gamma_k |gamma| rstd (|dy| + mean_i |dy| + |xhat| mean_i |dy xhat|); of what is added to dGamma and dBeta at most
    /// gamma_k times the sum of magnitudes.
    /// </remarks>
    /// <exception cref="ArgumentException">the lengths do not fit, epsilon is negative or no number, or spans overlap; the message has the numbers</exception>
    public static void BatchNormBackward(ReadOnlySpan<float> x, int columns, ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, bool ofBatch, ReadOnlySpan<float> gamma, float epsilon, ReadOnlySpan<float> dy, Span<float> dx, Span<float> dGamma, Span<float> dBeta)
    {
        int rows = CheckBackward(x, columns, gamma, dy, dx, dGamma);
        Guard.SameLength(mean.Length, columns);
        Guard.SameLength(variance.Length, columns);
        Guard.SameLength(dBeta.Length, columns);
        CheckEpsilon(epsilon);
        Guard.Disjoint(mean, dx);
        Guard.Disjoint(variance, dx);
        CheckGradient(dBeta, x, gamma, dy, dx);
        Guard.Disjoint(mean, dGamma);
        Guard.Disjoint(variance, dGamma);
        Guard.Disjoint(mean, dBeta);
        Guard.Disjoint(variance, dBeta);
        Guard.Disjoint<float>(dGamma, dBeta);
        float* rstd = stackalloc float[ColumnSums.Strip];
        float* sumDy = stackalloc float[ColumnSums.Strip];
        float* sumDyXhat = stackalloc float[ColumnSums.Strip];
        fixed (float* px = x, m = mean, v = variance, g = gamma, pdy = dy, pdx = dx, dg = dGamma, db = dBeta)
        {
            for (int j = 0; j < columns; j += ColumnSums.Strip)
            {
                int strip = int.Min(ColumnSums.Strip, columns - j);
                ElementwiseLoop.Run(new RstdKernel(v + j, epsilon, rstd), strip);
                ColumnSums.Run(new ColumnTerm(pdy + j, columns), rows, sumDy, strip);
                ColumnSums.Run(new ColumnGradientTerm(px + j, pdy + j, columns, m + j, rstd), rows, sumDyXhat, strip);
                ElementwiseLoop.Run(new AddKernel(sumDy, db + j), strip);
                ElementwiseLoop.Run(new AddKernel(sumDyXhat, dg + j), strip);
                if (dx.IsEmpty)
                    continue;
                if (ofBatch)
                {
                    ElementwiseLoop.Run(new DivideKernel(sumDy, rows), strip);
                    ElementwiseLoop.Run(new DivideKernel(sumDyXhat, rows), strip);
                }

                for (nint i = 0; i < rows; i++)
                {
                    nint row = (i * columns) + j;
                    if (ofBatch)
                        ElementwiseLoop.Run(new BatchNormBackwardKernel(px + row, m + j, rstd, g + j, sumDy, sumDyXhat, pdy + row, pdx + row), strip);
                    else
                        ElementwiseLoop.Run(new BatchNormConstantBackwardKernel(rstd, g + j, pdy + row, pdx + row), strip);
                }
            }
        }
    }

    /// <summary>sum_i x[i,j]</summary>
    private readonly struct ColumnTerm(float* x, int columns) : IColumnTerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Accumulate<T, TAccess>(T sum, nuint row, nuint column, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess => sum + access.Load<T, TAccess>(x, (row * (nuint)columns) + column);
    }

    /// <summary>sum_i (x[i,j] - mean[j])^2</summary>
    private readonly struct ColumnSquaredDifference(float* x, int columns, float* mean) : IColumnTerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Accumulate<T, TAccess>(T sum, nuint row, nuint column, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T difference = access.Load<T, TAccess>(x, (row * (nuint)columns) + column) - access.Load<T, TAccess>(mean, column);
            return T.FusedMultiplyAdd(difference, difference, sum);
        }
    }

    /// <summary>sum_i dy[i,j] xhat[i,j]</summary>
    private readonly struct ColumnGradientTerm(float* x, float* dy, int columns, float* mean, float* rstd) : IColumnTerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Accumulate<T, TAccess>(T sum, nuint row, nuint column, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            nuint i = (row * (nuint)columns) + column;
            T xhat = (access.Load<T, TAccess>(x, i) - access.Load<T, TAccess>(mean, column)) * access.Load<T, TAccess>(rstd, column);
            return T.FusedMultiplyAdd(access.Load<T, TAccess>(dy, i), xhat, sum);
        }
    }

    private readonly struct DivideKernel(float* x, float divisor) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess => access.Store(access.Load<T, TAccess>(x, i) / T.Broadcast(divisor), x, i);
    }

    private readonly struct AddKernel(float* x, float* y) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess => access.Store(access.Load<T, TAccess>(y, i) + access.Load<T, TAccess>(x, i), y, i);
    }

    private readonly struct RunningKernel(float* batch, float factor, float momentum, float* running) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T kept = T.Broadcast(1f - momentum) * access.Load<T, TAccess>(running, i);
            access.Store(T.FusedMultiplyAdd(T.Broadcast(momentum), access.Load<T, TAccess>(batch, i) * T.Broadcast(factor), kept), running, i);
        }
    }

    private readonly struct RstdKernel(float* variance, float epsilon, float* rstd) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess =>
            access.Store(T.Broadcast(1f) / T.Sqrt(access.Load<T, TAccess>(variance, i) + T.Broadcast(epsilon)), rstd, i);
    }

    private readonly struct BatchNormKernel(float* x, float* mean, float* rstd, float* gamma, float* beta, float* y) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T xhat = (access.Load<T, TAccess>(x, i) - access.Load<T, TAccess>(mean, i)) * access.Load<T, TAccess>(rstd, i);
            access.Store(T.FusedMultiplyAdd(xhat, access.Load<T, TAccess>(gamma, i), access.Load<T, TAccess>(beta, i)), y, i);
        }
    }

    private readonly struct BatchNormBackwardKernel(float* x, float* mean, float* rstd, float* gamma, float* meanDy, float* meanDyXhat, float* dy, float* dx) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T r = access.Load<T, TAccess>(rstd, i);
            T xhat = (access.Load<T, TAccess>(x, i) - access.Load<T, TAccess>(mean, i)) * r;
            T d = access.Load<T, TAccess>(dy, i) - access.Load<T, TAccess>(meanDy, i);
            d = T.FusedMultiplyAdd(-xhat, access.Load<T, TAccess>(meanDyXhat, i), d);
            access.Store(d * (access.Load<T, TAccess>(gamma, i) * r), dx, i);
        }
    }

    private readonly struct BatchNormConstantBackwardKernel(float* rstd, float* gamma, float* dy, float* dx) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess =>
            access.Store(access.Load<T, TAccess>(dy, i) * (access.Load<T, TAccess>(gamma, i) * access.Load<T, TAccess>(rstd, i)), dx, i);
    }
}

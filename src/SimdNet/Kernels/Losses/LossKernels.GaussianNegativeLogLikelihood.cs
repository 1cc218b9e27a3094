using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class LossKernels
{
    /// <summary>
    /// losses[i,j] = (ln v + (t[i,j] - m)^2 / v) / 2 with mean m = x[i,j] and variance v = max(ln(1 + e^s), epsilon), s = x[i,k+j];
    /// dx[i,j] = (m - t) / v, dx[i,k+j] = (1 - (t - m)^2 / v) / (2 v) / (1 + e^-s).
    /// </summary>
    /// <param name="predictions">x, rows x 2k: k means, then k numbers whose softplus is the variance</param>
    /// <param name="columns">k, the targets of a row</param>
    /// <param name="targets">t, rows x k</param>
    /// <param name="epsilon">the smallest variance; positive and finite</param>
    /// <param name="losses">rows x k, overwritten</param>
    /// <param name="dPredictions">dx, as long as x, overwritten; may be x itself; empty: not wanted</param>
    /// <remarks>
    /// Allocates nothing. The same bits on every CPU. Where epsilon holds the variance, the gradient is computed with v = epsilon but not cut off, as in PyTorch: a variance that is
    /// too small still grows. Error: at most gamma_14 ((t - m)^2 / v) / 2 + gamma_2 |ln v| + 6 u, of dx[i,j] gamma_10 relative,
    /// of dx[i,k+j] gamma_26 (1 + (t - m)^2 / v) / (2 v) / (1 + e^-s).
    /// </remarks>
    /// <exception cref="ArgumentException">lengths do not fit, or spans overlap; the message has the numbers</exception>
    /// <exception cref="ArgumentOutOfRangeException">columns is not positive, or epsilon is not positive and finite</exception>
    public static void GaussianNegativeLogLikelihood(ReadOnlySpan<float> predictions, int columns, ReadOnlySpan<float> targets, float epsilon, Span<float> losses, Span<float> dPredictions)
    {
        Guard.PositiveFinite(epsilon);
        int rows = Guard.Rows(targets.Length, columns);
        if (predictions.Length != 2L * targets.Length)
            Guard.Throw($"predictions holds {predictions.Length} floats, but {rows} rows of {columns} means and {columns} variances need {2L * targets.Length}.", nameof(predictions));
        Guard.SameLength(losses.Length, targets.Length);
        CheckGradient(predictions, losses, dPredictions);
        Guard.Disjoint(targets, losses);
        Guard.Disjoint(targets, dPredictions);
        fixed (float* x = predictions, t = targets, y = losses, dx = dPredictions)
        {
            for (nint i = 0; i < rows; i++)
            {
                var row = new GaussianRow(x + (2 * i * columns), x + (2 * i * columns) + columns, t + (i * columns), epsilon);
                ElementwiseLoop.Run(new GaussianValue(row, y + (i * columns)), columns);
                if (dx != null)
                    ElementwiseLoop.Run(new GaussianDerivatives(row, dx + (2 * i * columns), dx + (2 * i * columns) + columns), columns);
            }
        }
    }

    // One row: means m, numbers s, targets t; and what value and derivatives share.
    private readonly struct GaussianRow(float* m, float* s, float* t, float epsilon)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Numbers<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess => access.Load<T, TAccess>(s, i);

        /// <summary>m - t</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Differences<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess => access.Load<T, TAccess>(m, i) - access.Load<T, TAccess>(t, i);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Variances<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T v = LaneMath.Softplus(Numbers<T, TAccess>(i, access)), low = T.Broadcast(epsilon);
            return T.IfLess(v, low, low, v);
        }
    }

    private readonly struct GaussianValue(GaussianRow row, float* y) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T v = row.Variances<T, TAccess>(i, access), d = row.Differences<T, TAccess>(i, access);
            access.Store(T.Broadcast(0.5f) * (LaneMath.Log(v) + (d * d / v)), y, i);
        }
    }

    private readonly struct GaussianDerivatives(GaussianRow row, float* dm, float* ds) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T v = row.Variances<T, TAccess>(i, access), d = row.Differences<T, TAccess>(i, access), s = row.Numbers<T, TAccess>(i, access);
            T dv = T.Broadcast(0.5f) * (T.Broadcast(1f) - (d * d / v)) / v;
            access.Store(d / v, dm, i);
            access.Store(dv * LaneMath.Sigmoid(s), ds, i);
        }
    }
}

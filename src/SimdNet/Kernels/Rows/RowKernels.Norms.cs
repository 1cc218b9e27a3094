using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <content>What the norms have in common: checks, 1 / sigma, and the terms of their sums.</content>
public static unsafe partial class RowKernels
{
    private static float Rstd(float variance, float epsilon) => 1f / MathF.Sqrt(variance + epsilon);

    private static void CheckEpsilon(float epsilon)
    {
        if (!(epsilon >= 0f && float.IsFinite(epsilon)))
            Guard.Throw($"epsilon = {epsilon}; expected a finite number, 0 or more.", nameof(epsilon));
    }

    // One number for each row, or none; not in the way of what is read and written meanwhile.
    private static void CheckStatistic(ReadOnlySpan<float> statistic, int rows, ReadOnlySpan<float> x, ReadOnlySpan<float> y, [CallerArgumentExpression(nameof(statistic))] string name = "")
    {
        if (!statistic.IsEmpty)
            Guard.SameLength(statistic.Length, rows, name);
        Guard.Disjoint(x, statistic, outputName: name);
        Guard.Disjoint(y, statistic, outputName: name);
    }

    private static int CheckBackward(ReadOnlySpan<float> x, int columns, ReadOnlySpan<float> gamma, ReadOnlySpan<float> dy, ReadOnlySpan<float> dx, ReadOnlySpan<float> dGamma)
    {
        int rows = Guard.Rows(x.Length, columns);
        Guard.SameLength(gamma.Length, columns);
        Guard.SameLength(dy.Length, x.Length);
        if (!dx.IsEmpty)
            Guard.SameLength(dx.Length, x.Length);
        Guard.SameLength(dGamma.Length, columns);
        Guard.Disjoint(x, dx);
        Guard.SameOrDisjoint(dy, dx);
        Guard.Disjoint(gamma, dx);
        CheckGradient(dGamma, x, gamma, dy, dx);
        return rows;
    }

    private static void CheckGradient(ReadOnlySpan<float> gradient, ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> dy, ReadOnlySpan<float> dx, [CallerArgumentExpression(nameof(gradient))] string name = "")
    {
        Guard.Disjoint(x, gradient, outputName: name);
        Guard.Disjoint(gamma, gradient, outputName: name);
        Guard.Disjoint(dy, gradient, outputName: name);
        Guard.Disjoint(dx, gradient, outputName: name);
    }

    /// <summary>mean_j (x - mean)^2; NaN if the mean is not finite, so that lanes that do not exist need not subtract infinities.</summary>
    private static float Variance(float* x, float mean, int columns) =>
        float.IsFinite(mean) ? ReductionLoop.Sum(new SquaredDifference(x, mean), columns) / columns : float.NaN;

    /// <summary>mean_j dy gamma xhat; NaN if mean or rstd is not finite</summary>
    private static float MeanGXhat(Standardized xhat, float* dy, float* gamma, int columns) =>
        xhat.IsFinite ? ReductionLoop.Sum(new GradientDotKernel(xhat, dy, gamma), columns) / columns : float.NaN;

    /// <summary>(x - mean) rstd of one row</summary>
    private readonly struct Standardized(float* x, float mean, float rstd)
    {
        public bool IsFinite => float.IsFinite(mean) && float.IsFinite(rstd);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Load<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess => (access.Load(x, i, T.Broadcast(mean)) - T.Broadcast(mean)) * T.Broadcast(rstd);
    }

    /// <summary>sum (x - mean)^2</summary>
    /// <remarks>A lane that does not exist adds (mean - mean)^2 = 0 to a sum that is never -0.</remarks>
    private readonly struct SquaredDifference(float* x, float mean) : IReduction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Accumulate<T, TAccess>(T sum, nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T difference = access.Load(x, i, T.Broadcast(mean)) - T.Broadcast(mean);
            return T.FusedMultiplyAdd(difference, difference, sum);
        }
    }

    /// <summary>sum (dy gamma) xhat</summary>
    /// <remarks>A lane that does not exist adds (-0 * 1) * 0 = -0.</remarks>
    private readonly struct GradientDotKernel(Standardized xhat, float* dy, float* gamma) : IReduction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Accumulate<T, TAccess>(T sum, nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess =>
            T.FusedMultiplyAdd(access.Load(dy, i, T.Broadcast(-0f)) * access.Load(gamma, i, T.Broadcast(1f)), xhat.Load<T, TAccess>(i, access), sum);
    }
}

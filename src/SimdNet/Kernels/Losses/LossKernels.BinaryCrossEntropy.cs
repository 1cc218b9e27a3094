using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class LossKernels
{
    /// <summary>
    /// Cross-entropy of the logistic function, from logits: losses[i] = -(p t[i] ln s(x[i]) + (1 - t[i]) ln(1 - s(x[i]))), s(x) = 1 / (1 + e^-x), p the positive weight;
    /// dx[i] = (1 - t[i]) s(x[i]) - p t[i] s(-x[i]), for p = 1 that is s(x[i]) - t[i].
    /// </summary>
    /// <param name="logits">x</param>
    /// <param name="targets">t, as long as x: the probability that was expected, in [0, 1] (not checked here)</param>
    /// <param name="positiveWeight">p, the weight of the positive side; not negative, finite</param>
    /// <param name="losses">as long as x, overwritten</param>
    /// <param name="dLogits">dx, as long as x, overwritten; may be x itself; empty: not wanted</param>
    /// <remarks>
    /// Allocates nothing. The same bits on every CPU. Computed as p t softplus(-x) + (1 - t) softplus(x), a sum of positive terms, both from ln(1 + e^-|x|): nothing overflows and no
    /// digits cancel. Relative error: at most gamma_13. Of the derivative: at most gamma_6 ((1 - t) s(x) + p t s(-x)). Infinite logits give NaN or infinity.
    /// </remarks>
    /// <exception cref="ArgumentException">the lengths differ, or spans overlap; the message has the numbers</exception>
    /// <exception cref="ArgumentOutOfRangeException">the positive weight is negative or not finite</exception>
    public static void BinaryCrossEntropy(ReadOnlySpan<float> logits, ReadOnlySpan<float> targets, float positiveWeight, Span<float> losses, Span<float> dLogits)
    {
        Guard.NotNegativeFinite(positiveWeight);
        Map(new BinaryCrossEntropyFormula(positiveWeight), logits, targets, losses, dLogits);
    }

    /// <summary>The same with a positive weight p[j] for each output: logits and targets are rows x p.Length.</summary>
    /// <param name="logits">x, rows x p.Length</param>
    /// <param name="targets">t, as long as x: the probability that was expected, in [0, 1] (not checked here)</param>
    /// <param name="positiveWeights">p, one for each output, at least one; not negative, finite</param>
    /// <param name="losses">as long as x, overwritten</param>
    /// <param name="dLogits">dx, as long as x, overwritten; may be x itself; empty: not wanted</param>
    /// <remarks>Allocates nothing. The same bits on every CPU, and as the other overload has where the weights are equal. Errors as there.</remarks>
    /// <exception cref="ArgumentException">the lengths do not fit, or spans overlap; the message has the numbers</exception>
    /// <exception cref="ArgumentOutOfRangeException">a positive weight is negative or not finite</exception>
    public static void BinaryCrossEntropy(ReadOnlySpan<float> logits, ReadOnlySpan<float> targets, ReadOnlySpan<float> positiveWeights, Span<float> losses, Span<float> dLogits)
    {
        int columns = positiveWeights.Length;
        int rows = Guard.Rows(logits.Length, columns);
        foreach (float weight in positiveWeights)
            Guard.NotNegativeFinite(weight, nameof(positiveWeights));
        Guard.SameLength(targets.Length, logits.Length);
        Guard.SameLength(losses.Length, logits.Length);
        CheckGradient(logits, losses, dLogits);
        Guard.Disjoint(targets, losses);
        Guard.Disjoint(targets, dLogits);
        Guard.Disjoint(positiveWeights, losses);
        Guard.Disjoint(positiveWeights, dLogits);
        fixed (float* x = logits, t = targets, p = positiveWeights, y = losses, dx = dLogits)
        {
            for (nint row = 0; row < logits.Length; row += columns)
                ElementwiseLoop.Run(new WeightedValue(x + row, t + row, p, y + row), columns);
            for (nint row = 0; row < dLogits.Length; row += columns)
                ElementwiseLoop.Run(new WeightedDerivative(x + row, t + row, p, dx + row), columns);
        }
    }

    private readonly struct WeightedValue(float* x, float* t, float* p, float* y) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess =>
            access.Store(BinaryCrossEntropyFormula.Value(access.Load<T, TAccess>(x, i), access.Load<T, TAccess>(t, i), access.Load<T, TAccess>(p, i)), y, i);
    }

    private readonly struct WeightedDerivative(float* x, float* t, float* p, float* dx) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess =>
            access.Store(BinaryCrossEntropyFormula.Derivative(access.Load<T, TAccess>(x, i), access.Load<T, TAccess>(t, i), access.Load<T, TAccess>(p, i)), dx, i);
    }
}

internal readonly struct BinaryCrossEntropyFormula(float positiveWeight) : ILossFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T x, T t)
        where T : unmanaged, ILane<T> => Value(x, t, T.Broadcast(positiveWeight));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Derivative<T>(T x, T t)
        where T : unmanaged, ILane<T> => Derivative(x, t, T.Broadcast(positiveWeight));

    // softplus(x) = max(x, 0) + softplus(-|x|), softplus(-x) = max(-x, 0) + softplus(-|x|)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Value<T>(T x, T t, T positiveWeight)
        where T : unmanaged, ILane<T>
    {
        T zero = T.Broadcast(0f);
        T positive = positiveWeight * t, negative = T.Broadcast(1f) - t;
        T softplus = LaneMath.Softplus(-T.Abs(x));
        T ofPositive = T.IfLess(x, zero, softplus - x, softplus);
        T ofNegative = T.IfLess(x, zero, softplus, softplus + x);
        return T.FusedMultiplyAdd(positive, ofPositive, negative * ofNegative);
    }

    // With z = e^-|x|: s(x) = 1 / (1 + z) and s(-x) = z / (1 + z) above zero, the other way round below.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Derivative<T>(T x, T t, T positiveWeight)
        where T : unmanaged, ILane<T>
    {
        T zero = T.Broadcast(0f), one = T.Broadcast(1f);
        T positive = positiveWeight * t, negative = one - t;
        T z = LaneMath.Exp(-T.Abs(x));
        T numerator = T.FusedMultiplyAdd(negative, T.IfLess(x, zero, z, one), -(positive * T.IfLess(x, zero, one, z)));
        return numerator / (one + z);
    }
}

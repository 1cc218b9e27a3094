using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>
/// Losses on spans: how far each prediction is from its target, and the derivative of that with respect to the prediction.
/// No mean is taken and no weight applied: the losses of SimdNet.Nn do that.
/// </summary>
public static unsafe partial class LossKernels
{
    private static void Map<TFormula>(TFormula formula, ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets, Span<float> losses, Span<float> dPredictions)
        where TFormula : struct, ILossFormula
    {
        Guard.SameLength(targets.Length, predictions.Length);
        Guard.SameLength(losses.Length, predictions.Length);
        CheckGradient(predictions, losses, dPredictions);
        Guard.Disjoint(targets, losses);
        Guard.Disjoint(targets, dPredictions);
        fixed (float* x = predictions, t = targets, y = losses, dx = dPredictions)
        {
            ElementwiseLoop.Run(new ValueKernel<TFormula>(formula, x, t, y), losses.Length);
            ElementwiseLoop.Run(new DerivativeKernel<TFormula>(formula, x, t, dx), dPredictions.Length);
        }
    }

    // The gradient is as long as the predictions, or empty; it may stand where they stood, since the losses are written before it.
    private static void CheckGradient(ReadOnlySpan<float> predictions, ReadOnlySpan<float> losses, ReadOnlySpan<float> dPredictions)
    {
        if (!dPredictions.IsEmpty)
            Guard.SameLength(dPredictions.Length, predictions.Length);
        Guard.Disjoint(predictions, losses);
        Guard.SameOrDisjoint(predictions, dPredictions);
        Guard.Disjoint(losses, dPredictions);
    }

    private readonly struct ValueKernel<TFormula>(TFormula formula, float* x, float* t, float* y) : IElementwise
        where TFormula : struct, ILossFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess =>
            access.Store(formula.Value(access.Load<T, TAccess>(x, i), access.Load<T, TAccess>(t, i)), y, i);
    }

    private readonly struct DerivativeKernel<TFormula>(TFormula formula, float* x, float* t, float* dx) : IElementwise
        where TFormula : struct, ILossFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess =>
            access.Store(formula.Derivative(access.Load<T, TAccess>(x, i), access.Load<T, TAccess>(t, i)), dx, i);
    }
}

/// <summary>The loss of one prediction x with target t, and its derivative with respect to x, over one register.</summary>
internal interface ILossFormula
{
    T Value<T>(T x, T t) where T : unmanaged, ILane<T>;

    T Derivative<T>(T x, T t) where T : unmanaged, ILane<T>;
}

using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class Blas
{
    // Between these the sum of squares has lost nothing to overflow or to subnormal numbers.
    private const float SmallestSafeSquares = 1e-30f;
    private const float LargestSafeSquares = 1e38f;

    /// <summary>The sum of |x[i]|; 0 for an empty span.</summary>
    /// <remarks>Allocates nothing. In the contract's order, so the same bits on every CPU. Error: at most gamma_k sum |x[i]| with k = ceil(n / 64) + 5.</remarks>
    public static float Asum(ReadOnlySpan<float> x)
    {
        fixed (float* px = x)
            return ReductionLoop.Sum(new AbsKernel(px), x.Length);
    }

    /// <summary>The Euclidean norm, sqrt(sum x[i]^2); 0 for an empty span. Neither overflows nor underflows on the way.</summary>
    /// <remarks>
    /// Allocates nothing. In the contract's order, so the same bits on every CPU. Where the squares leave the safe range they are computed
    /// again from x divided by a power of two near its largest element. Relative error: at most gamma_k with k = ceil(n / 64) / 2 + 5.
    /// </remarks>
    public static float Norm2(ReadOnlySpan<float> x)
    {
        fixed (float* px = x)
        {
            float squares = ReductionLoop.Sum(new SquareKernel(px, 1f), x.Length);
            if (squares is >= SmallestSafeSquares and <= LargestSafeSquares || x.IsEmpty)
                return MathF.Sqrt(squares);
            float largest = TensorPrimitives.MaxMagnitude(x);
            if (largest == 0f || !float.IsFinite(largest))
                return MathF.Abs(largest);

            // The factor keeps both itself and its inverse normal: |exponent| at most 126.
            int exponent = int.Clamp(-MathF.ILogB(largest), -126, 126);
            float factor = MathF.ScaleB(1f, exponent);
            return MathF.ScaleB(MathF.Sqrt(ReductionLoop.Sum(new SquareKernel(px, factor), x.Length)), -exponent);
        }
    }

    /// <summary>x[i] = alpha x[i]</summary>
    /// <param name="alpha">the factor; 0 gives zeros, but NaN for NaN and infinities, as IEEE has it</param>
    /// <param name="x">scaled in place</param>
    /// <remarks>Allocates nothing. Correctly rounded.</remarks>
    public static void Scale(float alpha, Span<float> x) => TensorPrimitives.Multiply(x, alpha, x);

    // A lane that does not exist adds |-0| = +0 to a sum that is never -0.
    private readonly struct AbsKernel(float* x) : IReduction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Accumulate<T, TAccess>(T sum, nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess => sum + T.Abs(access.Load<T, TAccess>(x, i));
    }

    private readonly struct SquareKernel(float* x, float factor) : IReduction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Accumulate<T, TAccess>(T sum, nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T scaled = access.Load<T, TAccess>(x, i) * T.Broadcast(factor);
            return T.FusedMultiplyAdd(scaled, scaled, sum);
        }
    }
}

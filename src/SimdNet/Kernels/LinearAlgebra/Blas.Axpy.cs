using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class Blas
{
    /// <summary>y[i] = fma(alpha, x[i], y[i])</summary>
    /// <param name="alpha">the factor of x</param>
    /// <param name="x">what is added</param>
    /// <param name="y">what it is added to, as long as x; may be x itself</param>
    /// <remarks>Allocates nothing. Correctly rounded, so the same bits on every CPU.</remarks>
    /// <exception cref="ArgumentException">the lengths differ, or the spans overlap without being the same</exception>
    public static void Axpy(float alpha, ReadOnlySpan<float> x, Span<float> y)
    {
        Guard.SameLength(y.Length, x.Length);
        Guard.SameOrDisjoint(x, y);
        fixed (float* px = x, py = y)
            ElementwiseLoop.Run(new AxpyKernel(alpha, px, py), x.Length);
    }

    private readonly struct AxpyKernel(float alpha, float* x, float* y) : IElementwise
    {
        public static bool IsCheap => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess =>
            access.Store(T.FusedMultiplyAdd(T.Broadcast(alpha), access.Load<T, TAccess>(x, i), access.Load<T, TAccess>(y, i)), y, i);
    }
}

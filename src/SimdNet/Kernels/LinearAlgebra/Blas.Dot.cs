using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>Basic linear algebra under its BLAS names and argument order, row-major.</summary>
public static unsafe partial class Blas
{
    /// <summary>The sum of x[i] y[i]; 0 for empty spans.</summary>
    /// <remarks>
    /// Allocates nothing. In the contract's order (64 lanes of fused multiply-adds, then a tree), so the same bits on every CPU.
    /// Error: at most gamma_k sum |x[i] y[i]| with k = ceil(n / 64) + 6 roundings on a path.
    /// </remarks>
    /// <exception cref="ArgumentException">the lengths differ; the message has both</exception>
    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        Guard.SameLength(y.Length, x.Length);
        fixed (float* px = x, py = y)
            return Dot(px, py, x.Length);
    }

    internal static float Dot(float* x, float* y, int length) => ReductionLoop.Sum(new DotKernel(x, y), length);
}

/// <summary>One step of a dot product.</summary>
internal readonly unsafe struct DotKernel(float* x, float* y) : IReduction
{
    // Lanes that do not exist multiply 0 by -0: adding -0 leaves the sum as it is.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Accumulate<T, TAccess>(T sum, nuint i, TAccess access)
        where T : unmanaged, ILane<T>
        where TAccess : struct, IAccess =>
        T.FusedMultiplyAdd(access.Load(x, i, T.Broadcast(0f)), access.Load(y, i, T.Broadcast(-0f)), sum);
}
